using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Installing;
using PythonEnv.Installing.Compiling;
using PythonEnv.Installing.Pip;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>What needs a real interpreter: pip as installer, builds from source, byte-code.</summary>
[TestClass]
internal sealed class PipInstallerTests
{
    [TestMethod]
    public async Task Both_installers_make_the_same_tree()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using InstallLab lab = new();
        WheelBuilder[] wheels =
        [
            new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n"),
            new WheelBuilder("commands", "1.0")
                .WithFile("commands.py", "").WithConsoleScript("one", "commands:main").WithScript("two", "#!python\n"),
        ];
        PlannedPin[] plan = [.. wheels.Select(wheel => InstallLab.Plan(wheel.WriteTo(lab.Wheels)))];
        plan[0] = new(
            plan[0].Pin with { DirectUrl = IndexUrl.From(new Uri("https://user:secret@host/plain-1.0-py3-none-any.whl#egg=plain")) });
        EnvironmentLayout place = Environment(lab, "env");
        EnvironmentLayout final = EnvironmentLayout.For("/final place/env", "3.11", "cpython", gilDisabled: false, windows: false);
        InstallTarget target = TargetOf(place) with { FinalLayout = final };
        InstallResult byPip = await InstallAsync(ByPip(lab), target, plan);
        Assert.IsEmpty(byPip.Diagnostics, string.Join('\n', byPip.Diagnostics));
        SortedDictionary<string, string> expected = InstalledTree.Read(place.Root);
        Directory.Delete(place.Root, recursive: true);

        Environment(lab, "env");
        InstallResult direct = await InstallAsync(Installer(lab, new ProcessRunner()), target, plan);

