using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>
/// Walks the graph of a lock that does not say which groups lead to its packages (before version 2.1), from what the project requires. Of
/// several versions that will do, the highest is meant, and once one is taken, every other requirement has to accept it. Of a lock that
/// says it, it tells what a selection lacks.
/// </summary>
/// <param name="environment">Null for all that is reached in any: then every version that will do is taken.</param>
internal sealed class PoetryWalk(PoetryLock lockFile, MarkerEnvironment? environment, DiagnosticBag diagnostics)
{
    private readonly ILookup<PackageName, PoetryPackage> _byName =
        lockFile.Packages.OrderByDescending(package => package.Version).ToLookup(package => package.Name);

    private readonly OrderedDictionary<PoetryPackage, HashSet<string>> _reached = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<PoetryVisit> _queue = new();
    private readonly PythonVersion? _python = environment is null ? null : PythonOf(environment);

    public static PythonVersion PythonOf(MarkerEnvironment environment) =>
        PythonVersion.Parse(environment.ValueOf(MarkerVariable.PythonFullVersion)!);

    /// <returns>Empty after reported errors.</returns>
    public IReadOnlyList<PoetryPackage> Walk(LockWish wish)
    {
        LockErrors.Report(lockFile.Project.Errors, LockTool.Poetry, diagnostics);
        HashSet<PackageName> ofExtras = NamesOf(wish.Extras);
        foreach (string group in wish.Groups is null ? [PoetryLock.MainGroup] : wish.Groups.Prepend(PoetryLock.MainGroup))
        {
            foreach (PoetryRequirement requirement in lockFile.Project.Groups.GetValueOrDefault(group, []))
            {
                // Whether an extra is needed for it is said by the package, for it may be required without one elsewhere.
                bool isWanted = !_byName[requirement.Name].Any(package => package.IsOptional) || ofExtras.Contains(requirement.Name);
                if (isWanted && Counts(requirement, extra: null))
                    Follow(requirement, null);
            }
        }
        while (_queue.TryDequeue(out PoetryVisit? next))
        {
            foreach (PoetryRequirement requirement in next.Package.Requires)
            {
                bool isListed = next.Extra is not null
                    && next.Package.Extras.TryGetValue(next.Extra, out ImmutableHashSet<PackageName>? names)
                    && names.Contains(requirement.Name);
                if ((requirement.IsOptional ? isListed : next.Extra is null) && Counts(requirement, next.Extra))
                    Follow(requirement, next.Package);
            }
        }
        return diagnostics.HasErrors ? [] : [.. _reached.Keys];
    }

    /// <summary>PYENV3004 for what the project or a package requires in every case and a selection lacks.</summary>
    /// <param name="groups">Those of the project that are wanted.</param>
    public IEnumerable<Diagnostic> Unmet(IReadOnlyCollection<PoetryPackage> selected, IEnumerable<string> groups)
    {
        HashSet<PackageName> names = [.. selected.Select(package => package.Name)];
        return groups.SelectMany(group => lockFile.Project.Groups.GetValueOrDefault(group, []))
            .Select(requirement => (Requirement: requirement, By: (PoetryPackage?)null))
            .Concat(
                from package in selected
                from requirement in package.Requires
                select (Requirement: requirement, By: (PoetryPackage?)package))
            .Where(one => !one.Requirement.IsOptional && !names.Contains(one.Requirement.Name) && Counts(one.Requirement, extra: null))
            .DistinctBy(one => one.Requirement.Name)
            .Select(one => Missing(one.Requirement, one.By));
    }

    private static Diagnostic Missing(PoetryRequirement requirement, PoetryPackage? by) => DiagnosticCatalog.DependencyNotPinned.At(
        by?.Where ?? requirement.Where, $"the lock has no `{requirement}`", $"{Requirer(by)} requires it",
        LockErrors.Rewrite(LockTool.Poetry));

    /// <summary>Everything that the extras of the project lead to.</summary>
    private HashSet<PackageName> NamesOf(IEnumerable<string> extras)
    {
        var names = new HashSet<PackageName>();
        var pending = new Queue<PackageName>(extras.SelectMany(extra => lockFile.Extras[extra]));
        while (pending.TryDequeue(out PackageName? name))
        {
            if (!names.Add(name))
                continue;
            foreach (PoetryRequirement requirement in _byName[name].SelectMany(package => package.Requires))
                pending.Enqueue(requirement.Name);
        }
        return names;
    }

    private bool Counts(PoetryRequirement requirement, string? extra)
    {
        if (requirement.Name == lockFile.Project.Name)
            return false;
        if (environment is not null && (requirement.Python?.Admits(_python!) == false
            || (requirement.Platform is { } platform && !platform.Contains(environment.SysPlatform, StringComparison.Ordinal))))
        {
            return false;
        }
        HashSet<string> active = extra is null ? [] : [extra];
        return requirement.Marker is null
            || (requirement.Marker.TryEvaluate(environment, MarkerSelection.ForActiveExtras(active), out bool holds, out _) && holds);
    }

    private void Follow(PoetryRequirement requirement, PoetryPackage? by)
    {
        PoetryPackage[] fitting = [.. _byName[requirement.Name].Where(package => IsMeant(requirement, package))];
        PoetryPackage? taken = environment is null ? null : _byName[requirement.Name].FirstOrDefault(_reached.ContainsKey);
        if (taken is not null && !fitting.Contains(taken))
        {
            diagnostics.Add(DiagnosticCatalog.PinContradicted.At(
                taken.Where, $"`{taken.Name} {taken.Version}` is not what is required", $"{Requirer(by)} requires `{requirement}`",
                LockErrors.Rewrite(LockTool.Poetry)));
        }
        else if (fitting.Length == 0)
            diagnostics.Add(Missing(requirement, by));
        foreach (PoetryPackage package in environment is null ? fitting : fitting.Take(1).Select(first => taken ?? first))
            Reach(package, requirement.Extras);
    }

    private static string Requirer(PoetryPackage? package) => package is null ? "the project" : $"`{package.Name} {package.Version}`";

    private bool IsMeant(PoetryRequirement requirement, PoetryPackage package) =>
        (_python is null || package.Pythons.Admits(_python))
        && (requirement.SourceType is { } type
            ? package.Source is { } source && (type == source.Type || (type == "path" && source.Type is "file" or "directory"))
            : requirement.Versions.Admits(package.Version));

    private void Reach(PoetryPackage package, ImmutableArray<string> extras)
    {
        if (!_reached.TryGetValue(package, out HashSet<string>? known))
        {
            _reached[package] = known = new HashSet<string>(StringComparer.Ordinal);
            _queue.Enqueue(new PoetryVisit(package, null));
        }
        foreach (string extra in extras.Where(known.Add))
            _queue.Enqueue(new PoetryVisit(package, extra));
    }

    /// <summary>What is still to be followed: the dependencies of a package, or those of one of its extras.</summary>
    private sealed record PoetryVisit(PoetryPackage Package, string? Extra);
}
