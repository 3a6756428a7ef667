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
    [DataRow("git@github.com:o/r.git", "git@github.com:o/r.git")]
    [DataRow("https://:@h", "https://:@h")]
    [DataRow("pkg @ https://bob:s'ecret@h/x.whl", "pkg @ https://****@h/x.whl")]
    [DataRow("https://bob:s\"ecret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:s/ec?ret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:my secret@h/x.whl", "https://****@h/x.whl")]
    [DataRow("https://bob:s#ecret@h/x.whl", "https://****@h/x.whl")]
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
    public void Credentials_of_URLs_are_masked(string text, string masked) => Assert.AreEqual(masked, Redaction.OfUrls(text));

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
    [DataRow("https://u:s'x@h", 1)]
    [DataRow("https://u:s/x@h", 1)]
    [DataRow("https://user@h", 0)]
    [DataRow("https://git@h/o/r", 0)]
    [DataRow("https://u:${P}@h", 0)]
    [DataRow("https://${U}:${P}@h", 0)]
    [DataRow("https://${TOKEN}@h", 0)]
    [DataRow("https://u:p@h https://v:q@h", 2)]
    public void A_reference_to_a_variable_is_no_written_credential(string text, int credentials) =>
        Assert.AreEqual(credentials, Redaction.WrittenCredentials(text).Count());
}
