using PythonEnv.Conformance.Tags;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class SupportedTagsTests
{
    private static readonly PlatformFacts s_linux = new() { System = "Linux", SysconfigPlatform = "linux-x86_64", Glibc = new(2, 17) };
    private static readonly PlatformFacts s_windows = new() { System = "Windows", SysconfigPlatform = "win-amd64" };

    [TestMethod]
    public void The_own_abi_comes_first_and_any_platform_last()
    {
        SupportedTags tags = SupportedTags.For(CPython(3, 12, s_windows));
        Assert.AreEqual("cp312-cp312-win_amd64 cp312-abi3-win_amd64 cp312-none-win_amd64 cp311-abi3-win_amd64", Text(tags.Take(4)));
        Assert.AreEqual(
            "cp312-none-any py312-none-any py3-none-any py311-none-any", Text(tags.Where(tag => tag.Platform == "any").Take(4)));
        Assert.AreEqual("py30-none-any", Text(tags.TakeLast(1)));
    }

    [TestMethod]
    public void The_platform_itself_comes_before_its_manylinux() => Assert.AreEqual(
        "linux_x86_64 manylinux_2_17_x86_64 manylinux2014_x86_64 manylinux_2_16_x86_64",
        string.Join(' ', SupportedTags.For(CPython(3, 12, s_linux)).Take(4).Select(tag => tag.Platform)));

    [TestMethod]
    public void A_glibc_before_2_17_serves_Intel_only()
    {
        Assert.IsNotNull(Rank(s_linux with { Glibc = new(2, 5) }, "py3-none-manylinux1_x86_64"));
        Assert.IsNull(Rank(s_linux with { Glibc = new(2, 5) }, "py3-none-manylinux_2_6_x86_64"));
        Assert.IsNull(Rank(s_linux with { SysconfigPlatform = "linux-aarch64" }, "py3-none-manylinux_2_16_aarch64"));
        Assert.IsNotNull(Rank(s_linux with { SysconfigPlatform = "linux-aarch64" }, "py3-none-manylinux2014_aarch64"));
    }

    [TestMethod]
    public void A_manylinux_that_the_system_refuses_is_left_out()
    {
        PlatformFacts refusing = s_linux with { RefusedManylinux = [new(2, 17)] };
        Assert.IsNull(Rank(refusing, "py3-none-manylinux_2_17_x86_64"));
        Assert.IsNull(Rank(refusing, "py3-none-manylinux2014_x86_64"));
        Assert.IsNotNull(Rank(refusing, "py3-none-manylinux_2_16_x86_64"));
    }

    [TestMethod]
    public void Musl_is_not_glibc()
    {
        PlatformFacts alpine = s_linux with { Glibc = null, Musl = new(1, 2) };
        Assert.AreEqual(
            "linux_x86_64 musllinux_1_2_x86_64 musllinux_1_1_x86_64 musllinux_1_0_x86_64",
            string.Join(' ', SupportedTags.For(CPython(3, 12, alpine)).Take(4).Select(tag => tag.Platform)));
        Assert.IsNull(Rank(alpine, "py3-none-manylinux2014_x86_64"));
    }

    [TestMethod]
    public void A_32_bit_interpreter_on_a_64_bit_machine_takes_32_bit_wheels()
    {
        PlatformFacts i686 = s_linux with { PointerBits = 32, ExecutableAbi = ExecutableAbi.I386 };
        Assert.IsNotNull(Rank(i686, "py3-none-manylinux2014_i686"));
        Assert.IsNull(Rank(i686, "py3-none-manylinux2014_x86_64"));
        PlatformFacts arm = s_linux with
        {
            SysconfigPlatform = "linux-aarch64",
            PointerBits = 32,
            ExecutableAbi = ExecutableAbi.ArmHardFloat
        };
        Assert.IsNotNull(Rank(arm, "py3-none-manylinux2014_armv7l"));
        Assert.IsNotNull(Rank(arm, "py3-none-linux_armv8l"));
    }

    [TestMethod]
    public void An_ARM_interpreter_without_hard_float_takes_no_manylinux()
    {
        PlatformFacts soft = s_linux with { SysconfigPlatform = "linux-armv7l" };
        Assert.IsNull(Rank(soft, "py3-none-manylinux2014_armv7l"));
        Assert.IsNotNull(Rank(soft, "py3-none-linux_armv7l"));
    }

    [TestMethod]
    public void A_free_threaded_build_takes_its_own_stable_abi_only()
    {
        SupportedTags tags = SupportedTags.For(CPython(3, 14, s_windows) with { GilDisabled = true });
        Assert.AreEqual("cp314-cp314t-win_amd64 cp314-abi3t-win_amd64 cp314-none-win_amd64 cp313-abi3t-win_amd64", Text(tags.Take(4)));
        Assert.IsFalse(tags.Any(tag => tag.Abi is "abi3" or "cp314"));
    }

    [TestMethod]
    public void A_debug_build_takes_release_wheels_too() => Assert.AreEqual(
        "cp312-cp312d-win_amd64 cp312-cp312-win_amd64 cp312-abi3-win_amd64",
        Text(SupportedTags.For(CPython(3, 12, s_windows) with { IsDebugBuild = true }).Take(3)));

    [TestMethod]
    public void Python_3_7_names_its_allocator() =>
        Assert.AreEqual("cp37-cp37m-win_amd64", Text(SupportedTags.For(CPython(3, 7, s_windows)).Take(1)));

    [TestMethod]
    [DataRow("pypy", ".pypy310-pp73-x86_64-linux-gnu.so", "pp310-pypy310_pp73-linux_x86_64", "pp3-none-any")]
    [DataRow("graalpy", ".graalpy240-310-native-x86_64-linux.so", "graalpy310-graalpy240_310_native-linux_x86_64", "py310-none-any")]
    [DataRow("pyston", ".pyston-23-x86_64-linux-gnu.so", "pyston310-pyston_23_x86_64_linux_gnu-linux_x86_64", "py310-none-any")]
    public void Other_implementations_are_named_by_their_extension_suffix(
        string implementation, string suffix, string first, string firstForAny)
    {
        SupportedTags tags = SupportedTags.For(CPython(3, 10, s_linux) with { Implementation = implementation, ExtensionSuffix = suffix });
        Assert.AreEqual(first, Text(tags.Take(1)));
        Assert.AreEqual(firstForAny, Text(tags.Where(tag => tag.Platform == "any").Take(1)));
        Assert.IsFalse(tags.Any(tag => tag.Abi == "abi3"));
    }

    [TestMethod]
    [DataRow("arm64", "13.6", "py3-none-macosx_13_0_arm64", true)]
    [DataRow("arm64", "13.6", "py3-none-macosx_10_9_universal2", true)]
    [DataRow("arm64", "13.6", "py3-none-macosx_10_9_x86_64", false)]
    [DataRow("arm64", "13.6", "py3-none-macosx_14_0_arm64", false)]
    [DataRow("x86_64", "13.6", "py3-none-macosx_10_9_x86_64", true)]
    [DataRow("x86_64", "13.6", "py3-none-macosx_10_4_intel", true)]
    [DataRow("x86_64", "10.15", "py3-none-macosx_11_0_x86_64", false)]
    [DataRow("x86_64", "10.15", "py3-none-macosx_10_3_x86_64", false)]
    public void A_Mac_takes_what_was_built_for_its_release_or_before(string machine, string release, string tag, bool fits)
    {
        Assert.IsTrue(PlatformRelease.TryParse(release, out PlatformRelease? macOS));
        PlatformFacts mac = new()
        {
            System = "Darwin",
            SysconfigPlatform = "macosx-11.0-universal2",
            MacOS = macOS,
            MacOSMachine = machine
        };
        Assert.AreEqual(fits, Rank(mac, tag) is not null);
    }

    [TestMethod]
    public void A_target_leaves_to_the_running_interpreter_what_it_does_not_say()
    {
        TagFacts running = CPython(3, 12, s_linux);
        Assert.AreEqual("cp312-cp312-win32", Text(new TargetPython { Platforms = ["win32"] }.Tags(running).Take(1)));
        Assert.AreEqual("cp39-cp39-linux_x86_64", Text(new TargetPython { Major = 3, Minor = 9 }.Tags(running).Take(1)));
        Assert.AreEqual("cp3-none-linux_x86_64", Text(new TargetPython { Major = 3 }.Tags(running).Take(1)));
        Assert.AreEqual(
            "pp312-x-linux_x86_64", Text(new TargetPython { Implementation = "pp", Abis = ["x"] }.Tags(running).Take(1)));
    }

    [TestMethod]
    public void A_target_platform_includes_the_older_ones()
    {
        SupportedTags tags = new TargetPython { Platforms = ["manylinux2014_x86_64", "macosx_11_0_arm64"] }.Tags(CPython(3, 12, s_linux));
        Assert.AreEqual(
            "manylinux2014_x86_64 manylinux2010_x86_64 manylinux1_x86_64 macosx_11_0_arm64 macosx_11_0_universal2 macosx_10_16_universal2",
            string.Join(' ', tags.Take(6).Select(tag => tag.Platform)));
    }

    [TestMethod]
    public void The_best_of_several_tags_counts()
    {
        SupportedTags tags = SupportedTags.For(CPython(3, 12, s_windows));
        Assert.AreEqual(1, tags.RankOf(new[] { "py3-none-any", "cp312-abi3-win_amd64", "cp313-cp313-win_amd64" }.Select(WheelTags.Parse)));
        Assert.IsNull(tags.RankOf([WheelTags.Parse("cp313-cp313-win_amd64")]));
    }

    private static TagFacts CPython(int major, int minor, PlatformFacts platform) => new()
    {
        Implementation = "cpython",
        Major = major,
        Minor = minor,
        Platform = platform,
    };

    private static int? Rank(PlatformFacts platform, string tag) => SupportedTags.For(CPython(3, 12, platform)).RankOf(WheelTags.Parse(tag));

    private static string Text(IEnumerable<WheelTag> tags) => string.Join(' ', tags);
}
