using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks;

/// <summary>An entry of the lock and what to install it from.</summary>
internal sealed record PylockChoice(PylockPackage Package, PylockSource Source);

/// <summary>What to install; or, if there are any errors, why that can't be told. All of them are found in one go.</summary>
internal sealed record PylockSelection(ImmutableArray<PylockChoice> Choices, ImmutableArray<Diagnostic> Errors);

/// <summary>Chooses from a lock what one environment needs (PEP 751, "Installation").</summary>
/// <param name="lockFile">A valid lock.</param>
/// <param name="file">Its absolute path.</param>
/// <param name="environment">What markers are evaluated for.</param>
/// <param name="tags">The tags that the interpreter can install, best first.</param>
internal sealed class PylockSelector(PylockFile lockFile, string file, MarkerEnvironment environment, SupportedTags tags)
{
    private readonly List<Diagnostic> _errors = [];

    /// <param name="extras">The extras asked for.</param>
    /// <param name="dependencyGroups">The groups asked for; null for the lock's default groups, which an empty list shuts out.</param>
    /// <param name="prefersSdist">For which names an sdist is taken though there may be a fitting wheel; null for none.</param>
    public PylockSelection Select(
        IEnumerable<string>? extras = null, IEnumerable<string>? dependencyGroups = null, Func<PackageName, bool>? prefersSdist = null)
    {
        _errors.Clear();
        CheckEnvironment();
        MarkerSelection selection = MarkerSelection.ForLockFile(extras ?? [], dependencyGroups ?? lockFile.DefaultGroups);
        var chosen = new OrderedDictionary<PackageName, PylockPackage>();
        foreach (PylockPackage package in lockFile.Packages)
        {
            if (package.Marker is not null && !Holds(package.Marker, selection, package.Where))
                continue;
            if (!AdmitsPython(package.RequiresPython))
                _errors.Add(PythonExcluded(package.Where, $"`{package.Name}`", package.RequiresPython!));
            else if (!chosen.TryAdd(package.Name, package))
                _errors.Add(Ambiguous(chosen[package.Name], package));
        }
        ImmutableArray<PylockChoice> choices = [.. chosen.Values.Select(package => Choose(package, prefersSdist)).OfType<PylockChoice>()];
        return new PylockSelection(_errors.Count == 0 ? choices : [], [.. _errors]);
    }

    private void CheckEnvironment()
    {
        if (!AdmitsPython(lockFile.RequiresPython))
            _errors.Add(PythonExcluded(new SourceSpan(file), "the lock file", lockFile.RequiresPython!));
        if (lockFile.Environments is not { } environments)
            return;
        var where = new SourceSpan(file);
        if (environments.Any(marker => Holds(marker, MarkerSelection.None, where)))
            return;
        string made = string.Join(" or ", environments.Select(marker => $"`{marker}`"));
        _errors.Add(DiagnosticCatalog.NoFileFits.At(
            where,
            $"the lock file is not made for {environment.PlatformPythonImplementation} {environment.PythonFullVersion} "
                + $"on {environment.SysPlatform} {environment.PlatformMachine}",
            environments.IsEmpty ? "it is made for no environment at all" : $"it is made for {made}",
            "Lock for this environment too"));
    }

    private PylockChoice? Choose(PylockPackage package, Func<PackageName, bool>? prefersSdist)
    {
        bool sdistFirst = package.Sdist is not null && prefersSdist?.Invoke(package.Name) == true;
        PylockSource? source = (PylockSource?)package.Vcs ?? (PylockSource?)package.Directory ?? package.Archive;
        source ??= sdistFirst ? package.Sdist : BestWheel(package) ?? package.Sdist;
        if (source is not null)
            return new PylockChoice(package, source);
        string found = string.Join(", ", package.Wheels.Select(wheel => wheel.FileName));
        _errors.Add(DiagnosticCatalog.NoFileFits.At(
            package.Where,
            $"no wheel of `{package.Name}` fits the interpreter, and the lock has no source distribution of it",
            $"the lock has {found}; the interpreter takes {(tags.Count > 0 ? tags[0] : "nothing")} at best",
            "Lock for this environment too"));
        return null;
    }

    private PylockWheel? BestWheel(PylockPackage package) =>
        package.Wheels.Where(wheel => tags.RankOf(wheel.ParsedName.Tags) is not null).MinBy(wheel => tags.RankOf(wheel.ParsedName.Tags));

    /// <summary>A marker that asks for what it may not ask for is an error, as in <c>packaging</c>.</summary>
    private bool Holds(Marker marker, MarkerSelection selection, SourceSpan where)
    {
        if (!marker.TryEvaluate(environment, selection, out bool holds, out ParseError? error))
            _errors.Add(DiagnosticCatalog.RequirementUnreadable.At(where, $"the marker `{marker}` means nothing here", error.Message));
        return holds;
    }

    private bool AdmitsPython(SpecifierSet? requiresPython) =>
        requiresPython is null || requiresPython.Contains(environment.ValueOf(MarkerVariable.PythonFullVersion)!);

    private Diagnostic PythonExcluded(SourceSpan where, string what, SpecifierSet requiresPython) => DiagnosticCatalog.PythonExcluded.At(
        where,
        $"{what} requires Python `{requiresPython}`",
        $"the interpreter is {environment.PythonFullVersion}",
        "Declare another interpreter, or lock anew for this one");

    private static Diagnostic Ambiguous(PylockPackage first, PylockPackage second) => DiagnosticCatalog.PinnedTwice.At(
        second.Where,
        $"`{second.Name}` is to be installed twice",
        $"line {first.Where.Line} is to be installed here too",
        "Make their markers exclude each other");
}
