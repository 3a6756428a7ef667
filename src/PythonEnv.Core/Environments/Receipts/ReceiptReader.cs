using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;

namespace PythonEnv.Environments.Receipts;

/// <summary>
/// Makes a receipt of the lines that <see cref="ReceiptFile"/> describes. A build with nothing to do reads one of each distribution.
/// </summary>
internal sealed class ReceiptReader
{
    private readonly List<Declarer> _declarers = [];
    private readonly List<InterpreterWay> _ways = [];
    private readonly List<WatchedFile> _files = [];
    private readonly List<WatchedVariable> _variables = [];
    private readonly List<ReceiptPackage> _packages = [];
    private readonly List<Diagnostic> _warnings = [];
    private readonly List<ReceiptVulnerability> _vulnerabilities = [];
    private string? _engine, _declaration, _location, _configuration, _verified;
    private string _fileList = "";
    private bool _isCompiled, _mayBeLinked;
    private ReceiptInterpreter? _interpreter;

    /// <returns>False if it is no line of a receipt.</returns>
    public bool Take(ReadOnlySpan<char> line)
    {
        var fields = new ReceiptFields(line);
        switch (fields.Next())
        {
            case "package": TakePackage(ref fields); break;
            case "file": _files.Add(new(Sha256: fields.TextOrNull(), Path: fields.Text(), Statements: fields.Text())); break;
            case "variable": _variables.Add(new(Sha256: fields.TextOrNull(), Name: fields.Text())); break;
            case "engine": _engine = fields.Text(); break;
            case "declaration": _declaration = fields.Text(); break;
            case "declarer": _declarers.Add(new(fields.Text(), fields.Text(), fields.Text())); break;
            case "location": _location = fields.Text(); break;
            case "verified": _verified = fields.Text(); break;
            case "interpreter":
                _interpreter = new(
                    fields.Text(), fields.Text(), fields.Text(), fields.Text(), fields.Text(),
                    fields.Next().Length > 0)
                {
                    Content = fields.Text(),
                };
                break;
            case "way": _ways.Add(new(fields.Text(), fields.Text(), fields.Text())); break;
            case "configuration":
                _configuration = fields.Text();
                _isCompiled = fields.Next().Length > 0;
                _fileList = fields.Text();
                _mayBeLinked = fields.Next().Length > 0;
                break;
            case "warning": return TakeWarning(ref fields);
            case "vulnerability": _vulnerabilities.Add(TakeVulnerability(ref fields)); break;
            default: return false;
        }
        return fields.IsWhole;
    }

    /// <returns>Null if a line is missing.</returns>
    public Receipt? Finish() =>
        _engine is null || _declaration is null || _location is null || _configuration is null || _verified is null || _interpreter is null
            ? null
            : new()
            {
                Engine = _engine,
                Declaration = _declaration,
                Declarers = _declarers,
                Location = _location,
                Verified = _verified,
                Interpreter = _interpreter with { Ways = _ways },
                Configuration = _configuration,
                IsCompiled = _isCompiled,
                MayBeLinked = _mayBeLinked,
                FileList = _fileList,
                Files = _files,
                Variables = _variables,
                Packages = _packages,
                Warnings = _warnings,
                Vulnerabilities = _vulnerabilities,
            };

    // Each takes the next field: the order is that of the line.
    private void TakePackage(ref ReceiptFields fields)
    {
        ReadOnlySpan<char> kind;
        _packages.Add(new()
        {
            Name = fields.Text(),
            Version = fields.Text(),
            MetadataDirectory = fields.Text(),
            Sha256 = fields.Text(),
            Digests = fields.Text() is { Length: > 0 } digests ? [.. digests.Split(',')] : [],
            Size = fields.Size(),
            Source = fields.Text(),
            FileName = fields.Text(),
            RecordSha256 = fields.Text(),
            License = fields.Text(),
            Extras = fields.Text() is { Length: > 0 } extras ? [.. extras.Split(',')] : [],
            YieldsTo = fields.Text() is { Length: > 0 } names ? [.. names.Split(',')] : [],
            IsDirect = (kind = fields.Next()).Contains('d'),
            IsUrl = kind.Contains('u'),
            IsSystem = kind.Contains('s'),
            DeclaredAt = fields.Span(),
        });
    }

    private static ReceiptVulnerability TakeVulnerability(ref ReceiptFields fields) => new(
        fields.Text(), fields.Text(), fields.Text(), fields.Text() is { Length: > 0 } aliases ? [.. aliases.Split(',')] : [], fields.Text(),
        fields.Text(), fields.Text(), fields.Text());

    private bool TakeWarning(ref ReceiptFields fields)
    {
        if (!DiagnosticCatalog.All.TryGetValue(fields.Text(), out DiagnosticRule? rule))
            return false;
        _warnings.Add(rule.At(fields.Span(), fields.Text(), fields.Text(), fields.Text()) with { Severity = Severity.Warning });
        return fields.IsWhole;
    }
}
