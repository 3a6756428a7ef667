using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Locks.Model;

/// <summary>A lock that could be read, of whichever tool.</summary>
internal interface ILock
{
    /// <summary>Its absolute path.</summary>
    string Path { get; }

    /// <summary>The indexes that it names, each once a distribution.</summary>
    IEnumerable<PackageIndexOption> Indexes { get; }

    /// <summary>Reports what can't be pinned of all that may be installed on any platform: PYENV1004, 2002, 2004, 2005, 2006.</summary>
    void Police(LockWish wish, DiagnosticBag diagnostics);

    /// <summary>The files that one environment needs; empty after reported errors.</summary>
    ImmutableArray<LockChoice> Choose(LockWish wish, MarkerEnvironment environment, SupportedTags tags, DiagnosticBag diagnostics);

    /// <summary>The names that people wrote, as far as the lock and its project tell.</summary>
    IEnumerable<PackageName> Written(LockWish wish);

    /// <summary>
    /// Reports PYENV6001 where a file that the lock was made from has changed since, as far as the lock tells. No network.
    /// </summary>
    void CheckFreshness(DiagnosticBag diagnostics);
}
