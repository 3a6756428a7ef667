using System.Text;
using System.Text.Json;
using PythonEnv.Conformance.Metadata;
using PythonEnv.Packaging.Metadata;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class CoreMetadataTests
{
    private const string Minimal = "Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void The_first_header_of_a_name_counts()
    {
        CoreMetadata metadata = Read(
            "name: foo\nNAME: bar\nRequires-Dist: a>=1\nrequires-dist: b\nProvides-Extra: x\nRequires-Python: >=3.8\n");
        Assert.AreEqual("foo", metadata.Name);
        Assert.IsNull(metadata.Version);
        Assert.AreEqual(">=3.8", metadata.RequiresPython);
        CollectionAssert.AreEqual(new[] { "a>=1", "b" }, metadata.RequiresDist.ToArray());
        CollectionAssert.AreEqual(new[] { "x" }, metadata.ProvidesExtra.ToArray());
    }

    [TestMethod]
    public void What_follows_the_first_empty_line_is_the_body() =>
        Assert.AreEqual("Requires-Dist: no header\n", Parse(Minimal + "\nRequires-Dist: no header\n").BodyText);

    [TestMethod]
    public void A_line_without_a_colon_ends_the_headers()
    {
        MetadataFile metadata = Parse("Name: foo\nthis is no header\nVersion: 1.0\n");
        Assert.IsNull(metadata.Core.Version);
        Assert.AreEqual("this is no header\nVersion: 1.0\n", metadata.BodyText);
    }

    [TestMethod]
    public void A_byte_order_mark_hides_every_header() => Assert.IsNull(Read("\ufeff" + Minimal).Name);

    [TestMethod]
    [DataRow("Name: foo \nVersion: 1.0\n", "foo ")]
    [DataRow("Name:\tfoo\r\nVersion: 1.0\r\n", "foo")]
    [DataRow("Name: foo\n bar\n\tbaz\nVersion: 1.0\n", "foo\n bar\n\tbaz")]
    [DataRow("Name:\nVersion: 1.0\n", "")]
    [DataRow("Name: foo", "foo")]
    [DataRow(" lost\nName: foo", "foo")]
    public void Only_the_blanks_before_a_value_are_dropped(string text, string name) => Assert.AreEqual(name, Read(text).Name);

    [TestMethod]
    public void Bytes_that_are_no_UTF8_are_kept_and_marked()
    {
        MetadataFile metadata = MetadataFile.Parse(Encoding.Latin1.GetBytes("Author: Jörg\n\nJörg\n"));
        Assert.AreEqual(new MetadataHeader("Author", "Jörg", IsUtf8: false), metadata.Core.Headers.Single());
        Assert.IsFalse(metadata.IsBodyUtf8);
        CollectionAssert.AreEqual(new[] { "author", "description" }, RawMetadata.Of(metadata).Unparsed.Keys.ToArray());
    }

    [TestMethod]
    [DataRow("", "")]
    [DataRow("Name: bar\n", "name")]
    [DataRow("Color: red\n", "color")]
    [DataRow("License-Expression: MIT\n", "license-expression")]
    [DataRow("Requires-Dist: bar (1.0)\n", "requires-dist")]
    [DataRow("Requires-Python: >=3.8;\n", "requires-python")]
    [DataRow("Summary: one\n two\n", "summary")]
    [DataRow("Provides-Extra: -x\n", "provides-extra")]
    [DataRow("Description: a\n\nb\n", "description")]
    [DataRow("Project-URL: A, b\nProject-URL: A, c\n", "project-url")]
    [DataRow("Description-Content-Type: text/html\n", "description-content-type")]
    [DataRow("Description-Content-Type: text/markdown; charset=UTF-8; variant=\"GFM\"\n", "")]
    public void What_the_specification_forbids_is_named(string more, string field) =>
        Assert.AreEqual(field, string.Join(' ', Problems(Minimal + more)));

    [TestMethod]
    [DataRow("License-Expression: MIT AND (Apache-2.0 WITH LLVM-exception OR LicenseRef-x)\n", "")]
    [DataRow("License-Expression: MIT OR\n", "license-expression")]
    [DataRow("License-Expression: (MIT\n", "license-expression")]
    [DataRow("License-File: licenses/MIT.txt\n", "")]
    [DataRow("License-File: ../MIT.txt\n", "license-file")]
    [DataRow("License-File: C:\\MIT.txt\n", "license-file")]
    [DataRow("Import-Name: a.b ; private\nImport-Namespace: c\n", "")]
    [DataRow("Import-Name:\n", "")]
    [DataRow("Import-Name: class\n", "import-name")]
    [DataRow("Import-Name: a; public\n", "import-name")]
    [DataRow("Dynamic: Requires-Dist\n", "")]
    [DataRow("Dynamic: Name\n", "dynamic")]
    public void The_newer_fields_have_their_rules(string more, string field) =>
        Assert.AreEqual(field, string.Join(' ', Problems(Minimal.Replace("2.1", "2.6", StringComparison.Ordinal) + more)));

    [TestMethod]
    public void A_file_without_headers_lacks_the_required_ones() =>
        CollectionAssert.AreEqual(new[] { "metadata-version", "name", "version" }, Problems(""));

    [TestMethod]
    public void Headers_and_body_are_those_of_Pythons_email_parser()
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        string[] pieces =
        [
            "Name", "Version:", ": ", ":", " ", "\t", "\n", "\n", "\n", "\r\n", "\r", "foo", "é", "1.0", "\n \n", "\n\n", "\v", "\0", "-"
        ];
        string[] texts = [.. Enumerable.Range(0, 2_000).Select(_ => string.Concat(seed.Random.GetItems(pieces, seed.Random.Next(30))))];
        string[][][] expected = PythonOracle.Required.Ask<string[], string[][][]>(
            """
            import email
            def read(text):
                message = email.message_from_string(text)
                return [[k, v] for k, v in message.raw_items()] + [[message.get_payload()]]
            answer = [read(text) for text in question]
            """,
            texts);
        for (int i = 0; i < texts.Length; i++)
        {
            MetadataFile metadata = Parse(texts[i]);
            IEnumerable<string[]> actual = metadata.Core.Headers
                .Select(header => new[] { header.Name, header.Value })
                .Append([metadata.BodyText]);
            Assert.AreEqual(JsonSerializer.Serialize(expected[i]), JsonSerializer.Serialize(actual), JsonSerializer.Serialize(texts[i]));
        }
    }

    [TestMethod]
    public void No_bytes_upset_the_readers()
    {
        byte[][] seeds =
        [
            .. new[]
            {
                Minimal + "Requires-Dist: a (>=1); extra == 'x'\nProvides-Extra: x\n\nbody\n",
                "Project-URL: A, b\nKeywords: a,b\nDescription: x\n |y\n"
            }
                .Select(Encoding.UTF8.GetBytes),
        ];
        byte[][] alphabet =
        [
            .. new[]
            {
                ":", "\n ", "\r\n", "From ", "\n\n", "License-Expression: (MIT", "Description-Content-Type: text/plain; a=\"",
                "Import-Name:", "Dynamic: x", ";", ","
            }
                .Select(Encoding.UTF8.GetBytes),
        ];
        Fuzz.Bytes(
            TestSeed.Fresh(TestContext), seeds, alphabet, bytes => MetadataValidator.Validate(RawMetadata.Of(MetadataFile.Parse(bytes))));
    }

    private static CoreMetadata Read(string text) => Parse(text).Core;

    private static MetadataFile Parse(string text) => MetadataFile.Parse(Encoding.UTF8.GetBytes(text));

    private static string[] Problems(string text) =>
        [.. MetadataValidator.Validate(RawMetadata.Of(Parse(text))).Select(problem => problem.Field)];
}
