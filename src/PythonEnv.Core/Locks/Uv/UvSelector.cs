using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// Walks the graph of a <c>uv.lock</c> from what is wanted. An edge is followed where its marker holds; an edge with extras reaches those
/// of the package too.
/// </summary>
/// <remarks>
/// Where extras or groups are declared to conflict, markers ask what is active by names such as <c>extra-3-foo-x</c>, and edges activate
/// extras in their turn. So the graph is walked until no further one becomes active; the last walk is the answer.
/// </remarks>
/// <param name="environment">Null for all that is reached in any.</param>
internal sealed class UvSelector(UvLock lockFile, MarkerEnvironment? environment, DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _activeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<Marker, bool> _holds = new(ReferenceEqualityComparer.Instance);
    private readonly OrderedDictionary<UvPackage, HashSet<string>> _reached = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<UvVisit> _queue = new();

    /// <returns>In the order in which they are reached; empty after reported errors.</returns>
    public IReadOnlyList<UvPackage> Select(LockWish wish)
    {
        ImmutableArray<UvPackage> roots = new UvRoots(lockFile, wish, diagnostics).Find();
        if (diagnostics.HasErrors)
            return [];
        foreach (UvPackage root in roots)
        {
            Activate(UvConflict.Project(root.Name));
            foreach (string extra in wish.Extras)
                Activate(UvConflict.Extra(root.Name, extra));
            foreach (string group in wish.Groups ?? [])
                Activate(UvConflict.Group(root.Name, group));
        }
        bool spreads = lockFile.Conflicts.Count > 0;
        while (Walk(roots, wish) && spreads)
        {
        }
        CheckConflicts(wish);
        if (environment is not null && !diagnostics.HasErrors)
            CheckTwice();
        return diagnostics.HasErrors ? [] : [.. _reached.Keys.Where(package => !lockFile.IsMember(package))];
    }

    /// <returns>Whether something has become active that was not before.</returns>
    private bool Walk(ImmutableArray<UvPackage> roots, LockWish wish)
    {
        int before = _active.Count;
        _reached.Clear();
        foreach (UvPackage root in roots)
        {
            Reach(root, wish.Extras);
            foreach (string group in wish.Groups ?? [])
                Follow(root.Groups[group]);
        }
        foreach (UvDependency requirement in lockFile.Manifest.Requirements.Concat(
            (wish.Groups ?? []).SelectMany(group => lockFile.Manifest.Groups[group])))
            FollowFromManifest(requirement);
        while (_queue.TryDequeue(out UvVisit? next))
            Follow(next.Extra is null ? next.Package.Dependencies : next.Package.Extras[next.Extra]);
        _holds.Clear();
        return _active.Count > before;
    }

    private void Follow(IReadOnlyList<UvDependency> edges)
    {
        foreach (UvDependency edge in edges)
        {
            if (HoldsWithItsExtras(edge) && Find(edge) is { } package)
                Reach(package, edge.Extras);
        }
    }

    // A requirement of no member has no edge of its own: it means every version whose conditions are met.
    private void FollowFromManifest(UvDependency requirement)
    {
        if (!Holds(requirement.Marker))
            return;
        foreach (UvPackage package in lockFile.Named(requirement.Name))
        {
            if (package.ResolutionMarkers.IsEmpty || package.ResolutionMarkers.Any(Holds))
                Reach(package, requirement.Extras);
        }
    }

    private void Reach(UvPackage package, IReadOnlyList<string> extras)
    {
        if (!_reached.TryGetValue(package, out HashSet<string>? known))
        {
            _reached[package] = known = new HashSet<string>(StringComparer.Ordinal);
            _queue.Enqueue(new UvVisit(package, null));
        }
        foreach (string extra in extras)
        {
            if (!known.Add(extra))
                continue;
            _queue.Enqueue(new UvVisit(package, extra));
            if (lockFile.Conflicts.Count > 0)
                Activate(UvConflict.Extra(package.Name, extra));
        }
    }

    private UvPackage? Find(UvDependency edge)
    {
        UvPackage? found = null;
        foreach (UvPackage package in lockFile.Named(edge.Name))
        {
            if ((edge.Source is null || edge.Source.IsSame(package.Source)) && (edge.Version is null || edge.Version == package.Version))
            {
                if (found is not null)
                    return Broken(edge, "it may mean several packages of that name", $"lines {found.Where.Line} and {package.Where.Line}");
                found = package;
            }
        }
        return found ?? Broken(edge, "the lock has no such package", "");
    }

    private UvPackage? Broken(UvDependency edge, string problem, string evidence)
    {
        diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
            edge.Where, $"the dependency `{edge.Name}` leads nowhere: {problem}", evidence, LockErrors.Rewrite(LockTool.Uv)));
        return null;
    }

    private void Activate(UvConflict item)
    {
        _active.Add(item.Code);
        _activeNames[item.Code] = item.Display;
    }

    // An edge that asks for `foo[x]` counts as one that is followed with `x` active.
    private bool HoldsWithItsExtras(UvDependency edge)
    {
        if (lockFile.Conflicts.Count == 0 || edge.Extras.Count == 0 || edge.Marker is null)
            return Holds(edge.Marker);
        var active = new HashSet<string>(_active, StringComparer.Ordinal);
        active.UnionWith(edge.Extras.Select(extra => UvConflict.Extra(edge.Name, extra).Code));
        return edge.Marker.TryEvaluate(environment, MarkerSelection.ForActiveExtras(active), out bool holds, out _) && holds;
    }

    private bool Holds(Marker? marker)
    {
        if (marker is null)
            return true;
        if (!_holds.TryGetValue(marker, out bool holds))
            _holds[marker] = holds = marker.TryEvaluate(environment, MarkerSelection.ForActiveExtras(_active), out bool evaluated, out _)
                && evaluated;
        return holds;
    }

    private void CheckConflicts(LockWish wish)
    {
        foreach (IReadOnlyList<UvConflict> set in lockFile.Conflicts)
        {
            string[] both =
            [
                .. set.Where(item => _active.Contains(item.Code)).Select(item => item.Display).Distinct(StringComparer.Ordinal)
            ];
            if (both.Length > 1)
            {
                diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
                    wish.ExtrasAt, $"what is wanted of `{Path.GetFileName(lockFile.Path)}` can't be installed together",
                    $"its project declares a conflict between {string.Join(" and ", both)}", "Choose one of them"));
            }
        }
    }

    private void CheckTwice()
    {
        foreach (IGrouping<PackageName, UvPackage> same in _reached.Keys.GroupBy(package => package.Name).Where(same => same.Count() > 1))
        {
            diagnostics.Add(DiagnosticCatalog.PinnedTwice.At(
                same.Last().Where, $"`{same.Key}` is to be installed twice, as {string.Join(" and as ", same)}",
                $"line {same.First().Where.Line} is to be installed here too", LockErrors.Rewrite(LockTool.Uv)));
        }
    }

    /// <summary>What is still to be followed: the dependencies of a package, or those of one of its extras.</summary>
    private sealed record UvVisit(UvPackage Package, string? Extra);
}
