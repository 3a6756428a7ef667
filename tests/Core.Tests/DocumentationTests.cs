using System.Text.RegularExpressions;
using System.Xml.Linq;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed partial class DocumentationTests
{
    private const int MostWords = 25;

    private static IEnumerable<string> Documents =>
        Directory.GetFiles(Repository.Root, "*.md").Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));

    [TestMethod]
    public void Every_link_inside_the_repository_leads_somewhere()
    {
        List<string> broken = [];
        int links = 0;
        foreach (string document in Documents)
        {
            foreach (
                string target in Targets(File.ReadAllText(document)).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                if (!Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)))
                    broken.Add($"{document}: {target}");
            }
        }

        Assert.IsGreaterThan(0, links);
        Assert.IsEmpty(broken, string.Join('\n', broken));
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

    // The address of `[text](address)`, without a heading's name.
    private static IEnumerable<string> Targets(string markdown)
    {
        for (int at = markdown.IndexOf("](", StringComparison.Ordinal); at >= 0; at = markdown.IndexOf(
            "](", at + 2, StringComparison.Ordinal))
            yield return markdown[(at + 2)..markdown.IndexOf(')', at)].Split('#')[0];
    }
}
