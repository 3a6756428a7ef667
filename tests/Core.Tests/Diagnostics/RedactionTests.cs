using PythonEnv.Diagnostics;

namespace PythonEnv.Core.Tests.Diagnostics;

[TestClass]
internal sealed class RedactionTests
{
    [TestMethod]
    [DataRow("https://user:secret@h/simple", "https://****@h/simple")]
    [DataRow("-i https://u:p@h -f ftp://a:b@c/d", "-i https://****@h -f ftp://****@c/d")]
    [DataRow("https://ghp_0123456789012345678901234567@h/x", "https://****@h/x")]
    [DataRow("https://u:p@ss@h/x", "https://****@h/x")]
    [DataRow("git+ssh://git@github.com/o/r.git@main", "git+ssh://git@github.com/o/r.git@main")]
    [DataRow("https://h/a@b:c", "https://h/a@b:c")]
    [DataRow("https://h/a:b@c", "https://h/a:b@c")]
    [DataRow("pkg @ file:///u:p@h/x.whl", "pkg @ file:///****@h/x.whl")]
    [DataRow("git@github.com:o/r.git", "git@github.com:o/r.git")]
    [DataRow("https://:@h", "https://:@h")]
    [DataRow("pkg @ https://bob:s'ecret@h/x.whl", "pkg @ https://****@h/x.whl")]
    [DataRow("https://bob:s\"ecret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:s/ec?ret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:my secret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:s#ecret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:s`ecret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("`https://h/f3Gz8xQ1bV7nKp2L` and `https://h/x?sig=abc`.", "`https://h/****` and `https://h/x?sig=****`.")]
    [DataRow("https://h:8080/a@b", "https://h:8080/a@b")]
    [DataRow("see https://h:8080/x, or ask ada@h", "see https://h:8080/x, or ask ada@h")]
    [DataRow("https://shortTok1@h/x", "https://****@h/x")]
    [DataRow("https://__token__@h/x", "https://__token__@h/x")]
    [DataRow(
        "https://h/x.whl?X-Amz-Signature=abc&X-Amz-Date=1#sha256=00", "https://h/x.whl?X-Amz-Signature=****&X-Amz-Date=****#sha256=00")]
    [DataRow("https://h/x.whl?a=1&sig=abc&access_token=t", "https://h/x.whl?a=1&sig=****&access_token=****")]
    [DataRow("https://h/x.whl?a=1&b=two", "https://h/x.whl?a=1&b=two")]
    [DataRow("https://dl.h/f3Gz8xQ1bV7nKp2L/org/simple/", "https://dl.h/****/org/simple/")]
    [DataRow(
        "https://h/packages/ab/cd/0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab/x-1.0.whl",
        "https://h/packages/ab/cd/0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab/x-1.0.whl")]
    [DataRow("https://u:p@h/a https://v:q@h/b?token=c", "https://****@h/a https://****@h/b?token=****")]
    [DataRow("http://h:1/https://b:S@h/simple", "http://h:1/https://****@h/simple")]
    [DataRow("http://b:x@h:1/simple,http://b:S@h:x/simple", "http://****@h:1/simple,http://****@h:x/simple")]
    [DataRow("http://h/a;http://b:S@h/a http://c:S@h", "http://h/a;http://****@h/a http://****@h")]
    [DataRow("x @ http://h/x.whl?u=http://b:S@h/#sha256=00", "x @ http://h/x.whl?u=http://****@h/#sha256=00")]
    [DataRow("http://h/x.whl?token=http://b:S@h/&a=1", "http://h/x.whl?token=****&a=1")]
    [DataRow("http://h/https:%2F%2Fb:S@h/x.whl", "http://h/https:%2F%2F****@h/x.whl")]
    [DataRow("http://h/x?u=https%3a%2f%2fb%3AS%40h%2Fs&v=1", "http://h/x?u=https%3a%2f%2f****%40h%2Fs&v=1")]
    [DataRow("http://h/x?u=https%253A%252F%252Fb%253AS%2540h", "http://h/x?u=https%253A%252F%252F****%2540h")]
    [DataRow("http://h/x?u=https%3A%2F%2Fh%3Ftoken%3DS&v=1", "http://h/x?u=https%3A%2F%2Fh%3Ftoken%3D****&v=1")]
    [DataRow("https%3A//b:S@h/", "https%3A//****@h/")]
    [DataRow("https://u:80%2Fw@h/x", "https://****@h/x")]
    [DataRow("https://u:p://x@h/", "https://****@h/")]
    [DataRow("http://h/x?hdnts=exp=1~hmac=S&a=1", "http://h/x?hdnts=****&a=1")]
    [DataRow("http://h/x?t=exp=1~acl=/*~hmac=S#sha256=00", "http://h/x?t=****#sha256=00")]
    [DataRow("http://h/t=exp=1~hmac=S/x.whl", "http://h/t=****/x.whl")]
    [DataRow("http://h/x.whl;v=1;token=S/y?a=1", "http://h/x.whl;v=1;token=****/y?a=1")]
    [DataRow("http://h/x#access_token=S&a=b", "http://h/x#access_token=****&a=b")]
    [DataRow("http://h/x.whl#md5=0123456789abcdef0123456789abcdef", "http://h/x.whl#md5=0123456789abcdef0123456789abcdef")]
    [DataRow("http://h/a%20b/c%2Bd-1.0.whl?x=a%20b#egg=foo%40bar", "http://h/a%20b/c%2Bd-1.0.whl?x=a%20b#egg=foo%40bar")]
    [DataRow("http://h:80/git+https://h:81/r@v1", "http://h:80/git+https://h:81/r@v1")]
    [DataRow("x @ https://h/x.whl;python_version=='3.11'", "x @ https://h/x.whl;python_version=='3.11'")]
    [DataRow("100% of https://h/x", "100% of https://h/x")]
    [DataRow("//bob:s3cret@h/simple", "//****@h/simple")]
    [DataRow("`//bob:s3/cret@h/simple`", "`//****@h/simple`")]
    [DataRow("//bob:s3@cr@et@h/simple", "//****@h/simple")]
    [DataRow("https: //u:p@h/a.tar.gz@https://h/x", "https: //****@https://h/x")]
    [DataRow(@"no `\\bob:s3cret@h\x`", @"no `\\****@h\x`")]
    [DataRow(@"C:\users\bob:s3cret@h\x", @"C:\users\****@h\x")]
    [DataRow(@"C:\users\bob@home\x", @"C:\users\bob@home\x")]
    [DataRow("pkg @ http:bob:s3cret@h", "pkg @ http:****@h")]
    [DataRow("//server/share:x/made@home", "//server/share:x/made@home")]
    [DataRow("http:8080@h", "http:8080@h")]
    [DataRow("searched: /srv/bob:s3cret@h/simple; nothing", "searched: /srv/****@h/simple; nothing")]
    [DataRow("tests/test_a.py::test_b[c@d]", "tests/test_a.py::test_b[c@d]")]
    [DataRow("//git@h/o/r.git //h:80/x@y /a:b/c@d", "//git@h/o/r.git //h:80/x@y /a:b/c@d")]
    public void Credentials_of_URLs_are_masked(string text, string masked) => Assert.AreEqual(masked, Redaction.OfUrls(text));

    [TestMethod]
    public void No_finding_shows_a_credential_of_a_path()
    {
        Diagnostic finding = DiagnosticCatalog.RequirementsMissing.At(
            SourceSpan.None, "`/bob:s3cret@h/a.txt` does not exist", "declared `//bob:s3cret@h/a.txt`",
            "Write `https://${USER}:${TOKEN}@h/` or //bob:s3cret@h");

        Assert.AreEqual(
            "`/****@h/a.txt` does not exist. Declared `//****@h/a.txt`. Write `https://${USER}:${TOKEN}@h/` or //****@h.", finding.Message);
    }

    [TestMethod]
    [DataRow("user:pw@proxy:3128", "****@proxy:3128")]
    [DataRow("https://u:p w@h/simple/", "https://****@h/simple/")]
    [DataRow("https://u:p#w@h:x/simple/", "https://****@h:x/simple/")]
    [DataRow("https://a:b@c@h/", "https://****@h/")]
    [DataRow("host:443", "host:443")]
    [DataRow("https://h/?token=abc", "https://h/?token=****")]
    public void Before_the_last_at_sign_of_a_place_nothing_is_shown(string text, string shown) =>
        Assert.AreEqual(shown, Redaction.OfPlace(text));

    [TestMethod]
    [DataRow("at https://u:s3cret@h/f3Gz8xQ1bV7nKp2L?token=a, see", "at https://****@h/f3Gz8xQ1bV7nKp2L?token=a, see")]
    [DataRow("https://git@h/o/r and https://${U}:${P}@h", "https://git@h/o/r and https://${U}:${P}@h")]
    [DataRow("/bob:x@h and 100 %", "/bob:x@h and 100 %")]
    public void Of_what_a_program_says_passwords_alone_are_masked(string text, string shown) =>
        Assert.AreEqual(shown, Redaction.OfCredentials(text));

    [TestMethod]
    [DataRow("https://u:s'x@h", 1)]
    [DataRow("https://u:s/x@h", 1)]
    [DataRow("https://user@h", 0)]
    [DataRow("https://git@h/o/r", 0)]
    [DataRow("https://u:${P}@h", 0)]
    [DataRow("https://${U}:${P}@h", 0)]
    [DataRow("https://${TOKEN}@h", 0)]
    [DataRow("https://u:p@h https://v:q@h", 2)]
    [DataRow("https://h/,https://u:p@h", 1)]
    [DataRow("https://u:p@h/,https://v:q@h", 2)]
    [DataRow("https://h/x?u=https%3A%2F%2Fu:p%40h", 1)]
    [DataRow("https://u:p%40q@h", 1)]
    public void A_reference_to_a_variable_is_no_written_credential(string text, int credentials) =>
        Assert.AreEqual(credentials, Redaction.WrittenCredentials(text).Count());
}
