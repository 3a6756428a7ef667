using System.Buffers;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Urls;
using PythonEnv.Requirements.Lines;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Requirements.Files;

/// <summary>
/// Reads pip's requirements file format, included files in place, as the newest pip does
/// (https://pip.pypa.io/en/stable/reference/requirements-file-format). What pip yields is yielded; what pip drops without a word is in
/// addition a PYENV2002 at its line and column.
/// <code>
/// file    = *(line line-end)
/// line    = requirement *( " " per-requirement-option )      --hash, --config-settings
///         | ("-e" | "--editable") requirement *( " " --config-settings )
///         | ("-r" | "-c") location
///         | 1*global-option
///         | [comment]
/// comment = "#" at the start or after a blank, to the end of the line
/// </code>
/// </summary>
internal sealed class RequirementsFileReader
{
    // pip's own limit is Python's recursion limit; no real project comes near either.
    private const int DeepestInclude = 100;
    private const int MostIncludes = 5000;

    private readonly RequirementsReadOptions _options;
    private readonly PathText _paths;
    private readonly LineReader _lineReader;
    private readonly IndexOptionsBuilder _index;
    private readonly DiagnosticBag _findings = [];
    private readonly List<RequirementsLine> _lines = [];
    private readonly List<SourceFile> _files = [];
    private readonly List<SourceSpan> _credentials = [];
    private readonly List<string> _open = [];
    private int _includes;

    private RequirementsFileReader(RequirementsReadOptions options)
    {
        _options = options;
        _paths = new PathText(options.Windows, options.WorkingDirectory);
        _index = new IndexOptionsBuilder(_paths, options.Source);
        _lineReader = new LineReader(new RequirementTextParser(_paths, options.Source), _findings, options.ConstraintsMayHaveExtras);
    }

    /// <summary>
    /// Reads a file with everything it includes. Never throws on bad input: what is wrong is in the result's diagnostics.
    /// </summary>
    /// <param name="path">Absolute path.</param>
    public static RequirementsFile Read(string path, RequirementsReadOptions options) =>
        new RequirementsFileReader(options).Run(new RequirementsRoot(path, options.AsConstraints, options.DeclaredAt));

    /// <summary>Reads several files as one, as <c>pip install -r one -r other -c third</c> does.</summary>
    public static RequirementsFile Read(ReadOnlySpan<RequirementsRoot> roots, RequirementsReadOptions options) =>
        new RequirementsFileReader(options).Run(roots);

