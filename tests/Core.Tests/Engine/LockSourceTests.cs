using System.Globalization;
using System.IO.Compression;
using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What only sources offer: read where that is certain, built where it is allowed, refused else.</summary>
[TestClass]
internal sealed class LockSourceTests : IDisposable
{
    private const string Moving = "Metadata-Version: 2.1\nName: made\nVersion: 1.0\n";
    private const string Static = "Metadata-Version: 2.2\nName: made\nVersion: 1.0\nRequires-Dist: words==1.0\n";

    private readonly EngineLab _lab = new EngineLab().With(
        new WheelBuilder("words", "1.0").WithFile("words.py", ""),
        new WheelBuilder("words", "2.0").WithFile("words.py", ""),
        new WheelBuilder("shop", "1.0").WithRequires("made").WithFile("shop.py", ""));

    public void Dispose() => _lab.Dispose();

    [TestMethod]
    public void What_a_source_says_for_certain_needs_no_build()
    {
        Sdist(Static, fails: true);

        Lock("made", allowed: "made");

        StringAssert.Contains(Text, "\nmade==1.0 \\\n    --hash=sha256:");
        StringAssert.Contains(Text, "\nwords==1.0 \\\n");
    }

    [TestMethod]
    [DataRow("requirements.txt", "shop")]
    [DataRow("requirements.txt", "./made-1.0.tar.gz")]
    [DataRow("requirements.txt", "made @ {0}#subdirectory=made-1.0")]
    [DataRow("pylock.toml", "made @ {0}#subdirectory=made-1.0")]
    public async Task What_only_a_build_tells_is_built_once_and_installs(string lockFile, string requirement)
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        Sdist(Moving);
        string archive = Source(Moving).WriteSdistTo(_lab["app"]);
        string folders = Folders(Moving);
        _lab.Declared[DeclaredNames.Requirements] = lockFile;

        Lock(string.Format(CultureInfo.InvariantCulture, requirement, folders), allowed: "made");

        string[] lines = File.ReadAllLines(_lab[$"app/{lockFile}"]);
        Assert.IsTrue(lines.Any(line => line is "words==2.0 \\" or "name = \"words\""), string.Join('\n', lines));
        await _lab.ShouldRestoreAsync();
        if (requirement == "shop")
            return;
        string origin = File.ReadAllText(_lab.Site("made-1.0.dist-info/direct_url.json"));
        StringAssert.Contains(origin, requirement.StartsWith('.') ? Digest.OfFile(archive)! : "\"subdirectory\": \"made-1.0\"");

