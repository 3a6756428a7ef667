using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Locks.Standard;

/// <summary>What to install; or, if there are any errors, why that can't be told. All of them are found in one go.</summary>
internal sealed record PylockSelection(ImmutableArray<LockChoice> Choices, ImmutableArray<Diagnostic> Errors);

/// <summary>Chooses from a lock what one environment needs (PEP 751, "Installation").</summary>
/// <param name="lockFile">A valid lock.</param>
/// <param name="file">Its absolute path.</param>
/// <param name="environment">What markers are evaluated for.</param>
/// <param name="tags">The tags that the interpreter can install, best first.</param>
internal sealed class PylockSelector(PylockFile lockFile, string file, MarkerEnvironment environment, SupportedTags tags)
{
    private readonly DiagnosticBag _errors = [];

    /// <param name="extras">The extras asked for.</param>
    /// <param name="dependencyGroups">The groups asked for; null for the lock's default groups, which an empty list shuts out.</param>
    /// <param name="prefersSdist">For which names an sdist is taken though there may be a fitting wheel; null for none.</param>
    public PylockSelection Select(
        IEnumerable<string>? extras = null, IEnumerable<string>? dependencyGroups = null, Func<PackageName, bool>? prefersSdist = null)
    {
        var fitness = new LockFitness(file, environment, _errors);
        CheckEnvironment(fitness);
        MarkerSelection selection = MarkerSelection.ForLockFile(extras ?? [], dependencyGroups ?? lockFile.DefaultGroups);
        var chosen = new OrderedDictionary<PackageName, LockEntry>();
        foreach (LockEntry package in lockFile.Packages)
        {
            if (package.Marker is not null && !fitness.Holds(package.Marker, selection, package.Where))
                continue;
            if (fitness.CheckPython(package.RequiresPython, package.Where, $"`{package.Name}`") && !chosen.TryAdd(package.Name, package))
                _errors.Add(Ambiguous(chosen[package.Name], package));
        }
        ImmutableArray<LockChoice> choices =
        [
            .. chosen.Values
                .Select(package => fitness.Choose(package, tags, prefersSdist?.Invoke(package.Name) == true))
                .OfType<LockChoice>(),
        ];
        return new PylockSelection(_errors.HasErrors ? [] : choices, [.. _errors]);
    }

    private void CheckEnvironment(LockFitness fitness)
    {
        var where = new SourceSpan(file);
        fitness.CheckPython(lockFile.RequiresPython, where, "the lock file");
        if (lockFile.Environments is not { } environments)
            return;
        if (environments.IsEmpty)
            fitness.CannotBeUsed(where, "it is made for no environment at all");
        else
            fitness.CheckPlatform(environments, where);
    }

    private static Diagnostic Ambiguous(LockEntry first, LockEntry second) => DiagnosticCatalog.PinnedTwice.At(
        second.Where,
        $"`{second.Name}` is to be installed twice",
        $"line {first.Where.Line} is to be installed here too",
        "Make their markers exclude each other");
}