        Assert.IsEmpty(direct.Diagnostics, string.Join('\n', direct.Diagnostics));
        InstalledTree.AssertEqual(expected, InstalledTree.Read(place.Root));
        string script = File.ReadAllText(Path.Combine(place.ScriptsDirectory, "one"));
        Assert.StartsWith("#!/bin/sh\n'''exec' \"/final place/env/bin/python\"", script);
        Assert.DoesNotContain("secret", File.ReadAllText(Path.Combine(place.SitePackages, "plain-1.0.dist-info", "direct_url.json")));
        CollectionAssert.AreEqual(byPip.Installed, direct.Installed.Select(pin => pin with { Placed = null }).ToArray());
    }

    [TestMethod]
    public async Task A_pip_that_fails_has_its_last_lines_repeated()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("native", "1.0") { Tag = "cp27-cp27m-win32" }.WithFile("native.py", "");
        PlannedPin plan = InstallLab.Plan(wheel.WriteTo(lab.Wheels));

        InstallResult result = await InstallAsync(ByPip(lab), TargetOf(Environment(lab, "env")), plan);

        Diagnostic failure = result.Diagnostics.Single();
        Assert.AreEqual("PYENV4003", failure.Code);
        Assert.Contains("No matching distribution found for native==1.0", failure.Message);
    }

    [TestMethod]
    public async Task A_source_distribution_is_built_once_and_installed_like_a_wheel()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using InstallLab lab = new();
        PlannedPin plan = Sdist(lab, fails: false);
        CountingRunner runner = new();
        DirectInstaller installer = Installer(lab, runner);
        InstallTarget target = TargetOf(Environment(lab, "env"));

        Assert.IsEmpty((await InstallAsync(installer, target, plan)).Diagnostics);
        Directory.Delete(target.Layout.Root, recursive: true);
        Environment(lab, "env");
        runner.Starts = 0;
        Assert.IsEmpty((await InstallAsync(installer, target, plan)).Diagnostics);

        Assert.AreEqual(0, runner.Starts);
        Assert.AreEqual("VALUE = 5\n", File.ReadAllText(Path.Combine(target.Layout.SitePackages, "made.py")));
    }

    [TestMethod]
    public async Task Settings_reach_the_build_backend_and_make_another_wheel()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        PythonOracle oracle = PythonOracle.Required;
        string pip = oracle.Ask<int, string>("import pip\nanswer = '.'.join(pip.__version__.split('.')[:2])", 0);
        Requires.That(Version.Parse(pip) >= new Version(23, 1), "a pip that takes settings for one requirement");
        using InstallLab lab = new();
        PlannedPin plain = Sdist(lab, fails: false);
        PlannedPin set = new(plain.Pin with { ConfigSettings = [new("--opt", "it's \"a b\""), new("two", "2")] });
        DirectInstaller installer = Installer(lab, new ProcessRunner());

        Assert.AreEqual("VALUE = 5\n", await BuiltAsync(plain));
        Assert.AreEqual("VALUE = {'--opt': 'it\\'s \"a b\"', 'two': '2'}\n", await BuiltAsync(set));

        async Task<string> BuiltAsync(PlannedPin pin)
        {
            InstallTarget target = TargetOf(Environment(lab, $"env{pin.Pin.ConfigSettings.Length}"));
            InstallResult result = await InstallAsync(installer, target, pin);
            Assert.IsEmpty(result.Diagnostics, string.Join('\n', result.Diagnostics));
            return await File.ReadAllTextAsync(Path.Combine(target.Layout.SitePackages, "made.py"), CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task A_build_that_fails_says_why_without_secrets()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using InstallLab lab = new();
        InstallResult result = await InstallAsync(
            Installer(lab, new ProcessRunner()), TargetOf(Environment(lab, "env")), Sdist(lab, fails: true));

        Diagnostic failure = result.Diagnostics.Single();
        Assert.AreEqual("PYENV4003", failure.Code);
        Assert.Contains("the compiler is missing", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [TestMethod]
    public async Task Byte_code_is_made_once_and_is_valid_in_every_environment()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("code", "1.0")
            .WithFile("code_/__init__.py", "x = 1\n")
            .WithFile("code_/where.py", "def path(): return path.__code__.co_filename\n")
            .WithFile("code_/python2.py", "print 'x'\n");
        PlannedPin plan = InstallLab.Plan(wheel.WriteTo(lab.Wheels));
        CountingRunner runner = new();
        DirectInstaller installer = Installer(lab, runner);
        foreach (string name in new[] { "first", "second" })
        {
            EnvironmentLayout place = Environment(lab, name);
            InstallTarget target = TargetOf(place);
            InstallRequest request = new([plan], target) { Compile = true };
            Assert.IsEmpty((await installer.InstallAsync(request, null, CancellationToken.None)).Diagnostics);

            string[] compiled = [.. InstallLab.Files(place.SitePackages).Where(file => file.EndsWith(".pyc", StringComparison.Ordinal))];
            CollectionAssert.AreEqual(
                new[] { $"code_/__pycache__/__init__.{target.CacheTag}.pyc", $"code_/__pycache__/where.{target.CacheTag}.pyc" }, compiled);
            string used = PythonOracle.Ask<string, string>(place.Executable, """
                import sys, os
                sys.dont_write_bytecode = True
                import importlib._bootstrap_external as b
                read = []
                original = b.SourceFileLoader.source_to_code
                b.SourceFileLoader.source_to_code = lambda self, *a, **k: (read.append(self.name), original(self, *a, **k))[1]
                import code_.where
                answer = repr(read) + " " + code_.where.path()
                """, "");
            Assert.AreEqual($"[] {Path.Combine(place.SitePackages, "code_", "where.py")}", used);
        }
        Assert.AreEqual(1, runner.Starts);
    }

    private static Task<InstallResult> InstallAsync(IInstaller installer, InstallTarget target, params PlannedPin[] plan) =>
        installer.InstallAsync(new InstallRequest([.. plan], target), null, CancellationToken.None);

    private static PipInstaller ByPip(InstallLab lab) => new(lab.Cache, new LocalWheelSource(), new NoBuilds(), new ProcessRunner());

    private static DirectInstaller Installer(InstallLab lab, IProcessRunner runner) => new(
        lab.Cache,
        new WheelArrivals(lab.Cache, new LocalWheelSource()),
        new SourceBuilder(lab.Cache.Root, new LocalWheelSource(), runner, new IndexSettings()),
        new ByteCompiler(lab.Cache, runner));

    private static PlannedPin Sdist(InstallLab lab, bool fails)
    {
        string archive = new SourceProject { Fails = fails }.WriteSdistTo(lab.Wheels);
        return new PlannedPin(new Pin
        {
            Name = PackageName.Normalize("made"),
            Version = PythonVersion.Parse("1.0"),
            Display = "made==1.0",
            Where = SourceSpan.None,
            File = new DistributionFile { FileName = "made-1.0.tar.gz", Location = new Uri(archive) },
        });
    }

    private static EnvironmentLayout Environment(InstallLab lab, string name)
    {
        string root = Path.Combine(lab.Root, "with python", name);
        PythonOracle.Ask<string, int>(PythonOracle.Required.Executable, """
            import venv
            venv.create(question, with_pip=False, symlinks=True)
            answer = 0
            """, root);
        return EnvironmentLayout.For(root, Facts().Version, "cpython", gilDisabled: false, windows: OperatingSystem.IsWindows());
    }

    private static PythonFacts Facts() => PythonOracle.Ask<int, PythonFacts>(PythonOracle.Required.Executable, """
        import sys, importlib.util, pip, os
        answer = {"Version": "%d.%d" % sys.version_info[:2], "Pip": pip.__version__, "CacheTag": sys.implementation.cache_tag,
                  "Magic": importlib.util.MAGIC_NUMBER.hex(), "Executable": sys.executable,
                  "PipFolder": os.path.dirname(os.path.dirname(pip.__file__))}
        """, 0);

    private static InstallTarget TargetOf(EnvironmentLayout layout)
    {
        PythonFacts facts = Facts();
        return new InstallTarget
        {
            Layout = layout,
            PythonVersion = facts.Version,
            BaseExecutable = facts.Executable,
            CacheTag = facts.CacheTag,
            Magic = facts.Magic,
            Pip = new InterpreterPip(facts.PipFolder, PythonVersion.Parse(facts.Pip)),
            Host = HostFacts.Current(),
        };
    }

    private sealed record PythonFacts(string Version, string Pip, string CacheTag, string Magic, string PipFolder, string Executable);
}
