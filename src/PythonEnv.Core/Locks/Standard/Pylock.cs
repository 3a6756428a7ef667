using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Locks.Standard;

/// <summary>A <c>pylock.toml</c> as one lock among others.</summary>
internal sealed class Pylock(string path, PylockFile file) : ILock
{
    public string Path => path;

    /// <summary>Places of files are told.</summary>
    public IEnumerable<PackageIndexOption> Indexes => [];

    /// <summary>Its entries have been policed when it was read.</summary>
    public void Police(LockWish wish, DiagnosticBag diagnostics)
    {
        if (wish.Package is not null)
            diagnostics.Add(wish.NoMembers(path));
        diagnostics.AddRange(wish.Unknown(path, file.Extras, file.DependencyGroups));
    }

    public ImmutableArray<LockChoice> Choose(LockWish wish, MarkerEnvironment environment, SupportedTags tags, DiagnosticBag diagnostics)
    {
        PylockSelection selection = new PylockSelector(file, path, environment, tags).Select(wish.Extras, wish.Groups);
        diagnostics.AddRange(selection.Errors);
        return selection.Choices;
    }

    /// <summary>The specification has no place for it.</summary>
    public IEnumerable<PackageName> Written(LockWish wish) => [];

    /// <summary>The specification has no place for what it was made from.</summary>
    public void CheckFreshness(DiagnosticBag diagnostics)
    {
    }
}
