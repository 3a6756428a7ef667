using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Core.Tests.Requirements;
using PythonEnv.Diagnostics;
using PythonEnv.Pins;

namespace PythonEnv.Core.Tests.Pins;

[TestClass]
internal sealed class PinPolicyTests
{
    private const string Digest = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [TestMethod]
    [DataRow("flask==2.2.2")]
    [DataRow("flask===2.2.2")]
    [DataRow("flask[async]==2.2.2 ; python_version > '3'")]
    [DataRow("foo @ https://h/foo-1.0.zip#sha256=" + Digest)]
    [DataRow("https://h/foo-1.0-py3-none-any.whl --hash=sha256:" + Digest)]
    [DataRow("foo @ git+https://h/foo.git@" + Commit)]
    [DataRow("foo @ git+https://h/foo.git@" + Commit + "#subdirectory=x")]
    [DataRow("git+https://h/foo.git@" + Digest + "#egg=foo")]
    public void What_stays_the_same_is_pinned(string text) => Assert.IsEmpty(new RequirementsText(text).Police());

    [TestMethod]
    [DataRow("-e .", true)]
    [DataRow("--editable=.[dev]", true)]
    [DataRow("./", true)]
    [DataRow("-e ./pkg", false)]
    public void What_a_project_exports_of_itself_may_be_left_out(string text, bool isOwn)
    {
        Diagnostic found = Text(text).With("pyproject.toml", "").Police().Single();

        Assert.AreEqual(isOwn, found.Remedy.Contains("--no-emit-project", StringComparison.Ordinal), found.ToString());
    }

    [TestMethod]
    [DataRow("flask", "PYENV2003")]
    [DataRow("flask>=2,<3", "PYENV2003")]
    [DataRow("flask==2.*", "PYENV2003")]
    [DataRow("flask~=2.2", "PYENV2003")]
    [DataRow("flask!=2.0", "PYENV2003")]
    [DataRow("flask===", "PYENV2003")]
    [DataRow("flask (===) ; python_version > '3'", "PYENV2003")]
    [DataRow("flask==2.0,==2.1", "PYENV2003")]
    [DataRow("https://h/foo-1.0.zip", "PYENV2004")]
    [DataRow("flask@2.2.2", "PYENV2004")]
    [DataRow("foo @ https:///foo-1.0-py3-none-any.whl", "PYENV2002")]
    [DataRow("foo @ ../foo-1.0-py3-none-any.whl#sha256=" + Digest, "PYENV2002")]
    [DataRow("file:///w/foo-1.0-py3-none-any.whl[x]#sha256=" + Digest, "PYENV2002")]
    [DataRow("foo @ https://h:99999/foo-1.0-py3-none-any.whl", "PYENV2002")]
    [DataRow("foo @ file:///a%00b/foo-1.0-py3-none-any.whl", "PYENV2002")]
    [DataRow("git+https://h/foo.git", "PYENV2004")]
    [DataRow("git+https://h/foo.git@main", "PYENV2004")]
    [DataRow("git+https://h/foo.git@0123456", "PYENV2004")]
    [DataRow("svn+https://h/foo@1234", "PYENV2004")]
    [DataRow("./pkg", "PYENV2005")]
    [DataRow("-e ./pkg", "PYENV2005")]
    [DataRow("-e git+https://h/foo.git@" + Commit + "#egg=foo", "PYENV2005")]
    [DataRow("foo==1 --hash=sha256:" + Digest + "\nbar==1", "PYENV2006")]
    [DataRow("--require-hashes\nbar==1", "PYENV2006")]
    [DataRow("foo==1 --hash=sha256:abc", "PYENV2006")]
    [DataRow("https://h/foo-1.0.zip#md5=d41d8cd98f00b204e9800998ecf8427e", "PYENV2006")]
    [DataRow("foo==1 --hash=sha256:" + Digest + "\ngit+https://h/foo.git@" + Commit, "PYENV2006")]
    [DataRow("foo==1.0\nFoo==2.0", "PYENV2007")]
    [DataRow("foo===1.0\nfoo===1.0.0", "PYENV2007")]
    [DataRow("foo @ https://a/f.zip#sha256=" + Digest + "\nfoo @ https://b/f.zip#sha256=" + Digest, "PYENV2007")]
    [DataRow("foo==1\n-c c2.txt", "PYENV2007")]
    [DataRow("-i https://user:secret@h/simple\nfoo==1", "PYENV2009")]
    public void Each_violation_has_its_code(string text, string code)
    {
        IReadOnlyList<Diagnostic> found = Text(text).Police();

        Assert.AreEqual(code, found.Single().Code, string.Join('\n', found));
        Assert.DoesNotContain("secret", found[0].ToString());
    }

