using PythonEnv.Packaging.Tags;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

/// <summary>Every interpreter of this machine is asked for its facts and for its tags, and both have to agree.</summary>
[TestClass]
internal sealed class SysTagsTests
{
    /// <summary>The oldest interpreter that the oracle's <c>packaging</c> still runs in.</summary>
    private static readonly Version s_oldest = new(3, 8);

    private const string FactsAndTags = """
        import os, platform, struct, sysconfig
        variable = sysconfig.get_config_var
        answer = {"version": list(sys.version_info[:2])}
        if sys.version_info >= (3, 8):
            sys.path.insert(0, question)
            from pip._vendor.packaging import tags, _manylinux, _musllinux
            # Older ones look at the running interpreter, whatever they are given.
            def ask(function):
                return function(sys.executable) if function.__code__.co_argcount else function()
            musl = _musllinux._get_musl_version(sys.executable)
            answer.update(
                implementation=sys.implementation.name, nodot=variable("py_version_nodot"), suffix=variable("EXT_SUFFIX"),
                debug=bool(variable("Py_DEBUG")), free=bool(variable("Py_GIL_DISABLED")),
                system=platform.system(), platform=sysconfig.get_platform(), bits=8 * struct.calcsize("P"),
                glibc=list(_manylinux._get_glibc_version()), musl=musl and list(musl),
                mac=platform.mac_ver()[0], machine=platform.mac_ver()[2],
                i686=ask(_manylinux._is_linux_i686), armhf=ask(_manylinux._is_linux_armhf),
                tags=[str(tag) for tag in tags.sys_tags()])
        """;

    [TestMethod]
    public void The_tags_computed_from_the_facts_are_those_of_packaging()
    {
        PythonOracle oracle = PythonOracle.Required;
        Requires.That(oracle.Packaging >= new Version(22, 0), "a pip whose packaging tells tags as of today");
        string packages = oracle.Ask<int, string>("import pip, os\nanswer = os.path.dirname(os.path.dirname(pip.__file__))", 0);
        Answer[] answers =
        [
            .. from executable in PythonOracle.Interpreters
               let answer = PythonOracle.Ask<string, Answer>(executable, FactsAndTags, packages)
               where new Version(answer.version[0], answer.version[1]) >= s_oldest
               select answer,
        ];
        Assert.IsNotEmpty(answers);
        foreach (Answer answer in answers)
            Compare(answer.tags!, [.. SupportedTags.For(Facts(answer)).Select(tag => tag.ToString())], oracle.Packaging);
    }

    private static void Compare(string[] expected, List<string> actual, Version packaging)
    {
        if (packaging >= new Version(26, 3))
        {
            CollectionAssert.AreEqual(expected, actual);
            return;
        }
        // Older versions put the platform itself last; that aside, the order is the same.
        CollectionAssert.AreEqual(Array.FindAll(expected, IsNotNative), actual.FindAll(IsNotNative));
        CollectionAssert.AreEquivalent(expected, actual);
    }

    private static bool IsNotNative(string tag) => !tag.Contains("-linux_", StringComparison.Ordinal);

    private static TagFacts Facts(Answer answer) => new()
    {
        Implementation = answer.implementation!,
        Major = answer.version[0],
        Minor = answer.version[1],
        VersionNoDot = answer.nodot,
        ExtensionSuffix = answer.suffix,
        IsDebugBuild = answer.debug,
        GilDisabled = answer.free,
        Platform = new()
        {
            System = answer.system!,
            SysconfigPlatform = answer.platform!,
            PointerBits = answer.bits,
            Glibc = answer.glibc is [>= 0, _] ? new(answer.glibc[0], answer.glibc[1]) : null,
            Musl = answer.musl is [var major, var minor] ? new(major, minor) : null,
            ExecutableAbi = answer.i686 ? ExecutableAbi.I386 : answer.armhf ? ExecutableAbi.ArmHardFloat : ExecutableAbi.Unspecified,
            MacOS = PlatformRelease.TryParse(answer.mac!, out PlatformRelease? mac) ? mac : null,
            MacOSMachine = answer.machine,
        },
    };

#pragma warning disable IDE1006 // Named as the script names them.
    private sealed record Answer(
        int[] version, string? implementation, string? nodot, string? suffix, bool debug, bool free, string? system, string? platform,
        int bits,
        int[]? glibc, int[]? musl, string? mac, string? machine, bool i686, bool armhf, string[]? tags);
#pragma warning restore IDE1006
}
