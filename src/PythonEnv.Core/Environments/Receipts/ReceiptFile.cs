using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;

namespace PythonEnv.Environments.Receipts;

/// <summary>
/// A receipt as text. Plain text because a build with nothing to do reads it, and a JSON reader costs more to load than the whole check.
/// </summary>
/// <remarks>
/// <code>
/// receipt = header LF *(key *(TAB field) LF) "end" TAB sha256-of-all-before LF
/// field   = text with backslash, tab and line feed written as \\ \t \n
/// </code>
/// One that was cut off or damaged is no receipt.
/// </remarks>
internal static class ReceiptFile
{
    private const string Header = "pythonenv-receipt 5";
    private const string End = "end\t";

    // More than most take.
    private const int BytesOfPackage = 512;

    /// <summary>Writes the receipt into the environment, atomically.</summary>
    public static void Write(Receipt receipt, string location)
    {
        ReadOnlyMemory<byte> bytes = Format(receipt);
        AtomicFile.Write(Receipt.PathIn(location), file => file.Write(bytes.Span));
    }

    /// <summary>Reads the environment's receipt; false if there is none or it is not whole.</summary>
    public static bool TryRead(string location, [NotNullWhen(true)] out Receipt? receipt)
    {
        string path = Receipt.PathIn(location);
        try
        {
            return TryParse(AtomicFile.ReadAllBytes(path), out receipt);
        }
        // Another build may be taking it away just now; and a folder or a pipe is none.
        catch (Exception e) when (
            e is FileNotFoundException or DirectoryNotFoundException || (e is UnauthorizedAccessException && !RegularFile.Exists(path)))
        {
            receipt = null;
            return false;
        }
    }

    /// <summary>The bytes of its file.</summary>
    public static ReadOnlyMemory<byte> Format(Receipt receipt)
    {
        // Of a large one each further copy, or a string, would be an object so large that the runtime collects all others for it.
        var stream = new MemoryStream((receipt.Packages.Count + 8) * BytesOfPackage);
        using var text = new StreamWriter(stream, leaveOpen: true);
        text.Write(Header + '\n');
        Line(text, "engine", receipt.Engine);
        Line(text, "declaration", receipt.Declaration);
        foreach (Declarer declarer in receipt.Declarers)
            Line(text, "declarer", declarer.Project, declarer.Declaration, declarer.Sha256);
        Line(text, "location", receipt.Location);
        Line(text, "verified", receipt.Verified);
        Line(text, "interpreter", receipt.Interpreter.Executable, receipt.Interpreter.Version, receipt.Interpreter.Stamp,
            receipt.Interpreter.Implementation, receipt.Interpreter.Abi, receipt.Interpreter.IsFreeThreaded ? "t" : "",
            receipt.Interpreter.Content);
        foreach (InterpreterWay way in receipt.Interpreter.Ways)
            Line(text, "way", way.Path, way.Target, way.Content);
        Line(text, "configuration", receipt.Configuration, receipt.IsCompiled ? "compiled" : "", receipt.FileList,
            receipt.MayBeLinked ? "linked" : "");
        foreach (WatchedFile file in receipt.Files)
            Line(text, "file", file.Sha256 ?? "", file.Path, file.Statements);
        foreach (WatchedVariable variable in receipt.Variables)
            Line(text, "variable", variable.Sha256 ?? "", variable.Name);
        foreach (ReceiptPackage p in receipt.Packages)
        {
            string kind = (p.IsDirect ? "d" : "") + (p.IsUrl ? "u" : "") + (p.IsSystem ? "s" : "");
            Line(
                text, "package", p.Name, p.Version, p.MetadataDirectory, p.Sha256, string.Join(',', p.Digests), Number(p.Size), p.Source,
                p.FileName, p.RecordSha256, p.License, string.Join(',', p.Extras), string.Join(',', p.YieldsTo), kind,
                p.DeclaredAt.File, Number(p.DeclaredAt.Line), Number(p.DeclaredAt.Column), Number(p.DeclaredAt.Length));
        }
        foreach (Diagnostic w in receipt.Warnings)
        {
            Line(text, "warning", w.Code, w.Where.File, Number(w.Where.Line), Number(w.Where.Column), Number(w.Where.Length),
                w.Problem, w.Evidence, w.Remedy);
        }
        foreach (ReceiptVulnerability v in receipt.Vulnerabilities)
            Line(text, "vulnerability", v.Package, v.Version, v.Id, string.Join(',', v.Aliases), v.Level, v.Page, v.Summary, v.FixedIn);
        text.Flush();
        text.Write($"{End}{Digest.OfBytes(stream.GetBuffer().AsSpan(0, (int)stream.Length))}\n");
        text.Flush();
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        int end = utf8.IsEmpty ? 0 : utf8[..^1].LastIndexOf((byte)'\n') + 1;
        if (!Encoding.UTF8.GetBytes($"{End}{Digest.OfBytes(utf8[..end])}\n").AsSpan().SequenceEqual(utf8[end..]))
            return false;
        ReadOnlySpan<byte> facts = utf8[..end];
        if (!TakeLine(ref facts).Equals(Header, StringComparison.Ordinal))
            return false;
        var reader = new ReceiptReader();
        while (!facts.IsEmpty)
        {
            if (!reader.Take(TakeLine(ref facts)))
                return false;
        }
        receipt = reader.Finish();
        return receipt is not null;
    }

    private static string TakeLine(ref ReadOnlySpan<byte> facts)
    {
        int end = facts.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(facts[..Math.Max(end, 0)]);
        facts = facts[(end + 1)..];
        return line;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StreamWriter text, string key, params ReadOnlySpan<string> fields)
    {
        text.Write(key);
        foreach (string field in fields)
        {
            text.Write('\t');
            text.Write(Escape(field));
        }
        text.Write('\n');
    }

    private static string Escape(string field) => field.AsSpan().IndexOfAny('\\', '\t', '\n') < 0
        ? field
        : field.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}
