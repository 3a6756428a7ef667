using System.Diagnostics;
using PythonEnv.Core.Tests.Environments;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Installing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Planning;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>
/// The interpreter's own pip is the oracle: the same wheels, installed by it and by us at the same place, make the same tree.
/// </summary>
[TestClass]
internal sealed class PipDifferentialTests
{
    private static readonly PythonVersion TakesPythonOption = PythonVersion.Parse("22.3");

    public static IEnumerable<object[]> Interpreters =>
        PythonOracle.Interpreters.Where(Path.IsPathRooted).DefaultIfEmpty("").Select(path => new object[] { path });

    [TestMethod]
    [DynamicData(nameof(Interpreters))]
    public void Made_wheels_install_as_with_pip(string python)
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using Comparison comparison = new(python.Length > 0 ? python : PythonOracle.Required.Executable, "t");
        string[] wheels =
        [
            new WheelBuilder("plain", "1.0")
                .WithFile("plain/__init__.py", "x = 1\n")
                .WithFile("plain/empty.py", "").WriteTo(comparison.Wheels),
            new WheelBuilder("Commands.Of-All_Kinds", "2.0.post1") { FileStem = "Commands.Of_All_Kinds-2.0.post1" }
                .WithFile("commands.py", "def main(): pass\n")
                .WithConsoleScript("one", "commands:main")
                .WithConsoleScript("Two.Dotted-name_1", "commands:Class.method")
                .WithConsoleScript("with-extra", "commands:main [extra]")
                .WithGuiScript("window", "commands:main")
                .WithEntryPoint("other.group", "ignored", "commands").WriteTo(comparison.Wheels),
            new WheelBuilder("schemes", "0.1") { RootIsPurelib = false, Tag = "py3-none-any" }
                .WithFile("schemes/__init__.py", "")
                .WithFile("schemes/tool.sh", "#!/bin/sh\n", executable: true)
                .WithScript("rewritten", "#!python\nprint(1)\n")
                .WithScript("rewritten-w", "#!pythonw -u\nprint(2)\n")
                .WithScript("kept", "#!/bin/sh\necho\n")
                .WithScript("not-executable", "#!python", executable: false)
                .WithData("data", "share/schemes/data.txt", "data"u8.ToArray())
                .WithData("data", "etc/run.sh", "#!/bin/sh\n"u8.ToArray(), executable: true)
                .WithData("headers", "schemes.h", "// h\n"u8.ToArray())
                .WithData("purelib", "pure_part.py", "pure = 1\n"u8.ToArray())
                .WithData("platlib", "plat_part/deep/er.py", "plat = 1\n"u8.ToArray()).WriteTo(comparison.Wheels),
            new WheelBuilder("names", "1!2.0+local.1") { FileStem = "names-1!2.0+local.1" }
                .WithFile("names/with, comma.txt", "1")
                .WithFile("names/with \"quotes\".txt", "2")
                .WithFile("names/ünï-日本-\ud83d\ude00.txt", "3")
                .WithFile("names/\uff5e.txt", "4")
                .WithFile("names/a+b.py", "")
                .WithFile("names/a.py", "").WriteTo(comparison.Wheels),
            new WheelBuilder("pip", "99.0").WithFile("pip_like.py", "")
                .WithConsoleScript("pip", "pip_like:main")
                .WithConsoleScript("pip3.4", "pip_like:main")
                .WithConsoleScript("pip-other", "pip_like:main").WriteTo(comparison.Wheels),
        ];
        comparison.Run(wheels);
    }

    [TestMethod]
    public void Of_two_owners_of_a_file_the_same_wins_as_with_pip()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using Comparison comparison = new(PythonOracle.Required.Executable, "t");
        comparison.Run(
            1,
            new WheelBuilder("middle", "1.0").WithFile("shared.py", "middle").WriteTo(comparison.Wheels),
            new WheelBuilder("alpha", "1.0").WithFile("shared.py", "alpha").WriteTo(comparison.Wheels),
            new WheelBuilder("zeta", "1.0").WithFile("shared.py", "zeta").WriteTo(comparison.Wheels));
    }

    [TestMethod]
    [DataRow("with blank")]
    [DataRow("a-folder-so-deep-that-its-path-has-more-characters-than-the-kernel-reads-of-the-first-line-of-a-script/and-deeper-still/and-deeper")]
    [DataRow("ünï-日本 (x) & 'q'")]
    public void Commands_in_unusual_places_are_written_as_by_pip(string folder)
    {
        Requires.Posix("the first line of a script");
        using Comparison comparison = new(PythonOracle.Required.Executable, folder);
        WheelBuilder wheel = new WheelBuilder("commands", "1.0")
            .WithFile("commands.py", "def main(): print('ran')\n").WithConsoleScript("one", "commands:main");
        comparison.Run(wheel.WriteTo(comparison.Wheels));
        Assert.AreEqual("ran\n", Shell(Path.Combine(comparison.Place, "bin", "one"), []));
    }

    [TestMethod]
    [DataRow("flask", "bookworm", "3.11")]
    [DataRow("celery", "bookworm", "3.11")]
    [DataRow("crypto", "bookworm", "3.11")]
    [DataRow("py313-pytest", "trixie", "3.13")]
    [DataRow("py39-aiohttp", "bullseye", "3.9")]
    public void Locks_of_the_wheelhouse_install_as_with_pip(string name, string suite, string version) =>
        Compare(Wheelhouse.Lock(name), suite, version);

    [TestMethod]
    [DataRow("all", "bookworm", "3.11")]
    [DataRow("py313-all", "trixie", "3.13")]
    [DataRow("py39-all", "bullseye", "3.9")]
    public void Every_wheel_of_the_wheelhouse_installs_as_with_pip(string name, string suite, string version)
    {
        bool isWanted = Environment.GetEnvironmentVariable("PYTHONENV_TESTS_ALL_LOCKS") == "1";
        if (!isWanted)
            Assert.Inconclusive("takes minutes; PYTHONENV_TESTS_ALL_LOCKS=1 runs it");
        Compare(Wheelhouse.Lock(name), suite, version);
    }

    private static void Compare(string @lock, string suite, string version)
    {
        Requires.Posix("wheels of Linux");
        string folder = Wheelhouse.Folder(suite);
        string? python = PythonOracle.Interpreters.FirstOrDefault(path => path.Contains($"/{version}.", StringComparison.Ordinal));
        Requires.That(python is not null, $"no Python {version} for the wheels of {suite}");
        using Comparison comparison = new(python!, "t");
        Dictionary<string, string> wheels = Directory.EnumerateFiles(folder, "*.whl")
            .GroupBy(path => Folded(string.Join('-', Path.GetFileName(path).Split('-')[..2])))
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        comparison.Run([.. File.ReadLines(@lock)
            .Where(line => line.Contains("==", StringComparison.Ordinal) && line[0] != '#')
            .Select(line => line.Split([' ', ';'], 2)[0].Split("=="))
            .Select(pin => wheels[Folded($"{pin[0]}-{pin[1]}")])]);
    }

    private static string Folded(string text) => PackageName.Normalize(text).Value;

    private static string Shell(string executable, string[] arguments)
    {
        ProcessStartInfo start = new(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in start.Environment.Keys.ToList())
        {
            if (variable.StartsWith("PIP_", StringComparison.Ordinal) || variable.StartsWith("PYTHON", StringComparison.Ordinal))
                start.Environment.Remove(variable);
        }
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{executable} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }

    private sealed class Comparison : IDisposable
    {
        private readonly TempDirectory _folder;
        private readonly string _python;
        private readonly PythonFacts _facts;

        public Comparison(string python, string folder)
        {
            _python = python;
            _facts = PythonOracle.Ask<int, PythonFacts>(python, """
                import sys, sysconfig
                try:
                    import pip; version = pip.__version__
                except ImportError:
                    version = ""
                answer = {"Version": "%d.%d" % sys.version_info[:2], "Pip": version, "CacheTag": sys.implementation.cache_tag}
                """, 0);
            bool canBeAsked = PythonVersion.TryParse(_facts.Pip, out PythonVersion? pip) && pip >= TakesPythonOption;
            // Nothing that a machine could have: a pip that old has no way to do it.
            if (!canBeAsked)
                Assert.Inconclusive($"the pip of {python} can't install into an environment without one");
            _folder = new TempDirectory("pip");
            Place = _folder[$"{folder}/env"];
        }

        public string Wheels => _folder["wheels"];

        public string Place { get; }

        public void Run(params string[] wheels) => Run(0, wheels);

        public void Run(int expectedWarnings, params string[] wheels)
        {
            MakeEnvironment();
            File.WriteAllLines(_folder["requirements.txt"], wheels.Select(Pin));
            Shell(_python,
            [
                "-I", "-m", "pip", "--isolated", "--python", Place, "install", "--disable-pip-version-check", "--no-deps", "--no-compile",
                "--no-index", "--find-links", Path.GetDirectoryName(wheels[0])!, "-r", _folder["requirements.txt"],
            ]);
            SortedDictionary<string, string> expected = InstalledTree.Read(Place);
            Assert.IsGreaterThan(6 * wheels.Length, expected.Count);
            Directory.Delete(Place, recursive: true);

            MakeEnvironment();
            EnvironmentLayout layout = EnvironmentLayout.For(Place, _facts.Version, "cpython", gilDisabled: false, windows: false);
            InterpreterPip pip = new("", PythonVersion.Parse(_facts.Pip));
            InstallTarget target = InstallLab.TargetOf(layout, _python, pip) with { PythonVersion = _facts.Version };
            using InstallLab lab = new() { Target = target };
            InstallResult result = lab.InstallAsync([.. wheels.Select(wheel => InstallLab.Plan(wheel))]).GetAwaiter().GetResult();
            Assert.HasCount(expectedWarnings, result.Diagnostics, string.Join('\n', result.Diagnostics));
            CollectionAssert.AreEqual(
                FileList.Of(layout, null, [], new HashSet<string>()).ToBytes(),
                FileList.OfPlaced(layout, result.Installed.Select(pin => pin.Placed!)).ToBytes(),
                "what was placed is not what the RECORDs list");
            SortedDictionary<string, string> installed = InstalledTree.Read(Place);
            if (expectedWarnings > 0)
            {
                // pip leaves the file in the RECORD of those that lost it.
                foreach (string record in expected.Keys.Where(path => path.EndsWith("/RECORD", StringComparison.Ordinal)).ToList())
                    Assert.IsTrue(expected.Remove(record) && installed.Remove(record));
            }
            InstalledTree.AssertEqual(expected, installed);
        }

        public void Dispose() => _folder.Dispose();

        private void MakeEnvironment() => Shell(_python, ["-I", "-m", "venv", "--without-pip", Place]);

        private static string Pin(string wheel)
        {
            PlannedPin plan = InstallLab.Plan(wheel);
            return $"{plan.Name}=={plan.Version}";
        }
    }

    private sealed record PythonFacts(string Version, string Pip, string CacheTag);
}
