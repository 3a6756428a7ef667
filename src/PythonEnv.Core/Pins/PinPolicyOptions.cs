using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;

namespace PythonEnv.Pins;

/// <summary>What the policy must know besides the files.</summary>
internal sealed record PinPolicyOptions
{
    /// <summary>
    /// Must every requirement have a hash? Null: as soon as one has, or <c>--require-hashes</c> or pip's configuration says so.
    /// </summary>
    public bool? RequireHashes { get; init; }

    /// <summary>What requires hashes in pip's configuration; null if nothing does.</summary>
    public string? HashesRequiredBy { get; init; }

    /// <summary>
    /// The environment that is to be made; null if it is not known yet, and lines with different markers are not compared.
    /// </summary>
    public MarkerEnvironment? Environment { get; init; }

    /// <summary>
    /// The version to propose as the pin, such as the one installed or the newest, of those that the specifiers and hashes accept; null if
    /// none is known.
    /// </summary>
    public Func<DeclaredRequirement, string?> KnownVersion { get; init; } = static _ => null;

    /// <summary>The options <c>--hash=…</c> to propose for a pin without any; null if none are known.</summary>
    public Func<DeclaredRequirement, string?> KnownHashes { get; init; } = static _ => null;

    /// <summary>
    /// The extra indexes that are asked, whoever configures them, each as a message shows it. Called where something has no hash.
    /// </summary>
    public Func<IEnumerable<Declared<string>>> ExtraIndexes { get; init; } = static () => [];

    /// <summary>Whether one index alone is asked for a name.</summary>
    public Func<PackageName, bool> HasOneIndex { get; init; } = static _ => false;
}
