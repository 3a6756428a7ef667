using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Conformance.Installs;

/// <summary>What a requirements file asks for, as pip collects it before it looks for anything.</summary>
/// <param name="Roots">The requirements that hold here, in order.</param>
/// <param name="Constraints">By project.</param>
/// <param name="Options">Where to look, and for what kind of file.</param>
/// <param name="RequiresHashes">Has every file to match a digest that the files give?</param>
internal sealed record InstallRequest(
    ImmutableArray<InstallNeed> Roots,
    IReadOnlyDictionary<PackageName, InstallConstraint> Constraints,
    IndexOptions Options,
    bool RequiresHashes)
{
    /// <exception cref="InstallFailureException">pip would not even begin.</exception>
    public static InstallRequest Of(RequirementsFile file, MarkerEnvironment environment, IRequirementsSource source)
    {
        CheckReadable(file, source);
        DeclaredRequirement[] declared = [.. file.Lines.Select(line => line.Requirement).OfType<DeclaredRequirement>()];
        bool requiresHashes = file.Options.RequireHashes?.Value ?? declared.Any(requirement => !requirement.Hashes.IsEmpty);
        var constraints = new Dictionary<PackageName, InstallConstraint>();
        var roots = new List<InstallNeed>();
        foreach (DeclaredRequirement requirement in declared)
        {
            if (requirement.IsConstraint)
                CheckConstraint(requirement);
            if (requirement.Marker?.Evaluate(environment) == false)
                continue;
            if (requirement is { IsConstraint: true, CanonicalName: PackageName project })
                constraints[project] = constraints.GetValueOrDefault(project, InstallConstraint.None).And(requirement);
            else
                roots.Add(RootOf(requirement));
        }
        return new InstallRequest([.. roots], constraints, file.Options, requiresHashes);
    }

    private static void CheckReadable(RequirementsFile file, IRequirementsSource source)
    {
        if (file.Diagnostics.FirstOrDefault(found => found.Code == DiagnosticCatalog.RequirementsMissing.Code) is Diagnostic missing)
            throw new InstallFailureException(InstallFailureKind.Other, missing.ToString());
        if (file.Lines.FirstOrDefault(line => line.RequirementText is not null && line.Requirement is null) is RequirementsLine unreadable)
        {
            InstallFailureKind kind = IsPath(unreadable, source) ? InstallFailureKind.Other : InstallFailureKind.Parse;
            throw new InstallFailureException(kind, unreadable.Text);
        }
        IEnumerable<Diagnostic> errors = file.Diagnostics.Where(found => found.Severity == Severity.Error);
        if (errors.FirstOrDefault(found => !file.Lines.Any(line => Covers(line, found.Where))) is Diagnostic error)
            throw new InstallFailureException(InstallFailureKind.Parse, error.ToString());
    }

    /// <summary>What names a folder or a wheel that can't be used is no error of syntax.</summary>
    private static bool IsPath(RequirementsLine line, IRequirementsSource source) =>
        line.Kind == RequirementsLineKind.Editable
        || line.RequirementText!.EndsWith(".whl", StringComparison.Ordinal)
        || source.FolderExists(Path.GetFullPath(line.RequirementText, Path.GetDirectoryName(line.Where.File)!));

    /// <summary>A line that was read and about which there is more to say than pip says.</summary>
    private static bool Covers(RequirementsLine line, SourceSpan where) => line.Where.File == where.File && line.Where.Line <= where.Line;

    private static void CheckConstraint(DeclaredRequirement requirement)
    {
        if (requirement.CanonicalName is null || requirement.IsEditable || !requirement.Extras.IsEmpty)
            throw new InstallFailureException(InstallFailureKind.Constraint, requirement.Display);
    }

    private static InstallNeed RootOf(DeclaredRequirement requirement)
    {
        bool isFile = requirement.Kind is RequirementKind.Named or RequirementKind.Url or RequirementKind.File && !requirement.IsEditable;
        return isFile && requirement.CanonicalName is PackageName project
            ? InstallNeed.Of(requirement, project)
            : throw new InstallFailureException(InstallFailureKind.Other, $"`{requirement.Display}` would have to be built");
    }
}
