using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Pages;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

/// <summary>The same links as pip takes from pages of HTML, whatever their quotes, blanks, references and relative URLs.</summary>
[TestClass]
internal sealed class PipPageDifferentialTests
{
    private const string Url = "https://example.com/simple/foo/";

    private const string Script =
        """
        from pip._internal.index.collector import IndexContent, parse_links
        def links(body):
            page = IndexContent(body.encode(), "text/html", None, "https://example.com/simple/foo/", cache_link_parsing=False)
            return [[l.url, l.filename, l.requires_python, l.yanked_reason, dict(l._hashes),
                     l.metadata_file_data is not None, dict(l.metadata_file_data.hashes or {}) if l.metadata_file_data else {}] for l in parse_links(page)]
        answer = [links(body) for body in question]
        """;

    private static readonly string[] s_references =
    [
        "foo-1.0.tar.gz", "../foo/foo-1.0-py3-none-any.whl", "/f/foo-1.0.zip", "https://f.example.com/a/foo-1.0%2Bcpu-py3-none-any.whl",
        "//h.example.com/foo-1.tgz",
        "?x=1", "./a/./b/../foo-1.tar.gz", "../../../../foo-1.zip", "foo bar-1.0.tar.gz", "foo-1.0.tar.gz?a=b&amp;c=d", "föö-1.0.zip",
        "HTTPS://F.example.com/foo-1.zip",
        "a//b/foo-1.zip", "%66oo-1.0.zip", "foo@bar-1.0.zip", "foo%2fbar-1.0.zip", "foo%40bar-1.zip",
    ];

    private static readonly string[] s_fragments =
    [
        "", "", "#sha256=abc", "#md5=1&amp;sha256=2", "#egg=foo-1.0", "#egg=foo&sha512=3", "#subdirectory=x", "#SHA256=1", "#"
    ];

    private static readonly string[] s_values =
        ["&gt;=3.8", ">=3.8,<4", "", "a &amp; b", "true", "false", "sha256=abc", "nope=1", "&lt;3", "&#60;3", "&#x3e;=3", "&quot;", "&nbsp", "&copy;", "&unknown;", "&amp;gt;", "é", "&eacute;"];

    private static readonly string[] s_names =
    [
        "data-requires-python", "data-yanked", "data-core-metadata", "data-dist-info-metadata", "DATA-YANKED", "rel"
    ];

    private static readonly string[] s_noise =
        ["<br/>", "<br>", "text & text\n", "<!-- <a href='no'> -->", "<h1>Links</h1>", "<script>'<a href=\"no\">'</script>", "<p class=x>", "a < b ", "<style>a{}</style>", "<!DOCTYPE html>", "</p>", "&lt;a href='no'&gt;"];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Links_are_those_of_pip()
    {
        var seed = TestSeed.Fresh(TestContext);
        string[] pages = [.. Enumerable.Range(0, 2_000).Select(_ => Page(seed.Random))];
        JsonArray expected = PythonOracle.Required.Ask<string[], JsonArray>(Script, pages);

        for (int i = 0; i < pages.Length; i++)
        {
            Assert.IsTrue(
                SimplePage.TryParse(Encoding.UTF8.GetBytes(pages[i]), "text/html", Url, out SimplePage? page, out ParseError? error),
                error?.Message);
            JsonNode actual = JsonSerializer.SerializeToNode(page.Files.Select(Link))!;
            Assert.IsTrue(
                JsonNode.DeepEquals(expected[i], actual),
                $"{seed}: {pages[i]}\npip:  {expected[i]!.ToJsonString()}\nours: {actual.ToJsonString()}");
        }
    }

    private static object?[] Link(IndexFile file) =>
    [
        file.Url, file.FileName, file.RequiresPython, file.YankedReason,
        file.Hashes.ToDictionary(hash => hash.Algorithm, hash => hash.Digest),
        file.HasMetadata, file.MetadataHashes.ToDictionary(hash => hash.Algorithm, hash => hash.Digest),
    ];

    private static string Page(Random random)
    {
        var page = new StringBuilder(random.Next(6) == 0 ? "<base href='https://b.example.com/c/d'>" : "");
        for (int i = random.Next(1, 5); i > 0; i--)
            page.Append(random.Next(3) == 0 ? Pick(random, s_noise) : Anchor(random));
        return page.ToString();
    }

    private static string Anchor(Random random)
    {
        var tag = new StringBuilder(random.Next(4) == 0 ? "<A" : "<a");
        Append("href", Pick(random, s_references) + Pick(random, s_fragments));
        for (int i = random.Next(3); i > 0; i--)
            Append(Pick(random, s_names), random.Next(5) == 0 ? null : Pick(random, s_values));
        if (random.Next(5) == 0)
            Append("href", Pick(random, s_references));
        return tag.Append(Pick(random, ">", " >", "/>", "\n>")).Append("x</a>").ToString();

        void Append(string name, string? value)
        {
            string equals = Pick(random, "=", "=", " = ", "=\n");
            tag.Append(Pick(random, " ", "\n", "  "))
                .Append(name)
                .Append(value is null ? "" : Pick(random, $"{equals}\"{value}\"", $"{equals}'{value}'"));
        }
    }

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
