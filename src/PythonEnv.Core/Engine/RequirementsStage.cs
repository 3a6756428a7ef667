using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Locks;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Pins;
using PythonEnv.Requirements;

namespace PythonEnv.Engine;

/// <summary>What the declared files say: requirements, or a lock.</summary>
/// <param name="Requirements">Everything the requirements and constraints files say, includes in place.</param>
/// <param name="Lock">The <c>pylock.toml</c>, if one is declared.</param>
/// <param name="LockPath">Its absolute path.</param>
internal sealed record RequirementSet(RequirementsFile Requirements, PylockFile? Lock, string? LockPath);

/// <summary>Reads the declared files and polices them, before any interpreter is started.</summary>
internal sealed class RequirementsStage(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <param name="previous">Its versions are proposed for what is not pinned.</param>
    /// <returns>Null if no file is declared; what is wrong with them is reported (PYENV2001 to 2009).</returns>
    public RequirementSet? Read(Receipt? previous)
    {
        foreach (string candidate in DeclaredNames.DefaultRequirements)
            WatchUnlessDeclared(Path.Combine(Declaration.ProjectDirectory, candidate));
        if (Declaration.Requirements.IsEmpty)
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                Declaration.RequirementsDeclaredAt, "no requirements are declared",
                $"neither `PythonEnvRequirements` nor one of {string.Join(", ", DeclaredNames.DefaultRequirements.Select(f => $"`{f}`"))} beside the project says what to install",
                "Put a pinned `requirements.txt` beside the project"));
            return null;
        }
        ImmutableArray<string> locks = [.. Declaration.Requirements.Where(PylockFile.IsFileName)];
        RequirementsFile requirements = ReadRequirements(Declaration.Requirements.Where(path => !PylockFile.IsFileName(path)), previous);
        (PylockFile? lockFile, string? lockPath) = ReadLocks(locks);
        if (!locks.IsEmpty && !requirements.Requirements.IsEmpty)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.RequirementsDeclaredAt, "a lock and requirements are declared together",
                string.Join(", ", Declaration.Requirements.Select(Path.GetFileName)), "Declare the lock alone, or the requirements alone"));
        }
        return new RequirementSet(requirements, lockFile, lockPath);
    }

    private RequirementsFile ReadRequirements(IEnumerable<string> paths, Receipt? previous)
    {
        var roots = paths.Select(path => new RequirementsRoot(path, IsConstraints: false, Declaration.RequirementsDeclaredAt))
            .Concat(Declaration.Constraints.Select(path => new RequirementsRoot(path, IsConstraints: true, Declaration.RequirementsDeclaredAt)))
            .ToImmutableArray();
        RequirementsFile file = RequirementsFileReader.Read(roots.AsSpan(), new RequirementsReadOptions
        {
            WorkingDirectory = Declaration.ProjectDirectory,
            EnvironmentVariable = context.WatchVariable,
            Windows = context.Host.IsWindows,
        });
        foreach (RequirementsRoot root in roots)
            context.Watched.File(root.Path, null);
        foreach (SourceFile source in file.Files)
            context.Watched.File(source.Path, source.Sha256);
        context.Report(file.Diagnostics);
        context.Report(PinPolicy.Check([file], new PinPolicyOptions
        {
            RequireHashes = Declaration.RequireHashes ? true : null,
            KnownVersion = KnownVersions(previous),
            ExtraIndexUrls = [.. Declaration.ExtraIndexUrls.Select(url => new Declared<string>(url, Declaration.RequirementsDeclaredAt))],
        }));
        return file;
    }

    // What is installed now is the pin that changes nothing.
    private static Func<PackageName, string?> KnownVersions(Receipt? previous)
    {
        if (previous is null)
            return static _ => null;
        Dictionary<string, string> versions = previous.Packages.ToDictionary(p => p.Name, p => p.Version, StringComparer.Ordinal);
        return name => versions.GetValueOrDefault(name.Value);
    }

    private (PylockFile?, string?) ReadLocks(ImmutableArray<string> paths)
    {
        if (paths.IsEmpty)
            return (null, null);
        string path = paths[0];
        if (paths.Length > 1)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.RequirementsDeclaredAt, "several locks are declared for one environment", string.Join(", ", paths.Select(Path.GetFileName)), "Declare one"));
        }
        byte[]? bytes = File.Exists(path) ? File.ReadAllBytes(path) : null;
        context.Watched.File(path, bytes is null ? null : Digest.OfBytes(bytes));
        if (bytes is null)
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                Declaration.RequirementsDeclaredAt, $"the lock `{path}` can't be read", "there is no such file", "Declare one that is there"));
            return (null, null);
        }
        PylockReading reading = PylockReader.Read(bytes, path);
        context.Report(reading.Diagnostics);
        return (reading.File, path);
    }

    private void WatchUnlessDeclared(string path)
    {
        if (context.Declared.Text(DeclaredNames.Requirements) is null)
            context.Watched.File(path);
    }
}
