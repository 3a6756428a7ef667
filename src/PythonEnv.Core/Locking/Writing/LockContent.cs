using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locking.Writing;

/// <summary>A lock as it is to be written.</summary>
internal sealed record LockContent
{
    /// <summary>What it says of its own making.</summary>
    public required LockRecord Record { get; init; }

    /// <summary>Where distributions come from, as lines of a requirements file; other formats have the URL of each file.</summary>
    public ImmutableArray<string> SourceLines { get; init; } = [];

    /// <summary>In order of name and version.</summary>
    public required ImmutableArray<LockedPackage> Packages { get; init; }

    /// <summary>The distinct environments of the targets, in order of declaration.</summary>
    public required ImmutableArray<MarkerEnvironment> Environments { get; init; }
}