    [TestMethod]
    [DataRow("git+https://h/o/r.git@v1#egg=foo[bar]", "Write `foo[bar] @ ` before the URL, and take `egg=foo[bar]` out of it")]
    [DataRow("https://h/foo-1.0.zip#egg=foo==1.0", "Write `foo @ ` before the URL, and take `egg=foo==1.0` out of it")]
    [DataRow("-e git+https://h/o/r.git@v1#egg=foo==0.2.git", "Write `name @ ` before the URL, and take `egg=foo==0.2.git` out of it")]
    [DataRow("git+git@h:o/r.git#egg=foo", "Write `git+ssh://git@h/o/r.git#egg=foo`")]
    [DataRow("git@h:o/r.git", "Write `git+ssh://git@h/o/r.git`")]
    [DataRow("foo @ git+git@h:o/r.git", "Write `git+ssh://git@h/o/r.git`")]
    [DataRow("foo @ git@h:o/r.git", "Write `git+ssh://git@h/o/r.git`")]
    [DataRow("foo @ git+ssh://git@h:o/r.git@" + Commit, "Write `git+ssh://git@h/o/r.git@" + Commit + "`")]
    [DataRow("foo @ ssh://git@h/o/r.git", "Begin it with `git+`")]
    [DataRow("foo @ git://h/o/r.git", "Begin it with `git+`")]
    [DataRow("git://h/o/r.git#egg=foo", "Begin it with `git+`")]
    [DataRow("foo @ ftp://h/foo-1.0.zip", "Begin it with `https://`, or with `file://` and the whole path")]
    [DataRow("foo @ h/foo-1.0.zip", "Begin it with `https://`, or with `file://` and the whole path")]
    public void A_URL_that_nothing_comes_by_is_told_with_what_to_write(string text, string remedy)
    {
        Diagnostic found = Text(text).Read().Diagnostics is [var unreadable] ? unreadable : Text(text).Police().Single();

        Assert.AreEqual("PYENV2002", found.Code, found.ToString());
        Assert.AreEqual(remedy, found.Remedy);
    }

    [TestMethod]
    [DataRow("-e git+https://h/o/r.git@v1#egg=foo", "Leave the `-e` out, and write the full commit after the `@`")]
    [DataRow("-e git+https://h/o/r.git@" + Commit + "#egg=foo", "Leave the `-e` out")]
    public void An_editable_checkout_is_told_what_pins_it(string text, string remedy) =>
        Assert.AreEqual($"PYENV2005 {remedy}", Text(text).Police().Select(found => $"{found.Code} {found.Remedy}").Single());

    [TestMethod]
    [DataRow("foo==1.0\nfoo==1.0.0", DisplayName = "equal versions")]
    [DataRow("foo==1.0\nfoo==1.0+cpu", DisplayName = "a local build of the same version")]
    [DataRow("foo==1 ; python_version < '3.9'\nfoo==2 ; python_version >= '3.9'", DisplayName = "other markers")]
    [DataRow("foo==1\n-c c1.txt", DisplayName = "a constraint that agrees")]
    [DataRow("foo==1 --hash=sha256:" + Digest + "\nbar==1\n-c hashed.txt", DisplayName = "a hash in a constraint")]
    [DataRow("--no-require-hashes\nfoo==1 --hash=sha256:" + Digest + "\nbar==1", DisplayName = "hashes that are said not to spread")]
    [DataRow("-i https://oauth2accesstoken@h/simple\nfoo @ git+ssh://git@h/foo.git@" + Commit, DisplayName = "user names")]
    public void There_are_no_false_alarms(string text) => Assert.IsEmpty(Text(text).Police());

    [TestMethod]
    [DataRow("foo\n-c c1.txt")]
    [DataRow("foo>=1\n-c c1.txt")]
    [DataRow("Foo ; python_version > '3'\n-c c1.txt")]
    public void An_exact_constraint_pins(string text) => Assert.IsEmpty(Text(text).Police());

