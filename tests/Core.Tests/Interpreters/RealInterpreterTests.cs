using System.Globalization;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Search;
using PythonEnv.Packaging.Tags;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class RealInterpreterTests
{
    private static readonly ProcessRunner Runner = new();
    private static readonly HostFacts Host = HostFacts.Current();

    public required TestContext TestContext { get; set; }

    public static IEnumerable<object[]> Usable => MachineInterpreters.OfPyenv
        .Take(Requires.IsWine ? 1 : int.MaxValue)
        .Where(each => Version.Parse(each.Key) >= new Version(3, 7))
        .Select(each => new object[] { each.Key, each.Value })
        .DefaultIfEmpty(["none", ""]);

    [TestMethod]
    [DynamicData(nameof(Usable))]
    public async Task Each_interpreter_is_known_for_what_it_is(string version, string executable)
    {
        Requires.Posix("interpreters of Linux");
        Requires.That(executable.Length > 0, "an interpreter of pyenv");
        InterpreterFacts facts = await Facts(executable);
        JsonElement own = await Ask(executable, """
            import json, os, sys, sysconfig, importlib.util
            print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3], "prefix": sys.base_prefix, "tag": sys.implementation.cache_tag,
                "magic": importlib.util.MAGIC_NUMBER.hex(), "suffix": sysconfig.get_config_var("EXT_SUFFIX"), "stdlib": os.path.dirname(os.__file__)}))
            """);

        Assert.AreEqual(version, facts.Version.ToString());
        Assert.AreEqual(own.GetProperty("version").GetString(), facts.Version.ToString());
        Assert.AreEqual(own.GetProperty("prefix").GetString(), facts.BasePrefix);
        Assert.AreEqual(own.GetProperty("tag").GetString(), facts.CacheTag);
        Assert.AreEqual(own.GetProperty("magic").GetString(), facts.Magic);
        Assert.AreEqual(own.GetProperty("suffix").GetString(), facts.Tags.ExtensionSuffix);
        Assert.AreEqual(own.GetProperty("stdlib").GetString(), facts.StandardLibrary);
        Assert.IsNotNull(facts.VenvModule);
        Assert.IsTrue(File.Exists(facts.BundledPip));
        Assert.AreEqual("linux", facts.Markers.SysPlatform);
        Assert.AreEqual(version, facts.Markers.PythonFullVersion);
    }

    [TestMethod]
    public async Task The_markers_and_tags_are_those_of_pips_own_packaging()
    {
        Requires.NotWine("a Python whose platform is Windows");
        string executable = MachineInterpreters.Pyenv("3.13");
        InterpreterFacts facts = await Facts(executable);
        JsonElement own = await Ask(executable, """
            import json
            from pip._vendor.packaging import markers, tags
            print(json.dumps({"markers": markers.default_environment(), "tags": [str(tag) for tag in tags.sys_tags()]}))
            """);

        JsonElement markers = own.GetProperty("markers");
        Assert.AreEqual(
            string.Join('\n', new[]
            {
                "implementation_name", "implementation_version", "os_name", "platform_machine", "platform_python_implementation",
                "platform_release",
                "platform_system", "platform_version", "python_full_version", "python_version", "sys_platform",
            }.Select(name => markers.GetProperty(name).GetString())),
            string.Join('\n',
                facts.Markers.ImplementationName, facts.Markers.ImplementationVersion, facts.Markers.OsName, facts.Markers.PlatformMachine,
                facts.Markers.PlatformPythonImplementation, facts.Markers.PlatformRelease, facts.Markers.PlatformSystem,
                facts.Markers.PlatformVersion,
                facts.Markers.PythonFullVersion, facts.Markers.PythonVersion, facts.Markers.SysPlatform));
        // The order of the two families of platforms changed between versions of packaging.
        CollectionAssert.AreEquivalent(
            own.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ToArray(),
            SupportedTags.For(facts.Tags).Select(tag => tag.ToString()).ToArray());
    }

    [TestMethod]
    [DataRow("2.7")]
    [DataRow("3.6")]
    public async Task What_is_too_old_is_named(string majorMinor)
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        ProbeResult result = await Probe().ProbeAsync(MachineInterpreters.Pyenv(majorMinor), TestContext.CancellationToken);

        StringAssert.Matches(
            result.Problem, new($@"^is Python {majorMinor.Replace(".", @"\.", StringComparison.Ordinal)}\.\d+, older than 3\.7$"));
    }

    [TestMethod]
    public async Task The_distributions_own_is_recognised()
    {
        InterpreterRequest request = Request(MachineInterpreters.System());
        using TempDirectory cache = new();

        LocateResult result = await Locator(cache).LocateAsync(request, SystemInterpreterPolicy.Warn, TestContext.CancellationToken);

        Assert.AreEqual("PYENV1005", result.Diagnostics.Single().Code);
        StringAssert.Matches(result.Interpreter!.Executable, new(@"^/usr/bin/python3\.\d+$"));
        Assert.IsTrue(result.Interpreter.Facts.SitePackages.Any(path => path.EndsWith("dist-packages", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("echo garbage", "does not behave like a Python interpreter")]
    [DataRow("echo '<<<pythonenv {\"version\": 1} pythonenv>>>'", "does not behave like a Python interpreter (")]
    [DataRow("echo broken library >&2; exit 1", "does not run (exit code 1: broken library)")]
    [DataRow("exec sleep 30", "did not answer within 1 s")]
    public async Task What_only_looks_like_Python_is_told_by_its_behaviour(string lines, string problem)
    {
        using TempDirectory folder = new("ünï 日本");
        string executable = ShellScript.Write(folder, "bin/python3.11", lines);

        ProbeResult result = await Probe(TimeSpan.FromSeconds(1)).ProbeAsync(executable, TestContext.CancellationToken);

        Assert.IsNull(result.Facts);
        StringAssert.StartsWith(result.Problem, problem, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_dangling_link_and_a_file_that_is_no_program_are_told_apart()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        File.CreateSymbolicLink(folder["python3"], "/gone/python3");
        string foreign = folder.Write("foreign", [0x7f, (byte)'E', (byte)'L', (byte)'F', 9, 9, 9]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(foreign, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.AreEqual(
            "is a link to `/gone/python3`, which is gone",
            (await Probe().ProbeAsync(folder["python3"], TestContext.CancellationToken)).Problem);
        Assert.AreEqual("does not exist", (await Probe().ProbeAsync(folder["none"], TestContext.CancellationToken)).Problem);
        StringAssert.Contains(
            (await Probe().ProbeAsync(foreign, TestContext.CancellationToken)).Problem, "architecture", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Nothing_beside_the_interpreter_or_in_its_variables_changes_the_answer()
    {
        Requires.Posix("links without rights");
        string executable = MachineInterpreters.Usual;
        using TempDirectory folder = new();
        File.CreateSymbolicLink(folder["python3"], executable);
        folder.Write("json.py", "raise SystemExit('imported from the current folder')");
        HostFacts host = HostFacts.Current(
            new Dictionary<string, string> { ["PYTHONPATH"] = folder.Path, ["PYTHONHOME"] = "/nowhere", ["HOME"] = folder.Path });

        ProbeResult result = await new InterpreterProbe(Runner, host).ProbeAsync(folder["python3"], TestContext.CancellationToken);

        Assert.AreEqual("", result.Problem);
    }

    [TestMethod]
    public async Task A_known_interpreter_is_not_started_again_until_it_changes()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        // A copy, to be changed: its standard library is found from its own place.
        string original = MachineInterpreters.Usual;
        string executable = Copy(original, folder);
        CountingRunner counter = new();
        InterpreterCache cache = new(folder["cache"], new InterpreterProbe(counter, Host), Host);

        ProbeResult first = await cache.ProbeAsync(executable, TestContext.CancellationToken);
        ProbeResult second = await cache.ProbeAsync(executable, TestContext.CancellationToken);
        Assert.AreEqual(1, counter.Starts, first.Problem);
        Assert.AreEqual(first.Facts!.Version, second.Facts!.Version);
        Assert.AreEqual(first.Facts.Markers, second.Facts.Markers);

        File.SetLastWriteTimeUtc(Path.Combine(first.Facts.StandardLibrary, "os.py"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await cache.ProbeAsync(executable, TestContext.CancellationToken);
        Assert.AreEqual(2, counter.Starts, "a changed standard library");

        File.SetLastWriteTimeUtc(executable, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await cache.ProbeAsync(executable, TestContext.CancellationToken);
        Assert.AreEqual(3, counter.Starts, "a changed executable");

        foreach (string entry in Directory.EnumerateFiles(folder["cache"], "*", SearchOption.AllDirectories))
            File.WriteAllText(entry, "garbage");
        Assert.IsNotNull((await cache.ProbeAsync(executable, TestContext.CancellationToken)).Facts);
        Assert.AreEqual(4, counter.Starts, "a broken cache");
    }

    [TestMethod]
    public async Task An_executable_that_starts_another_is_not_kept()
    {
        using TempDirectory folder = new();
        string shim = ShellScript.Write(folder, "shim", $"exec '{MachineInterpreters.Usual}' \"$@\"");
        CountingRunner counter = new();
        InterpreterCache cache = new(folder["cache"], new InterpreterProbe(counter, Host), Host);

        await cache.ProbeAsync(shim, TestContext.CancellationToken);
        Assert.IsNotNull((await cache.ProbeAsync(shim, TestContext.CancellationToken)).Facts);

        Assert.AreEqual(2, counter.Starts);
    }

    [TestMethod]
    public async Task An_identity_survives_being_written_down_and_notices_a_change()
    {
        using TempDirectory folder = new("a b");
        string executable = folder.Write("bin/python3", "1");
        folder.Write("lib/os.py", "2");
        InterpreterIdentity identity = InterpreterIdentity.Of(executable, folder["lib"], Host)!;

        Assert.IsTrue(InterpreterIdentity.TryParse(identity.ToString(), out InterpreterIdentity? read));
        Assert.AreEqual(identity, read);
        Assert.IsTrue(read.IsThatOf(executable, Host.Files));

        DateTime written = File.GetLastWriteTimeUtc(executable);
        File.Move(executable, folder["old"]);
        await File.WriteAllTextAsync(executable, "3", TestContext.CancellationToken);
        File.SetLastWriteTimeUtc(executable, written);
        Assert.IsFalse(read.IsThatOf(executable, Host.Files), "another file of the same size and time");

        File.Delete(executable);
        Assert.IsFalse(read.IsThatOf(executable, Host.Files));
        Assert.IsNull(InterpreterIdentity.Of(executable, folder["lib"], Host));
    }

    [TestMethod]
    [DataRow("3.8", "3.8")]
    [DataRow("3.10.13", "3.10")]
    [DataRow("[3.9,3.10)", "3.9")]
    [DataRow(">=3.12,<3.13", "3.12")]
    public async Task Each_notation_gets_its_interpreter_of_this_machine(string declared, string majorMinor)
    {
        string expected = MachineInterpreters.Pyenv(majorMinor);
        using TempDirectory cache = new();

        LocateResult result = await Locator(cache).LocateAsync(
            Request(declared), SystemInterpreterPolicy.Warn, TestContext.CancellationToken);

        string named = OperatingSystem.IsWindows() ? expected : Path.Combine(Path.GetDirectoryName(expected)!, "python" + majorMinor);
        Assert.AreEqual(named, result.Interpreter?.Executable, string.Join('\n', result.Diagnostics));
    }

    private static InterpreterProbe Probe(TimeSpan? timeout = null) => new(Runner, Host, timeout);

    private static InterpreterLocator Locator(TempDirectory cache) => InterpreterLocator.Create(Host, Runner, cache.Path, []);

    private static InterpreterRequest Request(string declared) =>
        InterpreterDeclaration.Find(declared, SourceSpan.None, Path.GetTempPath(), Host).Request!;

    private async Task<InterpreterFacts> Facts(string executable)
    {
        ProbeResult result = await Probe().ProbeAsync(executable, TestContext.CancellationToken);
        Assert.IsNotNull(result.Facts, result.Problem);
        return result.Facts;
    }

    private async Task<JsonElement> Ask(string executable, string script)
    {
        ProcessInvocation invocation = new(
            executable, ["-c", script], Path.GetTempPath(), PythonEnvironmentVariables.Clean(Host.Environment));
        ProcessResult result = await Runner.RunAsync(invocation, TestContext.CancellationToken);
        return JsonDocument.Parse(result.StandardOutput).RootElement;
    }

    /// <summary>The executable, with its standard library linked file by file but for <c>os.py</c>, which is copied.</summary>
    private static string Copy(string executable, TempDirectory folder)
    {
        string version = string.Create(
            CultureInfo.InvariantCulture, $"python{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(executable)!)!)[..4]}");
        string library = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(executable)!)!, "lib", version);
        Directory.CreateDirectory(folder["bin"]);
        Directory.CreateDirectory(folder["lib/" + version]);
        File.Copy(File.ResolveLinkTarget(executable, returnFinalTarget: true)?.FullName ?? executable, folder["bin/" + version]);
        foreach (string entry in Directory.EnumerateFileSystemEntries(library).Where(entry => Path.GetFileName(entry) != "os.py"))
            File.CreateSymbolicLink(folder[$"lib/{version}/{Path.GetFileName(entry)}"], entry);
        File.Copy(Path.Combine(library, "os.py"), folder[$"lib/{version}/os.py"]);
        return folder["bin/" + version];
    }
}
