using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Model;

/// <summary>Holds a lock against one environment, and finds the file of an entry that fits it.</summary>
/// <param name="file">The lock's absolute path.</param>
/// <param name="environment">What markers are evaluated for.</param>
/// <param name="diagnostics">Receives PYENV2002, 3002 and 3003.</param>
internal sealed class LockFitness(string file, MarkerEnvironment environment, DiagnosticBag diagnostics)
{
    // An interpreter, or a target that is only declared.
    private string Described => $"{environment.PlatformPythonImplementation} {environment.PythonFullVersion} "
        + $"on {environment.SysPlatform} {environment.PlatformMachine}";

    /// <summary>PYENV3003 if the lock, or an entry of it, is not for the interpreter's version.</summary>
    /// <returns>Whether it is.</returns>
    public bool CheckPython(SpecifierSet? requiresPython, SourceSpan where, string what)
    {
        if (requiresPython is null || requiresPython.Contains(environment.ValueOf(MarkerVariable.PythonFullVersion)!))
            return true;
        diagnostics.Add(DiagnosticCatalog.PythonExcluded.At(
            where,
            $"{what} requires Python `{requiresPython}`",
            $"the interpreter is {environment.PythonFullVersion}",
            "Declare another interpreter, or lock anew for this one"));
        return false;
    }

    /// <summary>PYENV3002 if none of the markers holds; no markers at all are met by any environment.</summary>
    public void CheckPlatform(IReadOnlyCollection<Marker> markers, SourceSpan where)
    {
        if (markers.Count == 0 || markers.Any(marker => Holds(marker, MarkerSelection.None, where)))
            return;
        CannotBeUsed(where, $"it is made for {string.Join(" or ", markers.Select(marker => $"`{marker}`"))}");
    }

    public void CannotBeUsed(SourceSpan where, string evidence) => diagnostics.Add(DiagnosticCatalog.NoFileFits.At(
        where,
        $"the lock file is not made for {Described}",
        evidence,
        "Lock for this environment too"));

    /// <summary>A marker that asks for what it may not ask for is an error, as in <c>packaging</c>.</summary>
    public bool Holds(Marker marker, MarkerSelection selection, SourceSpan where)
    {
        if (!marker.TryEvaluate(environment, selection, out bool holds, out ParseError? error))
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where == SourceSpan.None ? new SourceSpan(file) : where, $"the marker `{marker}` means nothing here", error.Message,
                "Write the lock anew with the tool that made it"));
        }
        return holds;
    }

    /// <summary>
    /// The source of an entry that is installed: its tree or archive, else the best wheel, else the sdist; null after PYENV3002.
    /// </summary>
    public LockChoice? Choose(LockEntry package, SupportedTags tags, bool prefersSdist = false)
    {
        LockSource? source = (LockSource?)package.Vcs ?? (LockSource?)package.Directory ?? (LockSource?)package.Archive ?? package.OnIndex;
        source ??= prefersSdist && package.Sdist is not null ? package.Sdist : BestWheel(package, tags) ?? package.Sdist;
        if (source is not null)
            return new LockChoice(package, source);
        string found = string.Join(", ", package.Wheels.Select(wheel => wheel.FileName));
        diagnostics.Add(DiagnosticCatalog.NoFileFits.At(
            package.Where,
            $"no wheel of `{package.Name}` fits {Described}, and the lock has no source distribution of it",
            $"the lock has {(found.Length > 0 ? found : "no file of it")}; {(tags.Count > 0 ? tags[0] : "no file")} would fit best",
            "Lock for this environment too"));
        return null;
    }

    private static LockWheel? BestWheel(LockEntry package, SupportedTags tags)
    {
        LockWheel? best = null;
        int bestRank = int.MaxValue;
        foreach (LockWheel wheel in package.Wheels)
        {
            if (tags.RankOf(wheel.ParsedName.Tags) is { } rank && rank < bestRank)
                (best, bestRank) = (wheel, rank);
        }
        return best;
    }
}
