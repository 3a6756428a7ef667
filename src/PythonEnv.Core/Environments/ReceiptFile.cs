using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Files;

namespace PythonEnv.Environments;

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
public static class ReceiptFile
{
    private const string Header = "pythonenv-receipt 1";
    private const string End = "end\t";

    /// <summary>Writes the receipt into the environment, atomically.</summary>
    public static void Write(Receipt receipt, string location) => AtomicFile.WriteAllText(Receipt.PathIn(location), Format(receipt));

    /// <summary>Reads the environment's receipt; false if there is none or it is not whole.</summary>
    public static bool TryRead(string location, [NotNullWhen(true)] out Receipt? receipt)
    {
        try
        {
            return TryParse(File.ReadAllText(Receipt.PathIn(location)), out receipt);
        }
        // Another build may be taking it away just now.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            receipt = null;
            return false;
        }
    }

    public static string Format(Receipt receipt)
    {
        var text = new StringBuilder(4096).Append(Header).Append('\n');
        Line(text, "engine", receipt.Engine);
        Line(text, "declaration", receipt.Declaration);
        Line(text, "location", receipt.Location);
        Line(text, "verified", receipt.Verified);
        Line(text, "interpreter", receipt.Interpreter.Executable, receipt.Interpreter.Version, receipt.Interpreter.Stamp,
            receipt.Interpreter.Implementation, receipt.Interpreter.Abi, receipt.Interpreter.IsFreeThreaded ? "t" : "");
        Line(text, "configuration", receipt.Configuration, receipt.IsCompiled ? "compiled" : "");
        foreach (WatchedFile file in receipt.Files)
            Line(text, "file", file.Sha256 ?? "", file.Path);
        foreach (WatchedVariable variable in receipt.Variables)
            Line(text, "variable", variable.Sha256 ?? "", variable.Name);
        foreach (ReceiptPackage p in receipt.Packages)
        {
            string kind = (p.IsDirect ? "d" : "") + (p.IsUrl ? "u" : "") + (p.IsSystem ? "s" : "");
            Line(text, "package", p.Name, p.Version, p.MetadataDirectory, p.Sha256, p.Source, p.FileName, p.RecordSha256, p.License, string.Join(',', p.Extras), kind,
                p.DeclaredAt.File, Number(p.DeclaredAt.Line), Number(p.DeclaredAt.Column), Number(p.DeclaredAt.Length));
        }
        foreach (Diagnostic w in receipt.Warnings)
        {
            Line(text, "warning", w.Code, w.Where.File, Number(w.Where.Line), Number(w.Where.Column), Number(w.Where.Length),
                w.Problem, w.Evidence, w.Remedy);
        }
        string facts = text.ToString();
        return $"{facts}{End}{Digest.OfText(facts)}\n";
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        string[] lines = text.Split('\n');
        if (lines.Length < 3 || lines[0] != Header || lines[^1].Length > 0 || !lines[^2].StartsWith(End, StringComparison.Ordinal)
            || !lines[^2].AsSpan(End.Length).SequenceEqual(Digest.OfText(text[..^(lines[^2].Length + 1)])))
        {
            return false;
        }
        var reader = new Reader();
        for (int i = 1; i < lines.Length - 2; i++)
        {
            if (!reader.Take(lines[i].Split('\t')))
                return false;
        }
        receipt = reader.Finish();
        return receipt is not null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string key, params ReadOnlySpan<string> fields)
    {
        text.Append(key);
        foreach (string field in fields)
            text.Append('\t').Append(Escape(field));
        text.Append('\n');
    }

    private static string Escape(string field) => field.AsSpan().IndexOfAny('\\', '\t', '\n') < 0
        ? field
        : field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            bool escaped = field[i] == '\\' && i + 1 < field.Length;
            text.Append(!escaped ? field[i] : field[++i] switch { 't' => '\t', 'n' => '\n', char c => c });
        }
        return text.ToString();
    }

    private sealed class Reader
    {
        private readonly ImmutableArray<WatchedFile>.Builder _files = ImmutableArray.CreateBuilder<WatchedFile>();
        private readonly ImmutableArray<WatchedVariable>.Builder _variables = ImmutableArray.CreateBuilder<WatchedVariable>();
        private readonly ImmutableArray<ReceiptPackage>.Builder _packages = ImmutableArray.CreateBuilder<ReceiptPackage>();
        private readonly ImmutableArray<Diagnostic>.Builder _warnings = ImmutableArray.CreateBuilder<Diagnostic>();
        private string? _engine, _declaration, _location, _configuration, _verified;
        private bool _isCompiled;
        private ReceiptInterpreter? _interpreter;

        public bool Take(string[] fields)
        {
            for (int i = 1; i < fields.Length; i++)
                fields[i] = Unescape(fields[i]);
            switch (fields)
            {
                case ["engine", string engine]: _engine = engine; return true;
                case ["declaration", string declaration]: _declaration = declaration; return true;
                case ["location", string location]: _location = location; return true;
                case ["configuration", string configuration, string compiled]:
                    (_configuration, _isCompiled) = (configuration, compiled.Length > 0);
                    return true;
                case ["verified", string verified]: _verified = verified; return true;
                case ["interpreter", string executable, string version, string stamp, string implementation, string abi, string threading]:
                    _interpreter = new(executable, version, stamp, implementation, abi, threading.Length > 0);
                    return true;
                case ["file", string sha256, string path]: _files.Add(new(path, NullIfEmpty(sha256))); return true;
                case ["variable", string sha256, string name]: _variables.Add(new(name, NullIfEmpty(sha256))); return true;
                case ["package", .. string[] package] when package.Length == 14: TakePackage(package); return true;
                case ["warning", string code, string file, string line, string column, string length, string problem, string evidence, string remedy]:
                    return TakeWarning(code, new(file, Number(line), Number(column), Number(length)), problem, evidence, remedy);
                default: return false;
            }
        }

        public Receipt? Finish() =>
            _engine is null || _declaration is null || _location is null || _configuration is null || _verified is null || _interpreter is null ? null : new()
            {
                Engine = _engine,
                Declaration = _declaration,
                Location = _location,
                Verified = _verified,
                Interpreter = _interpreter,
                Configuration = _configuration,
                IsCompiled = _isCompiled,
                Files = _files.ToImmutable(),
                Variables = _variables.ToImmutable(),
                Packages = _packages.ToImmutable(),
                Warnings = _warnings.ToImmutable(),
            };

        private void TakePackage(string[] fields) => _packages.Add(new()
        {
            Name = fields[0],
            Version = fields[1],
            MetadataDirectory = fields[2],
            Sha256 = fields[3],
            Source = fields[4],
            FileName = fields[5],
            RecordSha256 = fields[6],
            License = fields[7],
            Extras = [.. fields[8].Split(',', StringSplitOptions.RemoveEmptyEntries)],
            IsDirect = fields[9].Contains('d', StringComparison.Ordinal),
            IsUrl = fields[9].Contains('u', StringComparison.Ordinal),
            IsSystem = fields[9].Contains('s', StringComparison.Ordinal),
            DeclaredAt = new(fields[10], Number(fields[11]), Number(fields[12]), Number(fields[13])),
        });

        private bool TakeWarning(string code, SourceSpan where, string problem, string evidence, string remedy)
        {
            if (!DiagnosticCatalog.All.TryGetValue(code, out DiagnosticRule? rule))
                return false;
            _warnings.Add(rule.At(where, problem, evidence, remedy) with { Severity = Severity.Warning });
            return true;
        }

        private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out int value) ? value : 0;

        private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
    }
}