        _lab.Run(engine => engine.Freeze(CancellationToken.None));
        CollectionAssert.Contains(
            File.ReadAllLines(_lab[$"app/{lockFile}"]), lines.Single(line => line.StartsWith("archive", StringComparison.Ordinal)
                || line.StartsWith("made @", StringComparison.Ordinal) || line.StartsWith("./made", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_source_that_must_not_be_built_is_refused_at_the_line_that_asks()
    {
        Sdist(Moving);

        Ask("# ours", "shop");

        Assert.AreEqual("PYENV3009", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.EndsWith(_lab.Log.Errors.Single().Where.ToString(), "requirements.in(2,1)");
        StringAssert.Contains(_lab.Log.ToString(), "name it in `PythonEnvAllowSourceBuilds`");
    }

    [TestMethod]
    public void A_source_that_an_option_leaves_out_is_not_told_to_be_allowed_again()
    {
        Sdist(Moving);
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";

        Ask("--only-binary made", "made");

        Assert.AreEqual("Take `made` out of what `--only-binary` names", _lab.Log.Errors.Single().Remedy);
    }

    [TestMethod]
    public void A_build_that_fails_says_why_and_who_leads_to_it()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        Sdist(Moving, fails: true);
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";

        Ask("words", "shop");

        Assert.AreEqual("PYENV4003", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.EndsWith(_lab.Log.Errors.Single().Where.ToString(), "requirements.in(2,1)");
        StringAssert.Contains(_lab.Log.ToString(), "the compiler is missing");
        StringAssert.Contains(_lab.Log.ToString(), "`shop` leads to `made`");
        Assert.IsFalse(File.Exists(_lab["app/requirements.txt"]));
    }

    [TestMethod]
    public void Nothing_is_built_for_platforms_that_this_machine_is_none_of()
    {
        Sdist(Moving);
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        _lab.Declared[DeclaredNames.TargetRids] = OperatingSystem.IsWindows() ? "linux-x64" : "win-x64";

        Ask("made");

        Assert.AreEqual("PYENV3009", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), "this machine is none of the declared platforms");
    }

    [TestMethod]
    public void A_source_of_the_repository_is_locked_as_it_is_now_and_found_in_every_checkout()
    {
        foreach (string information in (string[])[Static, Static + "Summary: newer\n"])
        {
            string archive = Source(information).WriteSdistTo(_lab["app"]);

            Lock("./made-1.0.tar.gz", allowed: "made");

            StringAssert.Contains(Text, $"\n./made-1.0.tar.gz \\\n    --hash=sha256:{Digest.OfFile(archive)}\n");
        }
    }

    [TestMethod]
    [DataRow("requirements.txt", "made @ {0}#subdirectory=made-1.0 \\\n")]
    [DataRow("pylock.toml", "archive = {{ path = \"../mono.zip\", subdirectory = \"made-1.0\", hashes = ")]
    public void A_project_in_a_folder_of_an_archive_is_read_there(string lockFile, string line)
    {
        string url = Folders(Static);
        _lab.Declared[DeclaredNames.Requirements] = lockFile;

        Lock($"made @ {url}#subdirectory=made-1.0", allowed: "made");

        string text = File.ReadAllText(_lab[$"app/{lockFile}"]);
        StringAssert.Contains(text, string.Format(CultureInfo.InvariantCulture, line, url));
        StringAssert.Contains(text, "words");
    }

    [TestMethod]
    [DataRow("/etc")]
    public void A_folder_that_is_none_of_an_archive_is_not_built(string folder)
    {
        string url = Folders(Moving);
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";

        Ask($"made @ {url}#subdirectory={folder}");

        Assert.AreEqual("PYENV2002", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.EndsWith(_lab.Log.Errors.Single().Where.ToString(), "requirements.in(1,1)");
        StringAssert.Contains(_lab.Log.Errors.Single().Message, $"`subdirectory` is `{folder}`");
    }

    [TestMethod]
    [DataRow("../other")]
    [DataRow("a/../../other")]
    [DataRow("x --config-settings=a=b")]
    public async Task A_folder_that_a_lock_names_outside_of_its_archive_is_not_built(string folder)
    {
        Folders(Moving);
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        _lab.Declared[DeclaredNames.Requirements] = _lab.Write("app/pylock.toml", $$"""
            lock-version = "1.0"
            created-by = "a test"
            [[packages]]
            name = "made"
            archive = { path = "../mono.zip", subdirectory = "{{folder}}", hashes = { sha256 = "{{Digest.OfFile(_lab["mono.zip"])}}" } }
            """);

        await _lab.ShouldNotRestoreAsync("PYENV2002");

        StringAssert.Contains(_lab.Log.Errors.Single().Message, $"`subdirectory` is `{folder}`");
    }

    [TestMethod]
    public async Task A_commit_is_locked_where_the_lock_can_hold_one()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        string commit = Repository();
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        _lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        string url = $"git+{new Uri(_lab["made-1.0"])}";

        Ask($"made @ {url}@{commit}");

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        string text = File.ReadAllText(_lab["app/pylock.toml"]);
        StringAssert.Contains(text, $"\nvcs = {{ type = \"git\", path = \"../made-1.0\", commit-id = \"{commit}\" }}");
        StringAssert.Contains(text, "name = \"words\"\nversion = \"2.0\"");
        await _lab.ShouldRestoreAsync();

        Ask($"made @ {url}@main");
        CollectionAssert.AreEqual(new[] { "PYENV2004" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());

        _lab.Declared[DeclaredNames.Requirements] = "requirements.txt";
        Ask($"made @ {url}@{commit}");
        CollectionAssert.AreEqual(new[] { "PYENV2006" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
    }

    [TestMethod]
    public async Task A_URL_counts_where_its_marker_holds_and_the_index_elsewhere()
    {
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64;osx-arm64";
        string marker = OperatingSystem.IsWindows() ? "sys_platform == 'win32'" : "sys_platform == 'linux'";

        Ask($"words @ {UrlOf("words-1.0")} ; {marker}", "words>=2");
        Assert.AreEqual("PYENV3005", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        Ask($"words @ {UrlOf("words-1.0")} ; {marker}", "words");

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        StringAssert.Contains(Text, $"\nwords @ {UrlOf("words-1.0")} ; {marker.Replace('\'', '"')} ");
        StringAssert.Contains(Text, "\nwords==2.0 ; ");
        await _lab.ShouldRestoreAsync();
        Assert.AreEqual("words 1.0", string.Join(", ", _lab.Receipt.Packages.Select(package => $"{package.Name} {package.Version}")));
    }

    [TestMethod]
    public void A_digest_that_no_file_can_have_is_a_mismatch()
    {
        Ask($"words @ {UrlOf("words-1.0")}#sha256=00");

        Assert.AreEqual("PYENV3006", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.EndsWith(_lab.Log.Errors.Single().Where.ToString(), "requirements.in(1,1)");
    }

    [TestMethod]
    [DataRow(DeclaredNames.Constraints)]
    [DataRow(DeclaredNames.Overrides)]
    public void A_URL_may_stand_in_a_constraint_or_an_override(string property)
    {
        _lab.Declared[property] = _lab.Write("app/urls.txt", $"words @ {UrlOf("words-1.0")}\n");

        Ask("words");

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        StringAssert.Contains(Text, $"\nwords @ {UrlOf("words-1.0")} ");
    }

    [TestMethod]
    [DataRow(DeclaredNames.LockFrom)]
    [DataRow(DeclaredNames.Constraints)]
    [DataRow(DeclaredNames.Overrides)]
    public void What_no_lock_can_hold_is_refused_at_its_line(string property)
    {
        Ask("words");
        _lab.Declared[property] = _lab.Write("app/urls.txt", string.Join('\n',
            "words @ ../words-1.0-py3-none-any.whl", "words @ 1.0", "words @ git+https://example.com/words@main", "words @ file:///"));

        _lab.Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual(
            "urls.txt(1,1) PYENV2002, urls.txt(2,1) PYENV2004, urls.txt(3,1) PYENV2004, urls.txt(4,1) PYENV2005",
            string.Join(", ", _lab.Log.Errors.Select(error => $"{Path.GetFileName(error.Where.File)}({error.Where.Line},1) {error.Code}")));
    }

    [TestMethod]
    [DataRow(DeclaredNames.LockFrom)]
    [DataRow(DeclaredNames.Constraints)]
    [DataRow(DeclaredNames.Overrides)]
    public void A_marker_that_asks_for_a_kernel_is_lost_nowhere(string property)
    {
        Ask("words");
        _lab.Declared[property] = _lab.Write("app/kernels.txt", "words<2 ; platform_release > '5'\n");

        _lab.Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual("PYENV2002", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.EndsWith(_lab.Log.Errors.Single().Where.ToString(), "kernels.txt(1,1)");
    }

    /// <summary>An archive of a folder with the project in a folder of its own.</summary>
    private string Folders(string information)
    {
        Source(information).WriteTo(_lab["mono"]);
        // Of another project, which an archive of one project would have there.
        _lab.Write("mono/PKG-INFO", "Metadata-Version: 2.2\nName: mono\nVersion: 9\n");
        ZipFile.CreateFromDirectory(_lab["mono"], _lab["mono.zip"], CompressionLevel.Fastest, includeBaseDirectory: true);
        return new Uri(_lab["mono.zip"]).AbsoluteUri;
    }

    private string UrlOf(string wheel) => new Uri(_lab[$"wheels/{wheel}-py3-none-any.whl"]).AbsoluteUri;

    private void Lock(string requirement, string allowed)
    {
        _lab.Declared[DeclaredNames.AllowSourceBuilds] = allowed;
        Ask(requirement);
        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
    }

    private void Ask(params string[] lines)
    {
        _lab.Write("app/requirements.in", string.Join('\n', lines) + "\n");
        _lab.Run(engine => engine.Lock(CancellationToken.None));
    }

    private string Text => File.ReadAllText(_lab["app/requirements.txt"]);

    private void Sdist(string information, bool fails = false) => Source(information, fails).WriteSdistTo(_lab["wheels"]);

    private static SourceProject Source(string information, bool fails = false) =>
        new() { Information = information, Fails = fails, WheelRequires = "words>=1" };

    private string Repository()
    {
        string tree = Source(Moving).WriteTo(_lab[""]);
        return PythonOracle.Ask<string, string>(PythonOracle.Required.Executable, """
            import subprocess
            def git(*arguments):
                return subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *arguments], cwd=question, check=True, capture_output=True, text=True).stdout.strip()
            git("init", "-q", "-b", "main"); git("add", "."); git("commit", "-q", "-m", "made")
            answer = git("rev-parse", "HEAD")
            """, tree);
    }
}
