using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed partial class DocumentationTests
{
    private const int MostWords = 25;

    /// <summary>The pages of the site.</summary>
    private static IEnumerable<string> Documents => SiteFiles("content").Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [TestMethod]
    public void Every_link_inside_the_site_leads_somewhere()
    {
        HashSet<string> site = [.. SiteFiles("content"), .. SiteFiles("resource")];
        List<string> broken = [];
        int links = 0;
        foreach (string document in Documents)
        {
            foreach (
                string target in Targets(File.ReadAllText(document)).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                string[] parts = target.Split('#');
                string file = parts[0].Length == 0 ? document : Path.GetFullPath(parts[0], Path.GetDirectoryName(document)!);
                if (!site.Contains(file) || (parts.Length > 1 && !Anchors(File.ReadAllText(file)).Contains(parts[1])))
                    broken.Add($"{document}: {target}");
            }
        }

        Assert.IsGreaterThan(100, links);
        Assert.IsEmpty(broken, string.Join('\n', broken));
    }

    [TestMethod]
    public void Every_document_is_a_page_of_the_site_and_stands_in_its_contents()
    {
        string docs = Path.Combine(Repository.Root, "docs");
        string front = Path.Combine(docs, "site", "index.md");
        string[] documents =
        [
            .. Directory.GetFiles(Repository.Root, "*.md"),
            .. Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories).Where(document => document != front),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "README.md", SearchOption.AllDirectories),
        ];
        string[] contents =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "toc.yml")).Select(line => line.Split("href: "))
                .Where(parts => parts.Length == 2).Select(parts => Path.GetFullPath(parts[1], Repository.Root)).Distinct(),
        ];

        CollectionAssert.AreEquivalent(documents, Documents.ToArray());
        CollectionAssert.AreEquivalent(documents, contents);
        StringAssert.Contains(File.ReadAllText(front), "redirect_url: README.html");
    }

    [TestMethod]
    public void Every_name_of_ours_that_a_document_says_exists()
    {
        string build = Path.Combine(Repository.Root, "src", "PythonEnv.Tasks", "build");
        string known = string.Join(
            ' ', [.. Directory.GetFiles(build).Select(File.ReadAllText), .. DiagnosticCatalog.All.Keys, nameof(PythonEnvException)]);
        List<string> unknown = [];
        foreach (string document in Documents.Where(document => Path.GetFileName(document) is not "PYENV1006.md"))
        {
            foreach (Match name in NameOfOurs().Matches(File.ReadAllText(document)))
            {
                if (!Regex.IsMatch(known, $@"\b{name.Value}\b"))
                    unknown.Add($"{document}: {name.Value}");
            }
        }

        Assert.IsEmpty(unknown, string.Join('\n', unknown.Distinct()));
    }

    [TestMethod]
    public void Every_harness_stands_where_the_guide_for_contributors_says()
    {
        string table = File.ReadAllText(Path.Combine(Repository.Root, "CONTRIBUTING.md")).Split("## Which harness")[1].Split("\n\n")[1];
        (string Name, string Folder)[] harnesses =
        [
            .. from row in table.Split('\n')[2..]
               let cells = row.Split('|')
               from name in Quoted().Matches(cells[2]).Select(match => match.Groups[1].Value)
               select (name, Quoted().Match(cells[3]).Groups[1].Value),
        ];
        string[] missing =
        [
            .. from harness in harnesses
               let sources = Directory.GetFiles(Path.Combine(Repository.Root, harness.Folder), "*.cs").Select(File.ReadAllText)
               where !sources.Any(text => text.Contains($" class {harness.Name}", StringComparison.Ordinal))
               select harness.Name,
        ];

        Assert.IsGreaterThan(10, harnesses.Length);
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }

    [TestMethod]
    public void Every_sentence_can_be_read_at_once()
    {
        string source = Path.Combine(Repository.Root, "src");
        IEnumerable<(string Document, string Paragraph)> paragraphs = (
            from document in Documents
            where Path.GetFileName(document) is not "CHANGELOG.md"
            from paragraph in ParagraphsOf(File.ReadAllText(document))
            select (document, paragraph)).Concat(
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from paragraph in DocstringsOf(File.ReadAllText(file))
            select (file, paragraph));
        (string Document, string[] Words)[] sentences =
        [
            .. from part in paragraphs
               let document = part.Document
               let paragraph = part.Paragraph
               from sentence in SentenceEnd().Split(paragraph)
               select (document, sentence.Split(' ').Where(word => word.Any(char.IsLetterOrDigit)).ToArray()),
        ];
        string[] tooLong =
        [
            .. from sentence in sentences
               where sentence.Words.Length > MostWords
               select $"{sentence.Document}: {sentence.Words.Length} words: {string.Join(' ', sentence.Words)}",
        ];

        Assert.IsGreaterThan(3000, sentences.Length);
        Assert.IsEmpty(tooLong, string.Join('\n', tooLong));
    }

    [TestMethod]
    public void Every_piece_of_a_project_that_a_document_shows_is_XML()
    {
        int blocks = 0;
        foreach (string document in Documents)
        {
            foreach (Match block in XmlBlock().Matches(File.ReadAllText(document)))
            {
                blocks++;
                XElement.Parse($"<Project>{block.Groups[1].Value}</Project>");
            }
        }

        Assert.IsGreaterThan(20, blocks);
    }

    [GeneratedRegex(@"(?<![\w$.*])PythonEnv[A-Z]\w+|\bPYENV\d{4}\b")]
    private static partial Regex NameOfOurs();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"```xml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex XmlBlock();

    /// <summary>Prose without tables, headings and blocks of code; a piece of code counts as one word, and a link as its text.</summary>
    private static IEnumerable<string> ParagraphsOf(string markdown)
    {
        string prose = Apart().Replace(CodeBlock().Replace(markdown, "\n\n"), "\n\n");
        return Blank().Split(ItemMark().Replace(prose, "\n\n"))
            .Select(text => Quoted().Replace(Link().Replace(text, "$1"), "code").ReplaceLineEndings(" "));
    }

    private static IEnumerable<string> DocstringsOf(string code) =>
        from docstring in Docstring().Matches(code)
        let text = Reference().Replace(CodeElement().Replace(DocstringMark().Replace(docstring.Value, " "), " . "), "code")
        from part in Tag().Split(text)
        select Space().Replace(part, " ");

    [GeneratedRegex(@"(?:^[ \t]*///.*\r?\n)+", RegexOptions.Multiline)]
    private static partial Regex Docstring();

    [GeneratedRegex(@"^[ \t]*///", RegexOptions.Multiline)]
    private static partial Regex DocstringMark();

    [GeneratedRegex(@"<code>.*?</code>", RegexOptions.Singleline)]
    private static partial Regex CodeElement();

    [GeneratedRegex(@"<c>.*?</c>|<(?:see|paramref|typeparamref)\b[^>]*/>", RegexOptions.Singleline)]
    private static partial Regex Reference();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"```.*?```|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\s*[|#].*$", RegexOptions.Multiline)]
    private static partial Regex Apart();

    [GeneratedRegex(@"^\s*(?:[-*>]|\d+\.) ", RegexOptions.Multiline)]
    private static partial Regex ItemMark();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    // What stands after a colon or semicolon is read by itself.
    [GeneratedRegex(@"(?<=[.!?:;])\s+")]
    private static partial Regex SentenceEnd();

    /// <summary>The files that the site is made of, but for its front page.</summary>
    /// <param name="part">Pages (<c>content</c>), or what they lead to (<c>resource</c>).</param>
    private static IEnumerable<string> SiteFiles(string part)
    {
        string[] files =
        [
            .. Directory.GetFiles(Repository.Root),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "*", SearchOption.AllDirectories),
        ];
        using JsonDocument site = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docfx.json")));
        return
        [
            .. from groups in site.RootElement.GetProperty("build").GetProperty(part).EnumerateArray()
               where !groups.TryGetProperty("src", out _)
               from file in files
               where Matches(groups, "files", file) && !Matches(groups, "exclude", file)
               select file,
        ];

        static bool Matches(JsonElement group, string name, string file) =>
            group.TryGetProperty(name, out JsonElement patterns)
            && patterns.EnumerateArray().Any(pattern => Regex.IsMatch(
                Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'),
                $"^{Regex.Escape(pattern.GetString()!).Replace(@"\*\*/", "(?:.+/)?").Replace(@"\*", "[^/]*")}$"));
    }

    /// <summary>What a heading is called in an address.</summary>
    private static IEnumerable<string> Anchors(string markdown) => Heading().Matches(markdown).Select(
        heading => NoPartOfAnchor().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex("^#+ (.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoPartOfAnchor();

    // The address of `[text](address)`.
    private static IEnumerable<string> Targets(string markdown)
    {
        for (int at = markdown.IndexOf("](", StringComparison.Ordinal); at >= 0; at = markdown.IndexOf(
            "](", at + 2, StringComparison.Ordinal))
            yield return markdown[(at + 2)..markdown.IndexOf(')', at)];
    }
}
