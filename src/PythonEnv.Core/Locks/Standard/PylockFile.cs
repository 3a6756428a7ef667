using System.Collections.Immutable;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Standard;

/// <summary>
/// A valid <c>pylock.toml</c> (PEP 751, https://packaging.python.org/specifications/pylock-toml). <see cref="PylockReader"/> reads it.
/// </summary>
internal sealed record PylockFile
{
    private const int KnownMinorVersion = 0;

    private static readonly PythonVersion OldestVersion = PythonVersion.Parse("1"), NextMajorVersion = PythonVersion.Parse("2");

    /// <summary>At least 1, less than 2.</summary>
    public required PythonVersion LockVersion { get; init; }

    /// <summary>A minor version that is not known yet: what it added is not understood, and can be ignored.</summary>
    public bool HasNewerMinorVersion => LockVersion.Release is [_, var minor, ..] && minor > KnownMinorVersion;

    /// <summary>At least one must hold where it is installed; null if any environment will do, empty if none will.</summary>
    public ImmutableArray<Marker>? Environments { get; init; }

    public SpecifierSet? RequiresPython { get; init; }

    /// <summary>Normalised.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    public ImmutableArray<string> DependencyGroups { get; init; } = [];

    /// <summary>The groups that are installed unless others are asked for.</summary>
    public ImmutableArray<string> DefaultGroups { get; init; } = [];

    /// <summary>Everything that may be installed; one name may occur several times under different markers.</summary>
    public required ImmutableArray<LockEntry> Packages { get; init; }

    /// <summary>Does a reader of version 1 have to read it?</summary>
    internal static bool IsSupported(PythonVersion lockVersion) => lockVersion >= OldestVersion && lockVersion < NextMajorVersion;

    /// <summary>May a lock file be called that: <c>pylock.toml</c> or <c>pylock.NAME.toml</c>, where the name has no dot?</summary>
    /// <remarks>Like the pattern of the specification, a named one may end in a newline.</remarks>
    public static bool IsFileName(string path)
    {
        const string Prefix = "pylock.", Suffix = ".toml";
        string file = Path.GetFileName(path);
        if (file == "pylock.toml")
            return true;
        if (file.EndsWith('\n'))
            file = file[..^1];
        return file.Length > Prefix.Length + Suffix.Length
            && file.StartsWith(Prefix, StringComparison.Ordinal)
            && file.EndsWith(Suffix, StringComparison.Ordinal)
            && !file.AsSpan(Prefix.Length..^Suffix.Length).Contains('.');
    }
}
