using System.Text;
using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Poetry;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using static PythonEnv.Core.Tests.Locks.MadePoetryLock;

namespace PythonEnv.Core.Tests.Locks;

/// <summary>What groups, extras, markers and sources of a <c>poetry.lock</c> mean on each platform.</summary>
[TestClass]
internal sealed class PoetrySelectionTests
{
    private static readonly MarkerEnvironment s_linux = PlanLab.Markers;

    private static readonly MarkerEnvironment s_windows = s_linux.OnWindows();

    private static readonly MarkerEnvironment s_newer = s_linux.WithPython("3.13.1");

    private static readonly string s_grouped =
        Package("console", "0.4", "groups = [\"main\", \"dev\"]\nmarkers = {main = \"sys_platform == 'win32'\", dev = \"python_version < '3.13'\"}")
        + Package("num", "1.0", "groups = [\"main\"]\nmarkers = \"python_version < '3.12'\"")
        + Package("num", "2.0", "groups = [\"main\"]\nmarkers = \"python_version >= '3.12'\"")
        + Package("web", "1.0", "optional = true\ngroups = [\"main\"]\nmarkers = \"(extra == 'web' or extra == 'all') and sys_platform != 'win32'\"")
        + Package("paint", "1.0", "optional = true\ngroups = [\"main\", \"docs\"]\nmarkers = {main = \"extra == 'all'\"}")
        + "[extras]\nall = [\"paint\", \"web\"]\nweb = [\"web\"]\n"
        + "[metadata]\nlock-version = \"2.1\"\npython-versions = \">=3.9\"\n";

    [TestMethod]
    [DataRow("linux", "", "", "num 1.0")]
    [DataRow("windows", "", "", "console 0.4, num 1.0")]
    [DataRow("newer", "", "", "num 2.0")]
    [DataRow("linux", "", "dev", "console 0.4, num 1.0")]
    [DataRow("newer", "", "dev", "num 2.0")]
    [DataRow("linux", "web", "", "num 1.0, web 1.0")]
    [DataRow("windows", "web", "", "console 0.4, num 1.0")]
    [DataRow("linux", "all", "", "num 1.0, paint 1.0, web 1.0")]
    [DataRow("linux", "", "docs", "num 1.0, paint 1.0")]
    public void Each_group_has_its_own_condition(string where, string extras, string groups, string expected)
    {
        // A project without a package, whose lock tells everything, is asked for nothing.
        const string Project = "[tool.poetry]\npackage-mode = false\n[tool.poetry.group.docs]\noptional = true\n";
        var wish = new LockWish { Extras = Words(extras), Groups = Words(groups) };

        Assert.AreEqual(expected, Selected(s_grouped, Project, wish, where));
        Assert.AreEqual(expected, Selected(s_grouped, null, wish, where));
    }

    [TestMethod]
    public void A_package_that_is_gone_from_the_lock_is_missed()
    {
        const string Project = "[project]\nname = \"app\"\ndependencies = [\"one\", \"win; sys_platform == 'win32'\"]\noptional-dependencies = { more = [\"more\"] }\n";
        string one = Package("one", "1.0", "groups = [\"main\"]", "[package.dependencies]\nnum = \"*\"\nnever = {version = \"*\", optional = true}\n");
        string num = Package("num", "1.0", "groups = [\"main\"]");
        string metadata = "[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\ncontent-hash = \"" + HashOf(Project) + "\"\n";

        Assert.AreEqual("", Problems(one + num + metadata, Project));
        Assert.AreEqual("PYENV3004 the lock has no `num *`", Problems(one + metadata, Project));
        Assert.AreEqual("PYENV3004 the lock has no `one`", Problems(num + metadata, Project));
        Assert.AreEqual("", Problems(num + metadata, Project.Replace("\"one\"", "\"one\", \"num\"", StringComparison.Ordinal)), "a stale lock is told as such");
    }

    private static string HashOf(string project)
    {
        Assert.IsTrue(TomlDocument.TryParse(Encoding.UTF8.GetBytes(project), "pyproject.toml", out TomlTable? toml, out _));
        return PoetryFreshness.Hash(toml, withGroups: true);
    }

    private static string Problems(string text, string project)
    {
        var diagnostics = new DiagnosticBag();
        _ = Read(text, project).Select(new LockWish(), s_linux, diagnostics);
        return string.Join("; ", diagnostics.Select(found => $"{found.Code} {found.Problem}"));
    }

    private static readonly string s_walked =
        Package("one", "1.0", "optional = false", "[package.dependencies]\nconsole = {version = \"*\", markers = \"sys_platform == 'win32'\"}\n"
            + "num = [{version = \"<2\", markers = \"python_version < '3.12'\"}, {version = \">=2\", markers = \"python_version >= '3.12'\"}]")
        + Package("console", "0.4", "optional = false")
        + Package("num", "1.0", "optional = false") + Package("num", "2.0", "optional = false\npython-versions = \">=3.12\"")
        + Package("web", "1.0", "optional = true", "[package.dependencies]\nrouter = \"*\"") + Package("router", "1.0", "optional = true")
        + Package("lint", "1.0", "optional = false") + Package("types", "1.0", "optional = false")
        + Package("docs", "1.0", "optional = false")
        + "[extras]\nweb = [\"web\"]\n[metadata]\nlock-version = \"2.0\"\npython-versions = \">=3.9\"\n";

