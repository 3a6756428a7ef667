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
    public void Credentials_of_URLs_are_masked(string text, string masked) => Assert.AreEqual(masked, Redaction.OfUrls(text));

    [TestMethod]
    [DataRow("https://u:${P}@h", 0)]
    [DataRow("https://${U}:${P}@h", 0)]
    [DataRow("https://${TOKEN}@h", 0)]
    [DataRow("https://u:p@h https://v:q@h", 2)]
    public void A_reference_to_a_variable_is_no_written_credential(string text, int credentials) =>
        Assert.AreEqual(credentials, Redaction.WrittenCredentials(text).Count());
}
