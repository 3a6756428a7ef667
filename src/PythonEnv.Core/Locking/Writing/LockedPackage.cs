using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Locking.Writing;

/// <summary>One pin of a lock: a name in one version, wherever its marker holds.</summary>
internal sealed record LockedPackage
{
    public required PackageName Name { get; init; }

    public required PythonVersion Version { get; init; }

    /// <summary>Where it is needed; null if on every target.</summary>
    public Marker? Marker { get; init; }

    /// <summary>Every file that fits a target, by name.</summary>
    public required ImmutableArray<LockedFile> Files { get; init; }

    /// <summary>Who asks for it: names of the lock, and files that people wrote; in order.</summary>
    public ImmutableArray<string> Via { get; init; } = [];

    /// <summary>As its metadata has it; null if it has none.</summary>
    public string? RequiresPython { get; init; }

    /// <summary>The index that offers it, without credentials; null if none does.</summary>
    public Uri? Index { get; init; }

    /// <summary>The names of the lock that it requires, in order.</summary>
    public ImmutableArray<PackageName> Dependencies { get; init; } = [];

    /// <summary>
    /// The URL, where the declaration gives one; variables as written, without credentials. Or the relative path of a wheel.
    /// </summary>
    public string? DirectUrl { get; init; }

    /// <summary>The commit of a repository that it is built from; null for files.</summary>
    public RequirementLink? Checkout { get; init; }

    public override string ToString() => $"{Name} {Version}";
}

/// <summary>A file of a pin.</summary>
/// <param name="Url">Without credentials and query.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Size">In bytes; null if the index does not tell.</param>
/// <param name="UploadTime">UTC; null if the index does not tell.</param>
internal sealed record LockedFile(string FileName, Uri Url, string Sha256, long? Size, DateTimeOffset? UploadTime)
{
    public bool IsWheel => FileName.EndsWith(".whl", StringComparison.Ordinal);
}
