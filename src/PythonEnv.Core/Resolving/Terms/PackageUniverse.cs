using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Resolving.Terms;

/// <summary>
/// All releases of one name: from the one index that the name comes from, and from the URLs that declarations give for it.
/// </summary>
internal sealed record PackageUniverse
{
    public required PackageName Name { get; init; }

    /// <summary>Each version of the index and each URL once, in any order; empty if no index has the name.</summary>
    public required ImmutableArray<Release> Releases { get; init; }

    /// <summary>How messages name the indexes that were asked, without credentials; empty if there are none to name.</summary>
    public ImmutableArray<string> Asked { get; init; } = [];

    public bool AllowsWheels { get; init; } = true;

    /// <summary>The pages that were found and name no file, as messages name them; a page for people is such a one.</summary>
    public ImmutableArray<string> EmptyPages { get; init; } = [];

    /// <summary>May it be built from source? Else a release that has no wheel is no candidate.</summary>
    public bool AllowsSource { get; init; }

    /// <summary>May it be built, and <c>--only-binary</c> leaves its sources out all the same?</summary>
    public bool IsOnlyBinary { get; init; }

    /// <summary>Is its index exempt from <see cref="ResolveOptions.UploadedBefore"/>?</summary>
    public bool IgnoresUploadTimes { get; init; }
}