    [TestMethod]
    public void A_constraint_with_another_marker_does_not_pin()
    {
        CollectionAssert.AreEqual(new[] { "1,1 PYENV2003" }, RequirementsText.Places(Text("foo\n-c marked.txt").Police()));
        Assert.IsEmpty(Text("foo\n-c marked.txt").Police(new PinPolicyOptions { Environment = TestEnvironments.Windows }));
    }

    [TestMethod]
    public void A_known_environment_tells_which_lines_hold_together()
    {
        const string text = "foo==1 ; os_name == 'nt'\nfoo==2 ; python_version < '3.9'";

        Assert.IsEmpty(Text(text).Police());
        Assert.IsEmpty(Text(text).Police(new PinPolicyOptions { Environment = TestEnvironments.Linux }));
        CollectionAssert.AreEqual(
            new[] { "2,1 PYENV2007" },
            RequirementsText.Places(Text(text).Police(new PinPolicyOptions { Environment = TestEnvironments.Windows })));
    }

    [TestMethod]
    public void The_pin_to_write_is_named()
    {
        Diagnostic found = Text("Flask[async]>=2")
            .Police(new PinPolicyOptions { KnownVersion = requirement => requirement.CanonicalName!.Value == "flask" ? "2.2.2" : null })
            .Single();

        Assert.AreEqual(
            "/p/requirements.txt(1,1): error PYENV2003: `Flask[async]>=2` is not pinned to one version. `>=2` may take several versions. Write `Flask[async]==2.2.2`, or let `dotnet build -t:PythonEnvLock` pin it.",
            found.ToString());
    }

    [TestMethod]
    public void A_pin_beside_other_clauses_is_told_to_stand_alone()
    {
        Diagnostic found = Text("foo==1.0,!=0.9").Police().Single();

        StringAssert.Contains(found.Message, "A pin is one `==` alone, and `!=0.9,==1.0` says more. Write `foo==1.0`");
    }

    [TestMethod]
    public void All_violations_come_in_one_run_each_at_its_line()
    {
        string[] places = RequirementsText.Places(Text("a\n b>=1\n-e ./pkg\n\ngit+https://h/f.git@main#egg=f\nhttps://h/g.zip").Police());

        CollectionAssert.AreEqual(new[] { "1,1 PYENV2003", "2,2 PYENV2003", "3,1 PYENV2005", "5,1 PYENV2004", "6,1 PYENV2004" }, places);
    }

    [TestMethod]
    public void A_weak_hash_is_blamed_where_it_stands()
    {
        CollectionAssert.AreEqual(
            new[] { "3,3 PYENV2006" },
            RequirementsText.Places(Text($"foo==1 \\\n  --hash=sha256:{Digest} \\\n  --hash=sha512:{Digest}").Police()));
    }

    [TestMethod]
    [DataRow("md5", "PYENV2006")]
    [DataRow("sha1", "PYENV2006")]
    [DataRow("SHA1", "PYENV2006")]
    [DataRow("crc32", "PYENV2002")]
    public void A_hash_that_pip_does_not_take_is_blamed_where_it_stands(string algorithm, string code) => CollectionAssert.AreEqual(
        new[] { $"2,3 {code}" },
        RequirementsText.Places(Text($"foo==1 \\\n  --hash={algorithm}:{Digest[..40]}").Read().Diagnostics));

    [TestMethod]
    public void The_project_may_require_hashes_or_do_without()
    {
        Assert.HasCount(1, Text("foo==1").Police(new PinPolicyOptions { RequireHashes = true }));
        Assert.IsEmpty(Text($"foo==1 --hash=sha256:{Digest}\nbar==1").Police(new PinPolicyOptions { RequireHashes = false }));
    }

    [TestMethod]
    public void A_file_that_is_included_twice_is_wrong_once()
    {
        Assert.HasCount(1, Text("-r bare.txt\n-r bare.txt").Police());
    }

    private static RequirementsText Text(string text) => new RequirementsText(text)
        .With("c1.txt", "foo==1")
        .With("c2.txt", "foo==2")
        .With("marked.txt", "foo==1 ; os_name == 'nt'")
        .With("hashed.txt", $"bar==1 --hash=sha256:{Digest}")
        .With("bare.txt", "bar")
        .With("pkg/setup.py", "");
}
