using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Interpreters;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class ReceiptFileTests
{
    private static readonly Gen<string> s_texts = ArbMap.Default
        .GeneratorFor<string>()
        .Select(text => text ?? "")
        .Where(text => !text.Any(char.IsSurrogate));

    private static readonly Gen<Receipt> s_receipts =
        from texts in s_texts.ArrayOf(24)
        from numbers in Gen.Choose(0, 100_000).ArrayOf(3)
        from flags in ArbMap.Default.GeneratorFor<bool>().ArrayOf(6)
        from count in Gen.Choose(0, 3)
        let span = new SourceSpan(texts[0], numbers[0], numbers[1], numbers[2])
        select new Receipt
        {
            Engine = texts[1],
            Declaration = texts[2],
            Location = texts[3],
            Verified = texts[2],
            Interpreter = new(texts[4], texts[5], texts[6], texts[7], texts[8], flags[0])
            {
                Ways = [.. Enumerable.Range(0, count).Select(_ => new InterpreterWay(texts[0], texts[10], texts[12]))],
            },
            Configuration = texts[9],
            IsCompiled = flags[1],
            MayBeLinked = flags[2],
            Files = [.. Enumerable.Range(0, count).Select(_ => new WatchedFile(texts[10], texts[11].Length == 0 ? null : texts[11]))],
            Variables =
            [
                .. Enumerable.Range(0, count).Select(_ => new WatchedVariable(texts[12], texts[13].Length == 0 ? null : texts[13]))
            ],
            Packages = [.. Enumerable.Range(0, count).Select(_ => new ReceiptPackage
            {
                Name = texts[14], Version = texts[15], MetadataDirectory = texts[16], Sha256 = texts[17], Source = texts[18],
                FileName = texts[19],
                RecordSha256 = texts[20], License = texts[21], DeclaredAt = span, IsDirect = flags[2], IsUrl = flags[3],
                IsSystem = flags[4],
                Extras = flags[5] ? ["a", "b"] : [],
            })],
            Warnings = [.. Enumerable.Range(0, count).Select(_ => DiagnosticCatalog.Yanked.At(span, texts[22], texts[23], texts[1]))],
        };

    [TestMethod]
    public void What_is_printed_reads_back_as_itself() => Prop.ForAll(s_receipts.ToArbitrary(), receipt =>
    {
        string text = Encoding.UTF8.GetString(ReceiptFile.Format(receipt).Span);
        return ReceiptFile.TryParse(Utf8(text), out Receipt? again) && Encoding.UTF8.GetString(ReceiptFile.Format(again).Span) == text
            && again.Verified == receipt.Verified && again.Interpreter.Ways.SequenceEqual(receipt.Interpreter.Ways)
            && again.Interpreter with { Ways = [] } == receipt.Interpreter with { Ways = [] } && again.Files.SequenceEqual(receipt.Files)
            && again.Warnings.SequenceEqual(receipt.Warnings)
            && again.Location == receipt.Location
            && again.IsCompiled == receipt.IsCompiled
            && again.MayBeLinked == receipt.MayBeLinked
            && again.Packages.Select(Flat).SequenceEqual(receipt.Packages.Select(Flat));
    }).Check(Config.QuickThrowOnFailure);

    [TestMethod]
    public void What_was_cut_off_or_damaged_anywhere_is_not_read() => Prop.ForAll(
        s_receipts.ToArbitrary(), Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (receipt, where) =>
    {
        string text = Encoding.UTF8.GetString(ReceiptFile.Format(receipt).Span);
        int at = where % text.Length;
        char other = text[at] == 'x' ? 'y' : 'x';
        return !ReceiptFile.TryParse(Utf8(text[..at]), out _)
            && !ReceiptFile.TryParse(Utf8($"{text[..at]}{other}{text[(at + 1)..]}"), out _)
            && !ReceiptFile.TryParse(Utf8(text + "x"), out _);
    }).Check(Config.QuickThrowOnFailure);

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n\n")]
    [DataRow("pythonenv-receipt 5\nend\t\n")]
    [DataRow("{}")]
    public void Something_else_is_not_read(string text) => Assert.IsFalse(ReceiptFile.TryParse(Utf8(text), out _));

    [TestMethod]
    public void A_folder_without_one_has_none()
    {
        using TempDirectory folder = new();

        Assert.IsFalse(ReceiptFile.TryRead(folder.Path, out _));
        Assert.IsFalse(ReceiptFile.TryRead(folder["absent"], out _));
    }

    [TestMethod]
    public void The_fingerprint_tells_what_is_installed_and_not_where()
    {
        Receipt one = Made();

        Assert.AreEqual(one.Fingerprint, (one with { Location = "/b", Verified = "then", Engine = "2" }).Fingerprint);
        Assert.AreNotEqual(one.Fingerprint, (one with { Packages = [one.Packages[0] with { Version = "2.0" }] }).Fingerprint);
        Assert.AreNotEqual(one.Fingerprint, (one with { Interpreter = one.Interpreter with { Version = "3.11.8" } }).Fingerprint);
    }

    [TestMethod]
    [DataRow("3.11.7", "3.11")]
    [DataRow("3.14.0rc1", "3.14")]
    [DataRow("3.13", "3.13")]
    public void The_short_version_is_the_first_two_numbers(string version, string shortVersion) =>
        Assert.AreEqual(shortVersion, (Made().Interpreter with { Version = version }).ShortVersion);

    [TestMethod]
    public void Interpreters_of_one_ABI_are_compatible()
    {
        ReceiptInterpreter one = Made().Interpreter;

        Assert.IsTrue(one.IsCompatibleWith(one with { Version = "3.11.9", Executable = "/other", Stamp = "x" }));
        Assert.IsFalse(one.IsCompatibleWith(one with { Version = "3.12.0" }));
        Assert.IsFalse(one.IsCompatibleWith(one with { Abi = "cpython-311d" }));
        Assert.IsFalse(one.IsCompatibleWith(one with { IsFreeThreaded = true }));
        Assert.IsFalse(one.IsCompatibleWith(one with { Implementation = "pypy" }));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Flat(ReceiptPackage package) => $"{package with { Extras = default }} {string.Join(',', package.Extras)}";

    private static Receipt Made() => new()
    {
        Engine = "1",
        Declaration = "d",
        Location = "/a",
        Verified = "then",
        Configuration = "c",
        Interpreter = new("/usr/bin/python3.11", "3.11.7", "s", "cpython", "cpython-311", IsFreeThreaded: false),
        Packages = [new ReceiptPackage { Name = "words", Version = "1.0", MetadataDirectory = "words-1.0.dist-info" }],
    };
}
