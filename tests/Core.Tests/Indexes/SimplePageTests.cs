using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Pages;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class SimplePageTests
{
    private const string Json = "application/vnd.pypi.simple.v1+json";

    private const string Url = "https://example.com/simple/foo/";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void A_file_of_a_JSON_page_has_all_that_the_page_says()
    {
        SimplePage page = Parse(
            """
            {"meta": {"api-version": "1.1"}, "name": "foo", "files": [{
              "filename": "foo-1.0-py3-none-any.whl", "url": "../../f/foo-1.0-py3-none-any.whl", "hashes": {"sha256": "ab", "md5": "cd"},
              "requires-python": ">=3.8", "yanked": "broken", "core-metadata": {"sha256": "ef"}, "size": 1234, "upload-time": "2025-01-02T03:04:05.678Z"}]}
            """,
            Json);

        Assert.AreEqual("1.1", page.ApiVersion);
        IndexFile file = page.Files.Single();
        Assert.AreEqual("https://example.com/f/foo-1.0-py3-none-any.whl", file.Url);
        Assert.AreEqual("sha256:ab md5:cd", string.Join(' ', file.Hashes));
        Assert.AreEqual(">=3.8", file.RequiresPython);
        Assert.AreEqual("broken", file.YankedReason);
        Assert.AreEqual(
            "https://example.com/f/foo-1.0-py3-none-any.whl.metadata sha256:ef",
            $"{file.MetadataUrl} {string.Join(' ', file.MetadataHashes)}");
        Assert.AreEqual(1234, file.Size);
        Assert.AreEqual(new DateTimeOffset(2025, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), file.UploadTime);
    }

    [TestMethod]
    [DataRow("1.0", true)]
    [DataRow("1.99", true)]
    [DataRow("2.0", false)]
    [DataRow("nonsense", false)]
    public void Only_major_version_1_is_to_be_relied_on(string version, bool supported)
    {
        Assert.AreEqual(supported, Parse($$"""{"meta": {"api-version": "{{version}}"}, "files": []}""", Json).IsSupported);
        Assert.AreEqual(supported, Parse($"<meta name='pypi:repository-version' content='{version}'>", "text/html").IsSupported);
    }

    [TestMethod]
    public void A_page_without_a_version_is_of_the_first() => Assert.IsTrue(Parse("<a href=x>x</a>", "text/html").IsSupported);

    [TestMethod]
    [DataRow("[]", Json)]
    [DataRow("{\"files\": {}}", Json)]
    [DataRow("<html>", Json)]
    [DataRow("x", "text/html; charset=klingon")]
    public void What_is_no_page_is_an_error(string body, string contentType)
    {
        Assert.IsFalse(SimplePage.TryParse(Encoding.UTF8.GetBytes(body), contentType, Url, out _, out ParseError? error));
        Assert.AreNotEqual("", error.Message);
    }

    [TestMethod]
    [DataRow("text/html; charset=")]
    [DataRow("text/html; charset=\"\"")]
    [DataRow("text/html; charset")]
    public void An_encoding_without_a_name_is_none(string contentType) =>
        Assert.HasCount(1, Parse("<a href=x-1.0.tar.gz>x</a>", contentType).Files);

    [TestMethod]
    public void Bytes_that_are_not_in_the_declared_encoding_are_an_error()
    {
        Assert.IsFalse(SimplePage.TryParse(new byte[] { (byte)'a', 0xff }, "text/html", Url, out _, out _));
        Assert.IsTrue(SimplePage.TryParse(new byte[] { (byte)'a', 0xff }, "text/html; charset=latin-1", Url, out _, out _));
    }

    [TestMethod]
    public void No_bytes_make_the_reader_throw()
    {
        var seed = TestSeed.Fresh(TestContext);
        string[] pages =
        [
            "<!DOCTYPE html><html><head><base href='../x/'><meta name=\"pypi:repository-version\" content=\"1.0\"></head><body><!-- c --><script>x</script>"
                + "<a href=\"foo-1.0.tar.gz#sha256=ab\" data-requires-python=\"&gt;=3\" data-yanked data-core-metadata='sha256=ab'>x</a></body></html>",
            """{"meta": {"api-version": "1.0"}, "files": [{"url": "foo-1.0.tar.gz", "hashes": {"sha256": "x"}, "yanked": false, "size": 1, "upload-time": "2025-01-01T00:00:00Z"}]}""",
        ];
        byte[][] alphabet =
        [
            .. new[]
            {
                "<", ">", "\"", "'", "&", "&#x", "&lt", ";", "=", "/", "<!--", "-->", "<a ", " href", "#", "?", "%", "://", "..", "{", "}",
                "[", "]", "null"
            }.Select(Encoding.UTF8.GetBytes)
        ];
        Fuzz.Bytes(seed, [.. pages.Select(Encoding.UTF8.GetBytes)], alphabet, bytes =>
        {
            foreach (string contentType in (string[])["text/html", Json])
            {
                bool read = SimplePage.TryParse(bytes, contentType, Url, out SimplePage? page, out ParseError? error);
                Assert.AreEqual(read, page is not null && error is null);
                foreach (IndexFile file in page?.Files ?? [])
                    Assert.AreNotEqual("", file.MetadataUrl);
            }
        });
    }

    private static SimplePage Parse(string body, string contentType)
    {
        Assert.IsTrue(
            SimplePage.TryParse(Encoding.UTF8.GetBytes(body), contentType, Url, out SimplePage? page, out ParseError? error),
            error?.Message);
        return page;
    }
}
