using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PythonEnv.Cache;
using PythonEnv.Packaging.Records;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class RecordFileTests
{
    private const string Digest = "AVTFPZpEKzuHr7OvQZmhaU3LvwKz06AJw8mT_pNh2yI";

    private static readonly Comparer<RecordEntry> s_anyOrder =
        Comparer<RecordEntry>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void A_row_is_a_path_a_hash_and_a_size()
    {
        RecordFile record = Parse($"a.py,sha256={Digest},12\nfoo-1.0.dist-info/RECORD,,\n");
        Assert.IsEmpty(record.Problems);
        CollectionAssert.AreEqual(
            new RecordEntry[] { new("a.py", "sha256", Digest, 12), new("foo-1.0.dist-info/RECORD") },
            record.Entries.ToArray());
    }

    [TestMethod]
    public void Quotes_protect_commas_quotes_and_line_ends() =>
        Assert.AreEqual("a,\"b\"\n.py", Parse("\"a,\"\"b\"\"\n.py\",,\n").Entries.Single().Path);

    [TestMethod]
    [DataRow("a.py\n", RecordProblemKind.Columns)]
    [DataRow("\n", RecordProblemKind.Columns)]
    [DataRow("a.py,,,,\n", RecordProblemKind.Columns)]
    [DataRow(",,\n", RecordProblemKind.Path)]
    [DataRow("a.py,sha256:00,1\n", RecordProblemKind.Hash)]
    [DataRow("a.py,,1.0\n", RecordProblemKind.Size)]
    public void A_malformed_row_is_named(string row, RecordProblemKind kind)
    {
        RecordProblem problem = Parse("ok,,\n" + row).Problems.Single();
        Assert.AreEqual((kind, 1), (problem.Kind, problem.Row));
    }

    [TestMethod]
    public void Bytes_that_are_no_UTF8_are_named() =>
        Assert.AreEqual(RecordProblemKind.Encoding, RecordFile.Parse([0x61, 0xff, 0x2c, 0x2c]).Problems.Single().Kind);

    [TestMethod]
    [DataRow("sha256", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", 0L, true)]
    [DataRow("sha256", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", null, true)]
    [DataRow("sha256", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", 0L, false)]
    [DataRow("sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", 0L, false)]
    [DataRow("sha256", "", 0L, false)]
    [DataRow("sha256", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", 1L, false)]
    [DataRow(null, null, 0L, true)]
    [DataRow(null, null, null, true)]
    public void An_empty_file_matches_its_row(string? algorithm, string? digest, long? size, bool matches) =>
        Assert.AreEqual(matches, new RecordEntry("a", algorithm, digest, size).Matches([]));

    [TestMethod]
    public void What_is_recorded_of_a_content_matches_it()
    {
        byte[] content = Encoding.UTF8.GetBytes("print(1)\n");
        RecordEntry entry = RecordEntry.Sha256("a.py", System.Security.Cryptography.SHA256.HashData(content), content.Length);
        Assert.IsTrue(entry.Matches(content));
        content[0] ^= 1;
        Assert.IsFalse(entry.Matches(content));
    }

    [TestMethod]
    public void An_unknown_algorithm_is_said_to_be_unknown()
    {
        RecordEntry entry = new("a", "blake9", "00");
        Assert.IsFalse(entry.HasKnownAlgorithm);
        Assert.ThrowsExactly<NotSupportedException>(() => entry.Matches([]));
    }

    [TestMethod]
    public void What_is_written_is_read_again() => Prop.ForAll(
        Entries().ToArbitrary(),
        entries =>
        {
            RecordFile record = RecordFile.Parse(InstalledRecord.ToBytes(entries));
            return record.Problems.IsEmpty && record.Entries.Order(s_anyOrder).SequenceEqual(entries.Order(s_anyOrder));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Rows_are_those_of_Pythons_csv_module()
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        string[] pieces = ["a.py", "\"", "\"\"", ",", ",", "\n", "\r\n", "sha256=x", "é", " ", "'", "\\", ";"];
        string[] texts = [.. Enumerable.Range(0, 2_000).Select(_ => string.Concat(seed.Random.GetItems(pieces, seed.Random.Next(14))))];
        string[][][] expected = PythonOracle.Required.Ask<string[], string[][][]>(
            "import csv, io\nanswer = [list(csv.reader(io.StringIO(text, newline=''))) for text in question]", texts);
        for (int i = 0; i < texts.Length; i++)
            Assert.AreEqual(Show(expected[i]), Show(Rows(texts[i])), texts[i]);

        static string Show(IEnumerable<string[]> rows) => System.Text.Json.JsonSerializer.Serialize(rows);
    }

    [TestMethod]
    public void No_bytes_upset_the_reader()
    {
        byte[][] seeds =
        [
            .. new[] { $"a.py,sha256={Digest},12\nfoo-1.0.dist-info/RECORD,,\n", "\"a,\"\"b\",md5=x,-1\r\n" }.Select(Encoding.UTF8.GetBytes)
        ];
        byte[][] alphabet =
        [
            .. new[] { ",", "\"", "\r\n", "=", "sha256=", "999999999999999999999", "../", "\\" }.Select(Encoding.UTF8.GetBytes)
        ];
        Fuzz.Bytes(TestSeed.Fresh(TestContext), seeds, alphabet, bytes =>
        {
            foreach (
                RecordEntry entry in RecordFile.Parse(bytes).Entries.Where(entry => entry.Algorithm is null || entry.HasKnownAlgorithm))
                entry.Matches([]);
        });
    }

    private static RecordFile Parse(string text) => RecordFile.Parse(Encoding.UTF8.GetBytes(text));

    private static List<string[]> Rows(string text)
    {
        var rows = new List<string[]>();
        string[] fields = new string[32];
        var reader = new CsvReader(Encoding.UTF8.GetBytes(text));
        for (int count; (count = reader.Read(fields)) >= 0;)
            rows.Add(fields[..count]);
        return rows;
    }

    private static Gen<RecordEntry[]> Entries()
    {
        Gen<string> path = Gen.NonEmptyListOf(Gen.Elements("a", "b/", ",", "\"", "\n", "\r", " ", "é", "../", "\U0001F40D"))
            .Select(string.Concat);
        Gen<long?> size = Gen.OneOf(Gen.Constant((long?)null), Gen.Choose(0, int.MaxValue).Select(number => (long?)number));
        return (from name in path
                from bytes in size
                from hashed in Gen.Elements(true, false)
                select new RecordEntry(name, hashed ? "sha256" : null, hashed ? Digest : null, bytes)).ArrayOf();
    }
}
