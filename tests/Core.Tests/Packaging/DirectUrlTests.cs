using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class DirectUrlTests
{
    private static readonly DirectUrl[] s_samples =
    [
        new() { Url = "https://example.org/foo-1.0.whl", Origin = new DirectUrlOrigin.Archive([new("sha256", "00ff")]) },
        new() { Url = "file:///srv/ünï%20x/foo.zip", Subdirectory = "a\\\"b", Origin = new DirectUrlOrigin.Archive([]) },
        new() { Url = "file:///home/me/foo", Origin = new DirectUrlOrigin.Directory(IsEditable: true) },
        new() { Url = "file:///home/me/foo", Origin = new DirectUrlOrigin.Directory(IsEditable: false) },
        new() { Url = "https://example.org/foo.git", Subdirectory = "src", Origin = new DirectUrlOrigin.Vcs("git", "0123abcd", "main") },
        new() { Url = "https://example.org/foo.git", Origin = new DirectUrlOrigin.Vcs("hg", "0123abcd") },
    ];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void The_file_is_the_one_that_pip_writes()
    {
        string[] ours = [.. s_samples.Select(sample => Encoding.ASCII.GetString(sample.ToBytes()))];
        string[] theirs = PythonOracle.Required.Ask<string[], string[]>(
            "from pip._internal.models.direct_url import DirectUrl\nanswer = [DirectUrl.from_json(text).to_json() for text in question]",
            ours);
        CollectionAssert.AreEqual(theirs, ours);
    }

    [TestMethod]
    public void What_is_written_is_read_again()
    {
        foreach (DirectUrl sample in s_samples)
        {
            Assert.IsTrue(DirectUrl.TryParse(sample.ToBytes(), out DirectUrl? read, out ParseError? error), error?.Message);
            CollectionAssert.AreEqual(sample.ToBytes(), read.ToBytes());
        }
    }

    [TestMethod]
    public void The_hash_of_older_writers_is_read()
    {
        Assert.IsTrue(DirectUrl.TryParse("""{"url": "u", "archive_info": {"hash": "sha256=00"}}"""u8, out DirectUrl? read, out _));
        Assert.AreEqual(new FileHash("sha256", "00"), ((DirectUrlOrigin.Archive)read.Origin).Hashes.Single());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("[]")]
    [DataRow("{")]
    [DataRow("""{"archive_info": {}}""")]
    [DataRow("""{"url": "u"}""")]
    [DataRow("""{"url": 1, "dir_info": {}}""")]
    [DataRow("""{"url": "u", "dir_info": []}""")]
    [DataRow("""{"url": "u", "dir_info": {}, "archive_info": {}}""")]
    [DataRow("""{"url": "u", "dir_info": {"editable": "yes"}}""")]
    [DataRow("""{"url": "u", "vcs_info": {"vcs": "git"}}""")]
    [DataRow("""{"url": "u", "archive_info": {"hash": "sha256"}}""")]
    public void What_the_specification_forbids_is_refused(string text)
    {
        Assert.IsFalse(DirectUrl.TryParse(Encoding.UTF8.GetBytes(text), out _, out ParseError? error));
        Assert.AreNotEqual("", error.Message);
    }

    [TestMethod]
    public void No_bytes_upset_the_reader() => Fuzz.Bytes(
        TestSeed.Fresh(TestContext),
        [.. s_samples.Select(sample => sample.ToBytes())],
        [.. new[] { "{", "}", "\"", "[]", "null", "1", ",", ":", "\\ud800" }.Select(Encoding.UTF8.GetBytes)],
        bytes => Assert.IsTrue(
            DirectUrl.TryParse(bytes, out DirectUrl? read, out ParseError? error) ? read.ToBytes().Length > 0 : error.Message.Length > 0));
}