    private RequirementsFile Run(params ReadOnlySpan<RequirementsRoot> roots)
    {
        foreach (RequirementsRoot root in roots)
            ReadFile(root.Path, root.IsConstraints, root.DeclaredAt, Redaction.OfUrls(root.Path));
        foreach (LostIndex lost in _index.Lost)
        {
            _findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
                lost.Url.Where, $"pip drops this `{lost.Option}` without a word", $"the `--index-url` of {lost.By} replaces it",
                "Keep one of the two"));
        }
        DeclaredRequirement[] requirements = [.. _lines.Select(line => line.Requirement).OfType<DeclaredRequirement>()];
        return new RequirementsFile
        {
            Requirements = [.. requirements.Where(requirement => !requirement.IsConstraint)],
            Constraints = [.. requirements.Where(requirement => requirement.IsConstraint)],
            Options = _index.Build(),
            Files = [.. _files],
            Credentials = [.. _credentials],
            Lines = [.. _lines],
            Diagnostics = [.. _findings],
        };
    }

    private void ReadFile(string location, bool isConstraint, SourceSpan includedAt, string shown)
    {
        if (Load(location, isConstraint, includedAt, shown) is not byte[] bytes)
            return;
        var file = new SourceFile(location, Digest.OfBytes(bytes));
        int place = _files.FindIndex(read => read.Path == file.Path && read.Sha256 == file.Sha256);
        if (place < 0)
        {
            place = _files.Count;
            _files.Add(file);
        }
        if (!RequirementsEncoding.TryDecode(bytes, out char[]? content, out int length, out ParseError? error))
        {
            int line = 1 + bytes.AsSpan(0, Math.Min(error.Position, bytes.Length)).Count((byte)'\n');
            _findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
                new SourceSpan(location, line), "the file can't be decoded", error.Message, "Save it as UTF-8"));
            return;
        }
        _open.Add(location);
        ReadOnlyMemory<char> text = content.AsMemory(0, length);
        var statements = new List<string>();
        new LogicalLines(location, text, _options.EnvironmentVariable, _findings, line =>
        {
            statements.Add(line.Written);
            TakeLine(line, location, isConstraint);
        }).Read();
        ArrayPool<char>.Shared.Return(content);
        _files[place] = file with { Statements = DigestOf(statements) };
        _open.RemoveAt(_open.Count - 1);
    }

    // Of options the order counts: an index comes before another one.
    private static string DigestOf(List<string> statements)
    {
        IEnumerable<string> requirements = statements.Where(line => !IsOption(line)).Order(StringComparer.Ordinal);
        return Digest.OfText(string.Join('\n', statements.Where(IsOption).Concat(requirements)));
    }

    private static bool IsOption(string line) => line.StartsWith('-');

    private void TakeLine(LogicalLine line, string file, bool isConstraint)
    {
        foreach ((int start, int end) in Redaction.WrittenCredentials(line.Written))
            _credentials.Add(line.Secrets.Length == 0 ? line.At(start, end - start) : line.At(0, 1));
        if (_lineReader.Read(line, isConstraint) is not RequirementsLine read)
            return;
        _lines.Add(read);
        foreach (LineOption option in read.Options)
            _index.ApplyEverywhere(option);
        if (read.Kind == RequirementsLineKind.Options)
            _index.Apply(read.Options, _paths.Folder(file));
        else if (read.Kind is RequirementsLineKind.Include or RequirementsLineKind.IncludeConstraints)
            Include(line, read, file);
    }

    private void Include(LogicalLine line, RequirementsLine read, string file)
    {
        bool isConstraint = read.Kind == RequirementsLineKind.IncludeConstraints;
        LineOption include = read.Options.First(option =>
            option.Option == (isConstraint ? RequirementsOption.Constraint : RequirementsOption.Requirement));
        string location = Locate(file, include.Value!);
        string? objection = _open.Contains(location) ? "the file is included by itself"
            : _open.Count >= DeepestInclude ? $"files include each other more than {DeepestInclude} deep"
            : ++_includes > MostIncludes ? $"more than {MostIncludes} files are included"
            : null;
        if (objection is null)
        {
            ReadFile(location, isConstraint, include.Where, line.Conceal(location));
            return;
        }
        _findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
            include.Where, objection, $"`{line.Conceal(location)}` is open already: {string.Join(" → ", _open.Select(Redaction.OfUrls))}",
            "Remove this line"));
    }

    private string Locate(string file, string target)
    {
        if (IsRemoteOrFileUrl(file))
            return Uri.TryCreate(new Uri(file), target, out Uri? joined) ? joined.AbsoluteUri : target;
        return IsRemoteOrFileUrl(target) ? target : _paths.Join(_paths.Folder(file), target);
    }

    /// <summary>The bytes of a file, or null with a finding.</summary>
    /// <param name="shown">The location as it may be shown.</param>
    private byte[]? Load(string location, bool isConstraint, SourceSpan includedAt, string shown)
    {
        string kind = isConstraint ? "constraints" : "requirements";
        SourceSpan where = includedAt == SourceSpan.None ? new SourceSpan(location) : includedAt;
        string path = location;
        if (IsRemoteOrFileUrl(location))
        {
            bool isFile = UrlParts.TrySplit(location, out UrlParts? url) && url.Value.Scheme == "file";
            path = isFile ? _paths.FromUrl(url!.Value) ?? location : location;
            if (!isFile && !_options.Source.ReadsUrls)
            {
                _findings.Add(DiagnosticCatalog.RequirementsMissing.At(
                    where, $"the {kind} file `{shown}` is not read", "what a URL holds can change while nothing in the project does",
                    "Put a copy of it beside the project and include that"));
                return null;
            }
        }
        string problem, remedy;
        try
        {
            if (_options.Source.Read(path) is byte[] bytes)
                return bytes;
            (problem, remedy) = _options.Source.FolderExists(path)
                ? ("it is a folder", "Name a file")
                : ("there is no such file", "Put it there, or correct what names it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (problem, remedy) = (e.Message, "Let the build read it");
        }
        _findings.Add(DiagnosticCatalog.RequirementsMissing.At(where, $"the {kind} file `{shown}` can't be read", problem, remedy));
        return null;
    }

    private static bool IsRemoteOrFileUrl(string location) =>
        location.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
        || location.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
}