    private const string Standard = """
        [project]
        dependencies = ["one>=1"]
        optional-dependencies = { web = ["web"] }
        [dependency-groups]
        lint = ["lint", { include-group = "Types" }]
        types = ["types"]
        all = [{ include-group = "lint" }]
        [tool.poetry]
        package-mode = false
        [tool.poetry.group.docs]
        optional = true
        include-groups = ["types"]
        [tool.poetry.group.docs.dependencies]
        docs = "*"
        """;

    [TestMethod]
    [DataRow("linux", "", "", "num 1.0, one 1.0")]
    [DataRow("windows", "", "", "console 0.4, num 1.0, one 1.0")]
    [DataRow("newer", "", "", "num 2.0, one 1.0")]
    [DataRow("linux", "web", "", "num 1.0, one 1.0, router 1.0, web 1.0")]
    [DataRow("linux", "", "lint", "lint 1.0, num 1.0, one 1.0, types 1.0")]
    [DataRow("linux", "", "all", "lint 1.0, num 1.0, one 1.0, types 1.0")]
    [DataRow("linux", "", "docs", "docs 1.0, num 1.0, one 1.0, types 1.0")]
    public void An_older_lock_is_walked_through_groups_that_include_others(string where, string extras, string groups, string expected) =>
        Assert.AreEqual(expected, Selected(s_walked, Standard, new LockWish { Extras = Words(extras), Groups = Words(groups) }, where));

    [TestMethod]
    [DataRow("type = \"git\"\nurl = \"https://host/r\"\nreference = \"main\"\nresolved_reference = \"01\"\nsubdirectory = \"py\"", "git https://host/r 01 py", "")]
    [DataRow("type = \"url\"\nurl = \"https://host/x-1.0-py3-none-any.whl\"", "url https://host/x-1.0-py3-none-any.whl", "")]
    [DataRow("type = \"file\"\nurl = \"../x-1.0-py3-none-any.whl\"", "file ../x-1.0-py3-none-any.whl", "")]
    [DataRow("type = \"directory\"\nurl = \"../x\"", "folder ../x", "")]
    [DataRow("type = \"legacy\"\nurl = \"https://own.example/simple\"\nreference = \"own\"", "index", "https://own.example/simple")]
    [DataRow("", "index", "")]
    public void Every_source_says_what_is_installed(string source, string expected, string indexes)
    {
        string text = Package("x", "1.0", "groups = [\"main\"]", source.Length == 0 ? "" : "[package.source]\n" + source)
            + Package("y", "1.0", "groups = [\"main\"]\nmarkers = \"sys_platform == 'win32'\"")
            + "[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\n";
        var diagnostics = new DiagnosticBag();
        PoetryLock lockFile = Read(text, null);

        LockChoice choice = lockFile.Choose(new LockWish(), s_linux, PlanLab.Target.Tags, diagnostics).Single();

        Assert.IsEmpty(diagnostics, string.Join('\n', diagnostics));
        Assert.AreEqual(indexes, string.Join(' ', lockFile.Indexes.Select(index => index.Url.Value)));
        Assert.AreEqual(expected, choice.Source switch
        {
            LockVcs vcs => $"{vcs.Type} {vcs.Url} {vcs.CommitId} {vcs.Subdirectory}",
            LockDirectory folder => $"folder {folder.Path}",
            LockArchive archive => archive.Url is { } url ? $"url {url}" : $"file {archive.Path}",
            IndexedFiles => "index",
            _ => "?",
        });
    }

    [TestMethod]
    public void Two_versions_that_count_in_one_place_are_refused()
    {
        string text = s_grouped.Replace("python_version >= '3.12'", "python_version >= '3.10'", StringComparison.Ordinal);
        var diagnostics = new DiagnosticBag();

        Read(text, null).Select(new LockWish(), s_linux, diagnostics);

        Assert.AreEqual("PYENV2007", diagnostics.Single().Code);
    }

    [TestMethod]
    public void A_group_or_an_extra_that_is_not_there_is_named()
    {
        var diagnostics = new DiagnosticBag();

        Read(s_grouped, null).Select(new LockWish { Extras = ["none"], Groups = ["tests", "docs"] }, s_linux, diagnostics);

        StringAssert.Contains(diagnostics.First().Message, "`poetry.lock` has no extra `none`. Its extras are `all`, `web`");
        StringAssert.Contains(diagnostics.Last().Message, "`poetry.lock` has no group `tests`. Its groups are `dev`, `docs`, `main`");
    }

    private static string Selected(string text, string? project, LockWish wish, string where) => MadePoetryLock.Selected(
        text, project, wish, where switch { "windows" => s_windows, "newer" => s_newer, _ => s_linux });
}
