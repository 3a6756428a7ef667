using System.Text;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Poetry;
using PythonEnv.Packaging.Versions;
using static PythonEnv.Core.Tests.Locks.MadePoetryLock;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class PoetryLockTests
{
    [TestMethod]
    [DataRow("", "", "alpha 1.0, beta 2.0")]
    [DataRow("web", "", "alpha 1.0, beta 2.0, web 1.0")]
    [DataRow("", "dev docs", "alpha 1.0, beta 2.0, docs-tool 1.0, tool 1.0")]
    public void A_lock_with_groups_tells_what_each_needs(string extras, string groups, string expected)
    {
        string text = Package("alpha", "1.0", "groups = [\"main\", \"dev\"]\nmarkers = {dev = \"sys_platform == 'win32'\"}")
            + Package("beta", "2.0", "groups = [\"main\"]\nmarkers = \"python_version >= '3.6'\"")
            + Package("gamma", "1.0", "groups = [\"main\"]\nmarkers = \"sys_platform == 'win32'\"")
            + Package("web", "1.0", "groups = [\"main\"]\nmarkers = \"extra == 'web' and python_version >= '3.6'\"")
            + Package("tool", "1.0", "groups = [\"dev\"]")
            + Package("docs-tool", "1.0", "groups = [\"Docs\"]")
            + "[extras]\nweb = [\"web\"]\n[metadata]\nlock-version = \"2.1\"\npython-versions = \"^3.6\"\n";

        Assert.AreEqual(expected, Selected(text, null, new LockWish { Extras = Words(extras), Groups = Words(groups) }));
    }

    private static readonly string s_walked = Package(
        "alpha", "1.0", "optional = false",
        "[package.dependencies]\nbeta = \">=1,<3\"\nextra-only = {version = \"*\", optional = true, markers = \"extra == 'x'\"}\n[package.extras]\nx = [\"extra-only (>=1)\"]")
        + Package("beta", "1.0", "optional = false\npython-versions = \"<3.8\"")
        + Package("beta", "2.0", "optional = false\npython-versions = \">=3.8\"")
        + Package("extra-only", "1.0", "optional = true")
        + Package("web", "1.0", "optional = true")
        + Package("tool", "1.0", "optional = false")
        + "[extras]\nweb = [\"web\"]\n[metadata]\nlock-version = \"2.0\"\npython-versions = \"^3.6\"\n";

    private const string WalkedProject = """
        [tool.poetry]
        name = "app"
        [tool.poetry.dependencies]
        python = "^3.6"
        alpha = "^1.0"
        web = {version = "*", optional = true}
        never = {version = "*", python = "<3"}
        [tool.poetry.extras]
        web = ["web"]
        [tool.poetry.group.dev.dependencies]
        tool = "*"
        alpha = {version = "*", extras = ["x"]}
        """;

    [TestMethod]
    [DataRow("", "", "alpha 1.0, beta 2.0")]
    [DataRow("web", "", "alpha 1.0, beta 2.0, web 1.0")]
    [DataRow("", "dev", "alpha 1.0, beta 2.0, extra-only 1.0, tool 1.0")]
    public void An_older_lock_is_walked_from_what_the_project_requires(string extras, string groups, string expected) =>
        Assert.AreEqual(expected, Selected(s_walked, WalkedProject, new LockWish { Extras = Words(extras), Groups = Words(groups) }));

    [TestMethod]
    public void A_package_that_the_lock_lacks_is_named()
    {
        var diagnostics = new DiagnosticBag();
        string text = s_walked.Replace("name = \"beta\"", "name = \"gone\"", StringComparison.Ordinal);

        Assert.IsEmpty(Read(text, WalkedProject).Select(new LockWish(), PlanLab.Markers, diagnostics));

        Diagnostic finding = diagnostics.Single();
        Assert.AreEqual("PYENV3004", finding.Code);
        StringAssert.Contains(finding.Message, "the lock has no `beta >=1,<3`. `alpha 1.0` requires it");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("<<<<<<< HEAD")]
    public void A_lock_that_only_its_project_explains_is_refused_without_it(string? project)
    {
        var diagnostics = new DiagnosticBag();

        Assert.IsEmpty(Read(s_walked, project).Select(new LockWish(), PlanLab.Markers, diagnostics));

        Assert.AreEqual("PYENV2001", diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("name = \"x\"", 1)]
    [DataRow("groups = []\nname = \"\"", 3)]
    [DataRow("groups = []\nname = \"../x\"", 3)]
    [DataRow("groups = []\nname = \"x\"\nsource = {type = \"oci\", url = \"https://host/x\"}", 4)]
    public void What_Poetry_does_not_write_is_refused_at_its_place(string fields, int line)
    {
        string text = $"[[package]]\n{fields}\nversion = \"1.0\"\nfiles = []\n[metadata]\nlock-version = \"2.1\"\n";
        var diagnostics = new DiagnosticBag();

        Assert.IsNull(PoetryLockReader.Read(Encoding.UTF8.GetBytes(text), "poetry.lock", new ProjectFiles(_ => null, _ => []), diagnostics));

        Assert.AreEqual(("PYENV2002", line), (diagnostics.Single().Code, diagnostics.Single().Where.Line));
    }

    [TestMethod]
    public void Digests_of_the_first_version_stand_at_the_end()
    {
        string text = "[[package]]\nname = \"alpha\"\nversion = \"1.0\"\ncategory = \"main\"\noptional = false\npython-versions = \"*\"\n"
            + $"[metadata]\nlock-version = \"1.1\"\npython-versions = \"*\"\n[metadata.files]\nalpha = [{{file = \"alpha-1.0.tar.gz\", hash = \"sha256:{Digest}\"}}]\n";
        var diagnostics = new DiagnosticBag();

        PoetryPackage package = Read(text, "[tool.poetry.dependencies]\nalpha = \"*\"")
            .Select(new LockWish(), PlanLab.Markers, diagnostics)
            .Single();

        Assert.AreEqual($"sha256:{Digest}", package.Hashes.Single().ToString());
    }

    [TestMethod]
    [DataRow("3.0", "PYENV2002")]
    [DataRow("0.9", "PYENV2002")]
    [DataRow("2.2", "")]
    public void Of_other_versions_only_a_later_minor_one_is_read(string version, string expected)
    {
        var diagnostics = new DiagnosticBag();

        PoetryLock? lockFile = PoetryLockReader.Read(
            Encoding.UTF8.GetBytes($"[metadata]\nlock-version = \"{version}\""), "poetry.lock", new ProjectFiles(_ => null, _ => []), diagnostics);

        Assert.AreEqual(
            expected, string.Join(' ', diagnostics.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Code)));
        Assert.AreEqual(expected.Length == 0, lockFile is not null);
        Assert.AreEqual(2, diagnostics.Single().Where.Line);
    }

    [TestMethod]
    [DataRow(
        "[package.source]\ntype = \"git\"\nurl = \"https://host/r\"\nreference = \"main\"\nresolved_reference = \"main\"", "PYENV2004")]
    [DataRow(
        "[package.source]\ntype = \"git\"\nurl = \"https://host/r\"\nresolved_reference = \"0123456789012345678901234567890123456789\"",
        "")]
    [DataRow("[package.source]\ntype = \"directory\"\nurl = \"../x\"", "PYENV2005")]
    [DataRow("[package.source]\ntype = \"url\"\nurl = \"https://host/x.whl\"", "PYENV2004")]
    [DataRow("[package.source]\ntype = \"legacy\"\nurl = \"https://host/simple\"\nreference = \"own\"", "PYENV2006")]
    [DataRow("", "PYENV2006")]
    [DataRow(
        "[package.source]\ntype = \"git\"\nurl = \"--upload-pack=x\"\nresolved_reference = \"0123456789012345678901234567890123456789\"",
        "PYENV2002")]
    [DataRow(
        "[package.source]\ntype = \"git\"\nurl = \"git@host:acme/x.git\"\nresolved_reference = \"0123456789012345678901234567890123456789\"",
        "")]
    [DataRow(
        "[package.source]\ntype = \"git\"\nurl = \"https://bob:s3cret@host/r\"\nresolved_reference = \"0123456789012345678901234567890123456789\"",
        "PYENV2009")]
    [DataRow("[package.source]\ntype = \"url\"\nurl = \"https://host:99999/x.whl\"", "PYENV2002 PYENV2004")]
    public void Sources_are_policed(string source, string expected)
    {
        string text = $"[[package]]\nname = \"x\"\nversion = \"1.0\"\noptional = false\npython-versions = \"*\"\ngroups = [\"main\"]\nfiles = []\n{source}\n[metadata]\nlock-version = \"2.1\"\n";
        var diagnostics = new DiagnosticBag();

        Read(text, null).Police(new LockWish(), diagnostics);

        Assert.AreEqual(expected, string.Join(' ', diagnostics.Select(finding => finding.Code)));
    }

    [TestMethod]
    [DataRow("^1.2.3", "1.2.3 1.9", "1.2.2 2.0")]
    [DataRow("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3")]
    [DataRow("^0.0.3", "0.0.3", "0.0.4 0.1")]
    [DataRow("^0", "0.9", "1.0")]
    [DataRow("~1.2", "1.2.9", "1.3")]
    [DataRow("~1", "1.9", "2.0")]
    [DataRow("~=1.2", "1.9", "2.0")]
    [DataRow("1.*", "1.5", "2.0")]
    [DataRow("1.5", "1.5", "1.6")]
    [DataRow(">= 1.0, <2 || ==3.1.*", "1.5 3.1.4", "2.5 3.2")]
    [DataRow(">=1 <2", "1.5", "2")]
    [DataRow("*", "0.1 9", "")]
    [DataRow("!=1.4.*,>1", "1.5", "1.4.2 1.0")]
    [DataRow(">=3.*, !=3.0.*, <4.*", "3.1 3.13", "2.7 3.0.1 4.0")]
    [DataRow("^2!1.0", "2!1.0 2!1.5", "1.0 2!2")]
    [DataRow("^2.3.0+cu121", "2.3.0+cu121 2.3.1 2.9", "2.3.0 2.3.0+cpu 3.0")]
    [DataRow("<=2.3+cpu,>2.2+cpu", "2.2+cu121 2.3 2.3+cpu", "2.2 2.2+cpu 2.3+cu121")]
    public void Constraints_admit_what_Poetry_admits(string constraint, string admitted, string excluded)
    {
        Assert.IsTrue(PoetryConstraint.TryParse(constraint, out PoetryConstraint? parsed));

        Assert.AreEqual(
            admitted, string.Join(' ', Words($"{admitted} {excluded}").Where(version => parsed.Admits(PythonVersion.Parse(version)))));
    }

    [TestMethod]
    [DataRow(
        "[tool.poetry.dependencies]\npython = \"^3.9\"\na = {version = \"^1\", extras = [\"ü\\n\\\"\"], optional = true}\n[tool.poetry]\nname = \"x\"",
        "409a4c04908e37c412dde1f0136a023f441c63bfe889c17b810b2b102c007aaf")]
    [DataRow(
        "[project]\nname = \"x\"\nrequires-python = \">=3.9\"\ndependencies = [\"a>=1\"]\n[tool.poetry.group.dev.dependencies]\nb = 1.5\n[dependency-groups]\nlint = [\"ruff\"]",
        "cc153b0c43e7cf4ec71ac25d1a6334b44113f7901945c9840e3dff3b68b1a10a")]
    public void The_digest_is_the_one_that_Poetry_takes(string project, string expected)
    {
        string text = $"# by Poetry 2.3.0 and\n[metadata]\nlock-version = \"2.1\"\ncontent-hash = \"{expected}\"";
        var fresh = new DiagnosticBag();
        var stale = new DiagnosticBag();

        Read(text, project).CheckFreshness(fresh);
        Read(text, project.Replace("a", "c", StringComparison.Ordinal)).CheckFreshness(stale);

        Assert.IsEmpty(fresh, string.Join('\n', fresh));
        Assert.AreEqual("PYENV6001", stale.Single().Code);
        Assert.AreEqual(4, stale.Single().Where.Line);
    }

    private static string Selected(string text, string? project, LockWish wish) =>
        MadePoetryLock.Selected(text, project, wish, PlanLab.Markers);
}
