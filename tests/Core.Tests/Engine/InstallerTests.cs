using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What is promised of an installation holds for both installers.</summary>
[TestClass]
internal sealed class InstallerTests
{
    private static readonly Dictionary<string, Action<EngineLab>> s_wheels = new(StringComparer.Ordinal)
    {
        ["a file of the environment"] = lab => lab.With(One().WithFile("one-1.0.data/data/PyVenv.cfg", "")),
        ["its link lib64"] = lab => lab.With(One().WithFile("one-1.0.data/data/lib64/x", "")),
        ["its interpreter"] = lab => lab.With(One().WithScript("python3", "#!python\n")),
        ["its activation"] = lab => lab.With(One().WithFile("one-1.0.data/scripts/activate", "")),
        ["a path that leads out"] = lab => lab.With(One().WithFile("../out.py", "")),
        ["two names that become one"] = lab => lab.With(One().WithFile("one-1.0.data/purelib/one.py", "other")),
        ["a file of another one"] = lab => lab.With(One(), Two().WithFile("one.py", "other")),
        ["a file below another one's"] = lab => lab.With(One(), Two().WithFile("one.py/two.py", "other")),
        ["a folder where another one has a file"] = lab => lab.With(One().WithFile("thing", ""), Two().WithFile("thing/y.txt", "")),
        ["the command of another one"] = lab => lab.With(One().WithConsoleScript("go", "one:go"), Two().WithConsoleScript("go", "two:go")),
        ["the same file as another one"] = lab => lab.With(One(), Two().WithFile("one.py", "VALUE = 1\n")),
        ["a file of another one by another scheme"] = lab => lab.With(One(), Two().WithFile("two-1.0.data/platlib/one.py", "other")),
        ["a dependency that is not pinned"] = lab => lab.With(One().WithRequires("three")),
        ["nothing odd"] = lab => lab.With(One(), Two()),
    };

    public static IEnumerable<object[]> Wheels => s_wheels.Keys.Select(wheel => (object[])[wheel]);

    [TestMethod]
    public async Task What_an_option_leaves_out_is_told_with_the_option()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("--no-binary words", "greeting==1.0", "words==1.0");
        lab.Declared[DeclaredNames.AllowSourceBuilds] = "words";

        await lab.ShouldNotRestoreAsync("PYENV3002");

        StringAssert.StartsWith(lab.Log.Errors.Single().Remedy, "Take `words` out of what `--no-binary` names");
    }

    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_source_that_builds_another_version_is_told_as_such(string installer)
    {
        Requires.NotWine("a pip of Windows");
        using EngineLab lab = new EngineLab().Pinned("made==1.0");
        new SourceProject { WheelVersion = "2.0" }.WriteSdistTo(lab["wheels"]);
        lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        lab.Declared[DeclaredNames.Installer] = installer;

        await lab.ShouldNotRestoreAsync("PYENV4005");

        StringAssert.StartsWith(
            lab.Log.Errors.Single().Message,
            "the source of `made 1.0` builds another distribution. It gives `made-2.0-py3-none-any.whl`");
    }

    [TestMethod]
    [DynamicData(nameof(Wheels))]
    public async Task Both_installers_come_to_the_same_end(string wheels)
    {
        Requires.NotWine("a pip of Windows");
        (string direct, string byPip) = (await TellAsync(wheels, "direct"), await TellAsync(wheels, "pip"));

        Assert.AreEqual(direct, byPip);
    }

    /// <summary>What is said, and what stands there in the end, without the places of this run.</summary>
    private static async Task<string> TellAsync(string wheels, string installer)
    {
        using var lab = new EngineLab();
        s_wheels[wheels](lab);
        lab.Declared[DeclaredNames.Installer] = installer;
        string[] names = [.. Directory.GetFiles(lab["wheels"]).Select(file => Path.GetFileName(file).Split('-')[0])];
        lab.Pinned([.. names.Order(StringComparer.Ordinal).Select(name => $"{name}==1.0")]);
        bool isMade = await lab.RestoreAsync() is not null;
        string[] said = [.. lab.Log.Diagnostics.Select(each => $"{each.Severity} {each.Code} {each.Message}").Order(StringComparer.Ordinal)];
        string[] stands = [];
        if (isMade)
        {
            await lab.ShouldVerifyAsync();
            Assert.AreEqual("", lab.Look());
            stands =
            [
                .. FileTree.FilesBelow(lab.Layout.SitePackages)
                    .Concat(Directory.GetFiles(lab.Layout.ScriptsDirectory))
                    .Where(file => Path.GetFileName(file) is not ("RECORD" or "INSTALLER"))
                    .Select(file => $"{Path.GetRelativePath(lab.Location, file)} {Digest.OfText(File.ReadAllText(file).Replace(lab.Root, "", StringComparison.Ordinal))}")
                    .Order(StringComparer.Ordinal)
            ];
        }
        return string.Join('\n', [isMade ? "made" : "refused", .. said, .. stands]).Replace(lab.Root, "", StringComparison.Ordinal);
    }

    private static WheelBuilder One() => new WheelBuilder("one", "1.0").WithFile("one.py", "VALUE = 1\n");

    private static WheelBuilder Two() => new WheelBuilder("two", "1.0").WithFile("two.py", "VALUE = 2\n");

    private const string Planted = "bytes that are run instead of the source";

    [TestMethod]
    [DataRow("direct", false)]
    [DataRow("direct", true)]
    [DataRow("pip", false)]
    [DataRow("pip", true)]
    public async Task Byte_code_that_stands_in_a_wheel_is_not_installed(string installer, bool compile)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        using var lab = new EngineLab();
        lab.Declared[DeclaredNames.Installer] = installer;
        lab.Declared[DeclaredNames.Compile] = compile ? "true" : "false";
        lab.With(new WheelBuilder("words", "1.0")
            .WithFile("words.py", "VALUE = 1\n")
            .WithFile("broken/__init__.py", "")
            .WithFile("broken/module.py", "def\n")
            .WithFile("__pycache__/words.cpython-311.pyc", Planted)
            .WithFile("__pycache__/words.cpython-39.pyc", Planted)
            .WithFile("broken/__pycache__/module.cpython-311.pyc", Planted)
            .WithFile("only/__pycache__/gone.cpython-311.pyc", Planted)
            .WithFile("words-1.0.data/platlib/plat/__pycache__/x.cpython-311.pyc", Planted)
            .WithFile("sourceless.pyc", "a module of its own"));
        lab.Pinned("words==1.0");

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        CollectionAssert.Contains(lab.Log.WarningCodes.ToArray(), "PYENV4005");
        StringAssert.Contains(lab.Log.ToString(), "byte-code");
        foreach (string file in FileTree.FilesBelow(lab.Layout.SitePackages))
            Assert.DoesNotContain(Planted, File.ReadAllText(file), file);
        Assert.IsFalse(Directory.Exists(lab.Site("only")));
        Assert.IsTrue(File.Exists(lab.Site("sourceless.pyc")));
        string record = File.ReadAllText(lab.Site("words-1.0.dist-info/RECORD"));
        Assert.AreEqual(compile, File.Exists(lab.Site("__pycache__/words.cpython-311.pyc")));
        Assert.DoesNotContain("module.cpython-311.pyc", record);
        await lab.ShouldVerifyAsync();
        Assert.AreEqual("", lab.Look());
    }
}
