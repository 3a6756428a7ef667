using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Pins;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Locking.Inputs;

/// <summary>Reads what a lock is made from. All that is wrong is found in one run: PYENV1004, 2001, 2002, 2004 and 2005.</summary>
internal sealed class LockInputsReader(LockSources sources, RequirementsReadOptions options)
{
    private readonly DiagnosticBag _diagnostics = [];

    public static LockInputs Read(LockSources sources, RequirementsReadOptions options) => new LockInputsReader(sources, options).Read();

    private LockInputs Read()
    {
        PyProjectDependencies[] projects = [.. sources.From.Where(IsProject).Select(ReadProject).OfType<PyProjectDependencies>()];
        _diagnostics.AddRange(projects.SelectMany(project => UvSettings.Unread(project.Uv, sources.IsDeclared)));
        if (!projects.Any(project => project.HasDynamicExtras))
            CheckSelection("extra", sources.Extras, [.. projects.SelectMany(project => project.Extras)]);
        CheckSelection("group", sources.Groups, [.. projects.SelectMany(project => project.Groups)]);
        RequirementsFile files = ReadFiles(
            [.. sources.From
                .Where(path => !IsProject(path))
                .Select(path => Root(path, false)), .. sources.Constraints
                .Select(path => Root(path, true))]);
        ImmutableArray<DeclaredRequirement> requirements =
        [
            .. projects.SelectMany(project => project.Select(sources.Extras, sources.Groups, _diagnostics)), .. files.Requirements,
        ];
        if (requirements.IsEmpty && sources.Groups.IsEmpty)
        {
            _diagnostics.AddRange(projects.Where(project => !project.IsProject)
                .Select(project => project.Foreign is { } foreign ? Unread(project.File.Path, foreign) : NamesNothing(project.File.Path)));
        }
        (ImmutableArray<DeclaredRequirement> overrides, ImmutableArray<SourceFile> overriding) = ReadOverrides();
        var inputs = new LockInputs
        {
            Requirements = requirements,
            Constraints = files.Constraints,
            Overrides = overrides,
            RequiresPython = projects.Select(project => project.RequiresPython).FirstOrDefault(demand => demand is not null),
            Options = files.Options,
            ChoiceOptions = [.. files.Lines.SelectMany(line => line.Options).Where(option => ChangesChoice(option.Option)).Select(Written)],
            SourceOptions = [.. SourceOptions(files)],
            Files = [.. projects.Select(project => project.File), .. files.Files, .. overriding],
        };
        _diagnostics.AddRange(inputs.Written.Select(PinRules.CheckSource).OfType<Diagnostic>());
        return inputs with { Diagnostics = [.. _diagnostics] };
    }

    private static Diagnostic Unread(string path, ForeignFile foreign) => DiagnosticCatalog.RequirementsMissing.At(
        new SourceSpan(path, 1), "there is nothing to make a lock from", $"it is {foreign.Kind} and has no table `project`",
        foreign.Remedy);

    /// <summary>PYENV2001 for a <c>pyproject.toml</c> that is there for its tools alone.</summary>
    public static Diagnostic NamesNothing(string path) => DiagnosticCatalog.RequirementsMissing.At(
        new SourceSpan(path, 1), "there is nothing to make a lock from",
        $"`{Path.GetFileName(path)}` has no table `project`, and no dependency group of it is declared",
        "Write what the project uses into `requirements.in`, one name a line");

    private static bool IsProject(string path) => Path.GetExtension(path) == ".toml";

    private RequirementsRoot Root(string path, bool isConstraints) => new(path, isConstraints, sources.DeclaredAt);

    private RequirementsFile ReadFiles(ReadOnlySpan<RequirementsRoot> roots)
    {
        RequirementsFile file = RequirementsFileReader.Read(roots, options with { ConstraintsMayHaveExtras = true });
        _diagnostics.AddRange(file.Diagnostics);
        return file;
    }

    private PyProjectDependencies? ReadProject(string path)
    {
        if (options.Source.Read(path) is not { } bytes)
        {
            _diagnostics.Add(
                DiagnosticCatalog.RequirementsMissing.At(
                    sources.DeclaredAt, $"`{Redaction.OfUrls(path)}` can't be read",
                    "there is no such file", "Put it there, or correct what names it"));
            return null;
        }
        return PyProjectDependencies.Read(bytes, path, _diagnostics);
    }

    private void CheckSelection(string kind, ImmutableArray<string> wanted, ImmutableArray<string> declared)
    {
        foreach (string name in wanted.Where(name => !declared.Contains(PackageName.Normalize(name).Value)))
        {
            _diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
                sources.DeclaredAt, $"there is no {kind} `{name}`",
                declared.IsEmpty ? $"no `pyproject.toml` of {string.Join(", ", sources.From.Select(Path.GetFileName))} declares any"
                    : $"declared are {string.Join(", ", declared.Select(one => $"`{one}`"))}",
                $"Declare the {kind}, or leave it out"));
        }
    }

    private (ImmutableArray<DeclaredRequirement>, ImmutableArray<SourceFile>) ReadOverrides()
    {
        var written = ImmutableArray.CreateBuilder<DeclaredRequirement>();
        var roots = new List<RequirementsRoot>();
        foreach (string text in sources.Overrides)
        {
            if (Path.IsPathRooted(text))
                roots.Add(Root(text, false));
            // `overrides.txt` is a name that a distribution could have.
            else if (text.EndsWith(".txt", StringComparison.Ordinal) || text.EndsWith(".in", StringComparison.Ordinal))
                ReportOverride(text, "there is no such file", "Put it there, or correct its path");
            else if (!Requirement.TryParse(text, out Requirement? requirement, out ParseError? error))
                ReportOverride(text, error.Message, "Write `name==version`, or the path of a file");
            else if (StandaloneRequirement.Declare(requirement, text, sources.OverridesDeclaredAt, _diagnostics) is { } replacement)
                written.Add(replacement);
        }
        RequirementsFile file = ReadFiles([.. roots]);
        return ([.. written, .. file.Requirements], file.Files);
    }

    private void ReportOverride(string text, string evidence, string remedy) => _diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
        sources.OverridesDeclaredAt, $"the override `{text}` is neither a file nor a requirement", evidence, remedy));

    private static bool ChangesChoice(RequirementsOption option) => option is RequirementsOption.NoBinary or RequirementsOption.OnlyBinary
        or RequirementsOption.PreferBinary or RequirementsOption.Pre or RequirementsOption.AllReleases or RequirementsOption.OnlyFinal;

    private static IEnumerable<LineOption> SourceOptions(RequirementsFile files)
    {
        IndexOptions counting = files.Options;
        var values = new Dictionary<SourceSpan, string>();
        foreach (Declared<string> each in counting.ExtraIndexUrls.Concat(counting.FindLinks).Concat(counting.TrustedHosts))
            values[each.Where] = each.Value;
        if (counting.IndexUrl is { } index)
            values[index.Where] = index.Value;
        if (counting.NoIndex is { } none)
            values[none.Where] = "";
        return from option in files.Lines.SelectMany(line => line.Options)
               where values.ContainsKey(option.Where)
               select option with { Value = values[option.Where] };
    }

    private static string Written(LineOption option)
    {
        string name = option.Option switch
        {
            RequirementsOption.NoBinary => "--no-binary",
            RequirementsOption.OnlyBinary => "--only-binary",
            RequirementsOption.PreferBinary => "--prefer-binary",
            RequirementsOption.Pre => "--pre",
            RequirementsOption.AllReleases => "--all-releases",
            _ => "--only-final",
        };
        return option.Value is null ? name : $"{name} {option.Value}";
    }
}
