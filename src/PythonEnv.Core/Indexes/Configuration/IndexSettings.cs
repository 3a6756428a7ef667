using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Indexes.Configuration;

/// <summary>An index and the place that names it.</summary>
internal sealed record ConfiguredIndex(IndexUrl Location, SettingOrigin Origin);

/// <summary>A folder, page or file that lists distributions.</summary>
/// <param name="Text">A path, absolute or relative; or a URL as it may be shown.</param>
/// <param name="Url">Null for a path.</param>
internal sealed record ConfiguredLinks(string Text, IndexUrl? Url, SettingOrigin Origin)
{
    /// <param name="text">As written, a <c>~</c> expanded.</param>
    public static ConfiguredLinks Of(string text, SettingOrigin origin) =>
        IndexUrl.TryParse(text, out IndexUrl? url, origin.Name) ? new(url.ToString(), url, origin) : new(text, null, origin);

    public override string ToString() => Text;
}

/// <summary>What set an option.</summary>
/// <param name="Name">An environment variable, a property, or the long option's name.</param>
/// <param name="Where">The line of the file that sets it, or no place.</param>
internal sealed record SettingOrigin(string Name, SourceSpan Where)
{
    public static SettingOrigin Default { get; } = new("default", SourceSpan.None);

    public override string ToString() => Where.File.Length > 0 ? Where.ToString() : Name;
}

/// <summary>One option in effect, as it may be shown in a log.</summary>
/// <param name="Value">Without credentials.</param>
/// <param name="Ignored">Why it has no effect here; null if it has.</param>
internal sealed record AppliedSetting(string Name, string Value, SettingOrigin Origin, string? Ignored = null)
{
    public override string ToString() => $"{Name} = {Value} ({Origin}){(Ignored is null ? "" : $": ignored, {Ignored}")}";
}

/// <summary>Where distributions come from and how they are fetched.</summary>
internal sealed record IndexSettings
{
    /// <summary>The index that is used where nothing is configured.</summary>
    public static readonly Uri DefaultIndex = new("https://pypi.org/simple/");

    /// <summary>The main index first; empty with <c>--no-index</c>.</summary>
    public ImmutableArray<ConfiguredIndex> Indexes { get; init; } = [];

    public ImmutableArray<ConfiguredLinks> FindLinks { get; init; } = [];

    public bool NoIndex { get; init; }

    /// <summary>The indexes that are the only ones for some names.</summary>
    public ImmutableArray<NamedIndex> PackageIndexes { get; init; } = [];

    /// <summary><c>host</c> or <c>host:port</c>: plain http and unverified certificates are accepted.</summary>
    public ImmutableArray<string> TrustedHosts { get; init; } = [];

    /// <summary>The configured proxy; null: the environment's.</summary>
    public IndexUrl? Proxy { get; init; }

    /// <summary>A PEM bundle (or a folder of PEM files) of authorities trusted besides the system's; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>A PEM file with the client's certificate and key.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The longest silence of a connection; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a failed request is repeated.</summary>
    public int Retries { get; init; } = 5;

    public FormatControl Formats { get; init; } = FormatControl.Unset;

    public bool PreferBinary { get; init; }

    /// <summary>Whose pre-releases are allowed; <c>--pre</c> is everybody's.</summary>
    public ReleaseControl Releases { get; init; } = ReleaseControl.Unset;

    /// <summary><c>--require-hashes</c>.</summary>
    public bool RequireHashes { get; init; }

    /// <summary>Whether <c>--keyring-provider</c> is <c>subprocess</c>, the only one that is used.</summary>
    public bool AsksKeyring { get; init; }

    /// <summary>Every option that was set, in the order in which they were applied.</summary>
    public ImmutableArray<AppliedSetting> Applied { get; init; } = [];

    /// <summary>The files and URLs a message may name: indexes, then links.</summary>
    public IEnumerable<string> Places =>
        Indexes.Select(index => index.Location.ToString())
            .Concat(FindLinks.Select(links => links.ToString()))
            .Concat(PackageIndexes.Select(index => index.Location.ToString()));
}
