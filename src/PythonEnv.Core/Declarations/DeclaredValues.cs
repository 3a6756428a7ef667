using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PythonEnv.Diagnostics;

namespace PythonEnv.Declarations;

/// <summary>
/// One environment's declared texts as MSBuild or the command line hand them over. This much, and no more, is read in a build that
/// has nothing to do.
/// </summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="ProjectFile">Absolute path; relative paths are relative to its folder.</param>
/// <param name="Values">The declared text of a name of <see cref="DeclaredNames"/>; empty where nothing is declared.</param>
internal sealed partial record DeclaredValues(string Environment, string ProjectFile, Func<string, string> Values)
{
    public string ProjectDirectory { get; } = Path.GetDirectoryName(ProjectFile)!;

    /// <summary>The files that people write declarations into, the project first; all absolute.</summary>
    public IReadOnlyList<string> Files { get; init; } = [ProjectFile];

    /// <summary>The names that an item gives itself, ours or not; what it does not give is the property's.</summary>
    public IReadOnlyCollection<string> Metadata { get; init; } = [];

    /// <summary>The properties that the command line sets in place of what is written; their names with our prefix, among others.</summary>
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>The environments that a command works on beside this one: an answer has to say whose it is.</summary>
    public IReadOnlyList<DeclaredValues> Others { get; init; } = [];

    /// <summary>Whether an item gives a name's value itself.</summary>
    public bool IsMetadatum(string name)
    {
        foreach (string given in Metadata)
        {
            if (given.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>A name as the project writes it: <c>PythonEnvMode</c>, or <c>Mode</c> of an item that gives it.</summary>
    public string Spell(string name) => IsMetadatum(name) ? name : DeclaredNames.Prefix + name;

    // The program of a file-based app: no build finds it by itself.
    private string? Program => Path.GetExtension(ProjectFile) == ".cs" ? Path.GetFileName(ProjectFile) : null;

    /// <summary>A text that calls every value as the project writes it, and builds it by commands that find it.</summary>
    public string SpellIn(string text)
    {
        if (Metadata.Count > 0)
            text = PropertyName().Replace(text, property => Spell(property.Groups["name"].Value));
        return Program is null
            ? text
            : text.Replace($"`{ProposedCommand.Build} -", $"`{ProposedCommand.Build} {Program} -", StringComparison.Ordinal);
    }

    /// <summary>A finding with the texts of <see cref="SpellIn"/>.</summary>
    public Diagnostic Spell(Diagnostic finding) => Metadata.Count == 0 && Program is null ? finding : finding with
    {
        Problem = SpellIn(finding.Problem),
        Evidence = SpellIn(finding.Evidence),
        Remedy = SpellIn(finding.Remedy),
        WhenMended = finding.WhenMended is { } mended ? Spell(mended) : null,
    };

    /// <summary>The environment's absolute path.</summary>
    public string Location => Path.TrimEndingDirectorySeparator(Absolute(Text(DeclaredNames.Location) ?? ".venv"));

    /// <summary>The trimmed text, or null where nothing is declared.</summary>
    public string? Text(string name)
    {
        string text = Raw(name).Trim();
        return text.Length == 0 ? null : text;
    }

    /// <summary>The parts between semicolons.</summary>
    public ImmutableArray<string> List(string name) =>
        [.. Raw(name).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The parts as absolute paths; URLs stay as they are.</summary>
    public ImmutableArray<string> Paths(string name)
    {
        ImmutableArray<string>.Builder paths = ImmutableArray.CreateBuilder<string>();
        foreach (string part in List(name))
            paths.Add(part.Contains("://", StringComparison.Ordinal) ? part : Absolute(part));
        return paths.ToImmutable();
    }

    /// <summary>A path relative to the project as an absolute one, in this platform's spelling.</summary>
    public string Absolute(string path) => Path.GetFullPath(path.Replace('\\', Path.DirectorySeparatorChar), ProjectDirectory);

    /// <summary>
    /// SHA-256 over every value that decides what the environment is. Projects that share an environment agree on it, and those that
    /// only take the same defaults from different files do not.
    /// </summary>
    public string Digest()
    {
        var text = new StringBuilder();
        foreach (string name in DeclaredNames.Decisive)
            Add(name, Redaction.OfUrls(Resolve(name)));
        if (Text(DeclaredNames.AuditSuppress) is { } suppressed)
            Add(DeclaredNames.AuditSuppress, suppressed);
        return Host.Files.Digest.OfText(text.ToString());

        void Add(string name, string value) =>
            text.Append(name)
                .Append(':')
                .Append(value.Length.ToString(CultureInfo.InvariantCulture))
                .Append(':')
                .Append(value)
                .Append('\n');
    }

    /// <summary>
    /// The requirements file that stands for an undeclared one: the first of <see cref="DeclaredNames.DefaultRequirements"/> that is there.
    /// </summary>
    public string? DefaultRequirements() => FirstThatExists(DeclaredNames.DefaultRequirements);

    /// <summary>
    /// The file that a lock is made from where none is declared: the first of <see cref="DeclaredNames.DefaultLockInputs"/> that is there.
    /// </summary>
    public string? DefaultLockInput() => FirstThatExists(DeclaredNames.DefaultLockInputs);

    // MSBuild makes one of `%00`, and no system takes it in a path.
    private string Raw(string name)
    {
        string text = Values(name);
        return !text.Contains('\0') ? text : throw new PythonEnvException(DiagnosticCatalog.DeclarationUnreadable.At(
            new SourceSpan(ProjectFile), $"`{Spell(name)}` can't be read", "a NUL is in it", "Write it without"));
    }

    private string? FirstThatExists(ImmutableArray<string> names)
    {
        foreach (string file in names)
        {
            string path = Path.Combine(ProjectDirectory, file);
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    private string Resolve(string name) => name switch
    {
        DeclaredNames.Location => Location,
        DeclaredNames.Requirements when Text(name) is null => DefaultRequirements() ?? "",
        DeclaredNames.Interpreter when Text(name) is null => DefaultInterpreter(),
        DeclaredNames.InterpreterSearchPath or DeclaredNames.Requirements or DeclaredNames.Constraints or DeclaredNames.FindLinks
            or DeclaredNames.LockFrom or DeclaredNames.AuditSources => string.Join(';', Paths(name).AsSpan()),
        _ => Text(name) ?? "",
    };

    // The file that names the interpreter; what is in it is watched like everything else that is read.
    private string DefaultInterpreter()
    {
        for (string? folder = ProjectDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string file = Path.Combine(folder, ".python-version");
            if (File.Exists(file))
                return file;
        }
        return ProjectDirectory;
    }

    // What a command line sets is a property, and a path is no name.
    [GeneratedRegex($@"(?<![:\w\\])(?<!(?<!<)/){DeclaredNames.Prefix}(?<name>[A-Z]\w*)(?![\w=/\\])")]
    private static partial Regex PropertyName();
}
