using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Locks;
using PythonEnv.Locks.Model;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Engine.Stages;

/// <summary>What the declared files say: requirements, or a lock.</summary>
/// <param name="Requirements">Everything the requirements and constraints files say, includes in place.</param>
/// <param name="Lock">The lock, if one is declared.</param>
/// <param name="Wish">What of the lock is wanted.</param>
/// <param name="Freshness">Holds a lock that this package made against what it was made from.</param>
internal sealed record RequirementSet(RequirementsFile Requirements, ILock? Lock, LockWish Wish, LockStage Freshness);

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
        var files = new DeclaredFiles(context);
        if (Declaration.Requirements.IsEmpty)
        {
            files.ReportNone();
            return null;
        }
        ImmutableArray<string> declared = files.Police(Declaration.Requirements, DeclaredNames.Requirements);
        ImmutableArray<string> locks = [.. declared.Where(LockReader.IsLock)];
        var freshness = new LockStage(context);
        RequirementsFile requirements = ReadRequirements(
            declared.Where(path => !LockReader.IsLock(path)), previous, isOwnLock: freshness.Record is not null);
        LockWish wish = ReadWish();
        ILock? lockFile = ReadLocks(locks, wish);
        if (!locks.IsEmpty && !requirements.Requirements.IsEmpty)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.RequirementsDeclaredAt, "a lock and requirements are declared together",
                string.Join(", ", Declaration.Requirements.Select(Path.GetFileName)), "Declare the lock alone, or the requirements alone"));
        }
        if (lockFile is not null)
            requirements = requirements with
            {
                Options = requirements.Options with { OfLock = [.. lockFile.Indexes] }
            };
        freshness.CheckInputs();
        if (locks.IsEmpty && !freshness.IsOfProject)
            context.Report(FindIdleSelection(declared));
        return new RequirementSet(requirements, lockFile, wish, freshness);
    }

    private RequirementsFile ReadRequirements(IEnumerable<string> paths, Receipt? previous, bool isOwnLock)
    {
        PipDemands pip = PipDemands.Read(context);
        var roots = paths.Select(path => new RequirementsRoot(path, IsConstraints: false, Declaration.RequirementsDeclaredAt))
            .Concat(Declaration.Constraints.Select(
                path => new RequirementsRoot(path, IsConstraints: true, Declaration.At(DeclaredNames.Constraints))))
            .Concat(pip.Constraints)
            .ToImmutableArray();
        RequirementsFile file = RequirementsFileReader.Read(roots.AsSpan(), new RequirementsReadOptions
        {
            WorkingDirectory = Declaration.ProjectDirectory,
            EnvironmentVariable = context.WatchVariable,
            Windows = context.Host.IsWindows,
            // The lock was made with them.
            ConstraintsMayHaveExtras = isOwnLock,
        });
        foreach (RequirementsRoot root in roots)
            context.Watched.File(root.Path, null);
        foreach (SourceFile source in file.Files)
            context.Watched.File(source.Path, source.Sha256, source.Statements);
        context.Report(file.Diagnostics);
        var unreadable = new DiagnosticBag();
        var settings = new Lazy<IndexSettings>(() => DistributionSource.ReadSettings(context, prefix: "", file.Options, unreadable));
        using var advice = new ReleaseAdvice(() => OpenImpatiently(settings.Value));
        Func<DeclaredRequirement, string?> installed = InstalledVersions(previous);
        bool mayAsk = !context.IsReadOnly && !context.IsOffline && Declaration.Mode != EnvironmentMode.Verify;
        context.Report(PinPolicy.Check([file], new PinPolicyOptions
        {
            RequireHashes = Declaration.RequireHashes,
            HashesRequiredBy = pip.HashesRequiredBy,
            KnownVersion = requirement => installed(requirement) ?? (mayAsk ? advice.NewestOf(requirement) : null),
            KnownHashes = requirement => mayAsk ? advice.HashesOf(requirement) : null,
            ExtraIndexes = () => ExtraIndexes(settings.Value, file.Options, Declaration.ProjectFile),
            HasOneIndex = name => settings.Value.PackageIndexes.Any(index => index.Covers(name)),
        }));
        // A run that goes on reads them again, with the interpreter's own, and reports it then.
        if (context.HasErrors)
            context.Report(unreadable);
        return file;
    }

    /// <summary>The extra indexes that are asked, as a message shows them: each at its line, or at the project.</summary>
    /// <remarks>What a file names is asked on machines, too, where nothing else switches the indexes off.</remarks>
    internal static IEnumerable<Declared<string>> ExtraIndexes(IndexSettings settings, IndexOptions ofFiles, string project) =>
        settings.NoIndex && ofFiles.NoIndex is null
            ? ofFiles.ExtraIndexUrls.Select(extra => extra with { Value = $"`{Redaction.OfUrls(extra.Value)}`" })
            : settings.Indexes.Skip(1).Select(extra => PlaceOf(extra, project));

    // A variable has no line to blame.
    private static Declared<string> PlaceOf(ConfiguredIndex extra, string project) => extra.Origin.Where is { File.Length: > 0 } where
        ? new Declared<string>($"`{extra.Location}`", where)
        : new Declared<string>($"`{extra.Location}` of {extra.Origin.Name}", new SourceSpan(project));

    // What is installed now is the pin that changes nothing.
    private static Func<DeclaredRequirement, string?> InstalledVersions(Receipt? previous)
    {
        if (previous is null)
            return static _ => null;
        Dictionary<string, string> versions = previous.Packages.ToDictionary(p => p.Name, p => p.Version, StringComparer.Ordinal);
        return requirement => versions.GetValueOrDefault(requirement.CanonicalName!.Value) is { } version
            && requirement.Specifiers.Contains(version, prereleases: true) ? version : null;
    }

    // What is asked is only advice for a build that fails anyway.
    private IndexClient OpenImpatiently(IndexSettings settings)
    {
        IndexSettings hasty = settings with { Retries = 0, Timeout = TimeSpan.FromSeconds(3) };
        return new IndexClient(hasty, context.Host, CredentialStore.For(hasty, context.Host), Declaration.ProjectDirectory);
    }

    private ILock? ReadLocks(ImmutableArray<string> paths, LockWish wish)
    {
        if (paths.IsEmpty)
            return null;
        string path = paths[0];
        if (paths.Length > 1)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.RequirementsDeclaredAt, "several locks are declared for one environment",
                string.Join(", ", paths.Select(Path.GetFileName)), "Declare one"));
        }
        var diagnostics = new DiagnosticBag();
        var projects = new ProjectFiles(ReadWatched, FindWatched);
        ILock? lockFile = null;
        string? problem = null;
        try
        {
            if (ReadWatched(path) is { } bytes)
                lockFile = LockReader.Read(path, bytes, projects, diagnostics);
            else
                problem = "there is no such file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message.TrimEnd('.');
        }
        if (problem is not null)
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                Declaration.RequirementsDeclaredAt, $"the lock `{Redaction.OfUrls(path)}` can't be read", problem,
                "Declare one that can be read"));
            return null;
        }
        lockFile?.Police(wish, diagnostics);
        context.Report(diagnostics);
        var staleness = new DiagnosticBag();
        lockFile?.CheckFreshness(staleness);
        bool mayMend = !context.IsReadOnly && Declaration.Mode != EnvironmentMode.Verify;
        context.Report(projects.Problems);
        context.Report(staleness.Select(finding => mayMend ? finding : finding with { Severity = Severity.Error }));
        return lockFile;
    }

    // Only a lock, or the project that one was made from, has what these select from.
    private IEnumerable<Diagnostic> FindIdleSelection(ImmutableArray<string> declared) =>
        from name in (string[])[DeclaredNames.Extras, DeclaredNames.Groups, DeclaredNames.LockPackage]
        where context.Declared.Text(name) is not null
        select DiagnosticCatalog.DeclarationUnreadable.At(
            Declaration.At(name), $"`{context.Declared.Spell(name)}` has no effect",
            $"it selects from a lock, or from the `pyproject.toml` that `PythonEnvLock` made a lock from; declared is "
                + $"{string.Join(", ", declared.Select(path => $"`{Path.GetFileName(path)}`"))}, a list that is installed whole",
            name == DeclaredNames.Extras
                ? "Remove it, or write the extra to its requirement: `name[extra]==version`"
                : "Remove it, or declare the lock");

    private LockWish ReadWish() => new()
    {
        Package = Declaration.LockPackage,
        PackageAt = Declaration.At(DeclaredNames.LockPackage),
        Extras = [.. Declaration.Extras.Select(extra => extra.Value)],
        ExtrasAt = Declaration.At(DeclaredNames.Extras),
        Groups = Declaration.Groups.IsEmpty ? null : [.. Declaration.Groups.Select(group => group.Value)],
        GroupsAt = Declaration.At(DeclaredNames.Groups),
    };

    private byte[]? ReadWatched(string path)
    {
        byte[]? bytes = RegularFile.ReadBounded(path);
        context.Watched.File(path, bytes is null ? null : Digest.OfBytes(bytes));
        return bytes;
    }

    // Whole trees are not looked through by a build with nothing to do.
    private IReadOnlyCollection<string> FindWatched(string pattern)
    {
        if (!FilePattern.IsDeep(pattern))
            context.Watched.Pattern(pattern);
        return FilePattern.Find(pattern);
    }

    private void WatchUnlessDeclared(string path)
    {
        if (context.Declared.Text(DeclaredNames.Requirements) is null)
            context.Watched.File(path);
    }
}
