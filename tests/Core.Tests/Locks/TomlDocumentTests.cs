using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class TomlDocumentTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Every_value_knows_its_line_and_column()
    {
        TomlTable root = Parse("a = 1\n[b]\n  c.d = [ 'x',\r\n 'y' ] # end\n'ü' = 'é🐍'\n");

        Assert.AreEqual(new SourceSpan("f", 1, 5, 1), root["a"]!.Span);
        var b = (TomlTable)root["b"]!;
        Assert.AreEqual(new SourceSpan("f", 2, 1, 3), b.Span);
        TomlMember d = ((TomlTable)b["c"]!).Find("d")!;
        Assert.AreEqual(new SourceSpan("f", 3, 5, 1), d.KeySpan);
        Assert.AreEqual(new SourceSpan("f", 3, 9, 14), d.Value.Span);
        Assert.AreEqual(new SourceSpan("f", 4, 2, 3), ((TomlArray)d.Value).Items[1].Span);
        // In UTF-16 units, as an editor counts them.
        TomlMember last = b.Find("ü")!;
        Assert.AreEqual(new SourceSpan("f", 5, 1, 3), last.KeySpan);
        Assert.AreEqual(new SourceSpan("f", 5, 7, 5), last.Value.Span);
    }

    [TestMethod]
    [DataRow("a = 1\nb = = 2\n", 2, 5, "expected a value")]
    [DataRow("a = 1\n\n a = 2", 3, 2, "`a` is defined twice")]
    [DataRow("[t]\n[t]\n", 2, 2, "the table `t` is defined twice")]
    [DataRow("a = 'x\n", 1, 7, "the string is not closed")]
    [DataRow("a = \"\\q\"", 1, 6, "not an escape sequence of TOML")]
    [DataRow("a = \"\\u061\0\"", 1, 6, "not a Unicode character")]
    [DataRow("a = \"b\\u0000\"", 1, 7, "U+0000 has no place in a declaration")]
    [DataRow("a = [1 2]", 1, 8, "expected `,` or `]` in an array")]
    [DataRow("a = 1 b = 2", 1, 7, "expected the end of the line")]
    [DataRow("a = 'é🐍' b", 1, 11, "expected the end of the line")]
    [DataRow("ü = 1", 1, 1, "expected a key")]
    [DataRow("\uFEFFa = 1", 1, 1, "the file starts with a byte-order mark, which TOML does not allow")]
    public void An_error_says_what_and_where(string text, int line, int column, string message)
    {
        Assert.IsFalse(TomlDocument.TryParse(text, "f", out _, out TomlError? error));
        Assert.AreEqual(message, error.Message);
        Assert.AreEqual((line, column), (error.Where.Line, error.Where.Column));
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF8_are_an_error_at_their_place()
    {
        byte[] bytes = [.. "a = 1\nb = '"u8, 0xff, .. "'"u8];

        Assert.IsFalse(TomlDocument.TryParse(bytes, "f", out _, out TomlError? error));
        Assert.AreEqual(new SourceSpan("f", 2, 6), error.Where);
    }

    [TestMethod]
    [DataRow("[")]
    [DataRow("{a=")]
    [DataRow("[{a=")]
    public void Nesting_without_end_is_an_error_and_no_crash(string opening)
    {
        string text = "a = " + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.IsFalse(TomlDocument.TryParse(text, "f", out _, out TomlError? error));
        Assert.AreEqual("nested too deeply", error.Message);
    }

    [TestMethod]
    public void A_key_without_end_is_an_error_and_no_crash()
    {
        string text = string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1";

        Assert.IsFalse(TomlDocument.TryParse(text, "f", out _, out TomlError? error));
        Assert.AreEqual("nested too deeply", error.Message);
    }

    [TestMethod]
    public void No_bytes_make_the_reader_throw()
    {
        var seed = TestSeed.Fresh(TestContext);
        byte[][] documents = [.. TomlSamples.Documents(seed.Random, 200).Select(Encoding.UTF8.GetBytes)];
        byte[][] alphabet =
        [
            .. new[] { "[", "]", "{", "}", "\"", "\"\"\"", "'", "\\", "=", ".", "#", "_", "e", "T", ":" }.Select(Encoding.UTF8.GetBytes)
        ];
        Fuzz.Bytes(seed, documents, alphabet, bytes =>
        {
            bool valid = TomlDocument.TryParse(bytes, "f", out TomlTable? root, out TomlError? error);
            Assert.AreEqual(valid, root is not null);
            Assert.AreEqual(valid, error is null);
        });
    }

    private static TomlTable Parse(string text)
    {
        Assert.IsTrue(TomlDocument.TryParse(text, "f", out TomlTable? root, out TomlError? error), error?.ToString());
        return root;
    }
}
