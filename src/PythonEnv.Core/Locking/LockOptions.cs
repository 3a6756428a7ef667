using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>Choices that change what a lock holds.</summary>
internal sealed record LockOptions
{
    public ResolveOptions Resolve { get; init; } = new();

    /// <summary>May a name be built from source?</summary>
    public Func<PackageName, bool> MayBuild { get; init; } = static _ => false;

    /// <summary>The choices that are not the default, as the lock keeps them: <c>--resolution lowest</c>.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];
}
