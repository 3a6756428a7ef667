using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>A lock that is to be made.</summary>
internal sealed record LockRequest
{
    /// <summary>Absolute path of the lock; its name decides its format.</summary>
    public required string Path { get; init; }

    /// <summary>Absolute paths of the files that people write it in.</summary>
    public required ImmutableArray<string> From { get; init; }

    public required LockInputs Inputs { get; init; }

    public LockOptions Options { get; init; } = new();

    /// <summary>What it has to be installable on, in order of declaration.</summary>
    public required ImmutableArray<TargetEnvironment> Targets { get; init; }

    /// <summary>The Python of the targets that name none, in the form of <see cref="LockRecord.Python"/>.</summary>
    public required string Python { get; init; }

    /// <summary>What markers say on this machine, where sources can be built; null if nothing is built.</summary>
    public MarkerEnvironment? Here { get; init; }

    /// <summary>The pins of the existing lock, which stay where they still fit.</summary>
    public ImmutableArray<Preference> Preferences { get; init; } = [];

    /// <summary>What is installed and in no lock yet; it stays where it fits.</summary>
    public ImmutableArray<Preference> Installed { get; init; } = [];

    /// <summary>
    /// What is pinned as it stands, whatever it requires in turn: nothing is resolved then, and the inputs are only kept. Empty as a rule.
    /// </summary>
    public ImmutableArray<StandingPin> Exactly { get; init; } = [];

    /// <summary>Everything that names a distribution: what people wrote, and where what stands came from.</summary>
    public IEnumerable<DeclaredRequirement> Named => Inputs.Written.Concat(Exactly.Select(pin => pin.Origin).OfType<DeclaredRequirement>());

    /// <summary>What takes the newest version that is allowed, whatever is there now.</summary>
    public UpgradePolicy Upgrade { get; init; } = UpgradePolicy.None;

    /// <summary>
    /// Where the inputs say that distributions come from, as lines of a requirements file: with variables, without a credential. Empty
    /// for a <c>pylock.toml</c>, which has the URL of each file.
    /// </summary>
    public ImmutableArray<string> SourceLines => PylockFile.IsFileName(Path)
        ? []
        : [.. Inputs.SourceOptions.Select(SourceLine).OfType<string>().Distinct(StringComparer.Ordinal)];

    private string? SourceLine(LineOption option)
    {
        string value = WithoutMasks(Redaction.OfCredentials(option.Written ?? ""));
        bool isBesideItsFile = option.Option == RequirementsOption.FindLinks
            && System.IO.Path.IsPathRooted(option.Value) && !System.IO.Path.IsPathRooted(value);
        string written = isBesideItsFile ? Shown(option.Value!) : value;
        // What would not lead there without its secret is left to the configuration.
        return WithoutMasks(Redaction.OfUrls(written)).Contains(Redaction.Mask, StringComparison.Ordinal) ? null : option.Option switch
        {
            RequirementsOption.NoIndex => "--no-index",
            RequirementsOption.IndexUrl => $"--index-url {written}",
            RequirementsOption.ExtraIndexUrl => $"--extra-index-url {written}",
            RequirementsOption.TrustedHost => $"--trusted-host {written}",
            _ => written.Contains(' ', StringComparison.Ordinal) ? $"--find-links \"{written}\"" : $"--find-links {written}",
        };
    }

    private static string WithoutMasks(string text) => text.Replace($"{Redaction.Mask}@", "", StringComparison.Ordinal);

    /// <summary>A file as the lock names it: relative to the lock, with slashes. A list that becomes the input has its new name.</summary>
    public string Shown(string file) =>
        System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(Path)!, file == Path ? From[0] : file).Replace('\\', '/');
}

/// <summary>A distribution that is pinned as it stands.</summary>
/// <param name="Origin">The URL that it came from, with its digest where that is known; null if it came from an index.</param>
internal sealed record StandingPin(PackageName Name, PythonVersion Version, DeclaredRequirement? Origin);

/// <summary>Which pins may move without need.</summary>
/// <param name="All">Every one.</param>
/// <param name="Names">These, unless all may.</param>
internal sealed record UpgradePolicy(bool All, ImmutableHashSet<PackageName> Names)
{
    public static UpgradePolicy None { get; } = new(false, []);

    public bool IsNone => !All && Names.IsEmpty;

    public bool Includes(PackageName name) => All || Names.Contains(name);
}

/// <summary>A lock, unless there are errors; and everything that was found.</summary>
/// <param name="Text">The file's text; null after an error.</param>
/// <param name="Content">What it holds; null after an error.</param>
/// <param name="Changes">What differs from the preferences and why, a sentence each.</param>
internal sealed record LockResult(
    string? Text, LockContent? Content, ImmutableArray<string> Changes, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>The newest final version that the index of a name has, not yanked; null where none was asked for, or has one.</summary>
    public Func<PackageName, PythonVersion?> NewestOf { get; init; } = static _ => null;
}
