using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace PythonEnv.Packaging.Metadata;

/// <summary>
/// The METADATA of a distribution (core metadata specification), as its file has it. The named properties are what pip reads of it:
/// the first header of a name, unchecked.
/// </summary>
internal sealed class CoreMetadata
{
    private static readonly string[] Replaceable = ["Requires-Dist", "Requires-Python", "Provides-Extra"];

    private CoreMetadata(ImmutableArray<MetadataHeader> headers) => Headers = headers;

    /// <summary>All headers in the order of the file.</summary>
    public ImmutableArray<MetadataHeader> Headers { get; }

    public string? MetadataVersion => First("Metadata-Version");

    public string? Name => First("Name");

    public string? Version => First("Version");

    /// <summary>The SPDX expression of <c>License-Expression</c>, else the free text of <c>License</c>.</summary>
    public string? License => First("License-Expression") ?? First("License");

    /// <summary>A PEP 440 specifier set, if it is one.</summary>
    public string? RequiresPython => First("Requires-Python");

    /// <summary>PEP 508 requirements, where they are such.</summary>
    public ImmutableArray<string> RequiresDist => All("Requires-Dist");

    /// <summary>Names of extras as written.</summary>
    public ImmutableArray<string> ProvidesExtra => All("Provides-Extra");

    /// <summary>
    /// Reads no further than the headers, which is all that an installation asks of the file. No bytes are an error: what is no header is
    /// body.
    /// </summary>
    public static CoreMetadata ParseHeaders(ReadOnlySpan<byte> utf8) => new(MetadataHeaders.Read(utf8).Headers);

    /// <summary>
    /// Reads what decides about dependencies alone: the version of the format, name, version, Python, requirements and extras. The rest is
    /// most of it.
    /// </summary>
    /// <inheritdoc cref="ParseHeaders"/>
    public static CoreMetadata ParseRequirements(ReadOnlySpan<byte> utf8) => new(MetadataHeaders.Read(utf8, IsOfRequirements).Headers);

    private static bool IsOfRequirements(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Requires-Dist"u8)
        || Ascii.EqualsIgnoreCase(name, "Provides-Extra"u8)
        || Ascii.EqualsIgnoreCase(name, "Requires-Python"u8)
        || Ascii.EqualsIgnoreCase(name, "Name"u8)
        || Ascii.EqualsIgnoreCase(name, "Version"u8)
        || Ascii.EqualsIgnoreCase(name, "Metadata-Version"u8);

    /// <summary>The same with other dependencies, Pythons and extras, which a project states in place of its own.</summary>
    /// <param name="stated">Null: its own count.</param>
    public CoreMetadata Restated(ImmutableArray<MetadataHeader>? stated) => stated is not { } headers ? this : new CoreMetadata(
        [
            .. Headers.Where(own => !Replaceable.Contains(own.Name, StringComparer.OrdinalIgnoreCase)),
            .. headers,
        ]);

    /// <summary>Why the specification forbids to go by this file, as a phrase; null if it does not.</summary>
    /// <param name="utf8">The file.</param>
    public string? Refusal(ReadOnlySpan<byte> utf8)
    {
        // Core metadata: a tool must fail on a major version that it does not know.
        if (MetadataVersion is { } version && version.Split('.')[0].Trim() is not ("1" or "2"))
            return $"it is of metadata version `{version}`, and only 1 and 2 are understood";
        return Utf8.IsValid(utf8) ? null : "it is not UTF-8";
    }

    /// <summary>Whether both name the same distribution and ask the same of what it is installed with.</summary>
    public bool RequiresTheSame(CoreMetadata other) =>
        Name == other.Name
        && Version == other.Version
        && RequiresPython == other.RequiresPython
        && RequiresDist.AsSpan().SequenceEqual(other.RequiresDist.AsSpan())
        && ProvidesExtra.AsSpan().SequenceEqual(other.ProvidesExtra.AsSpan());

    /// <summary>The value of the first header of this name; null if there is none.</summary>
    public string? First(string name)
    {
        foreach (MetadataHeader header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }
        return null;
    }

    /// <summary>The values of all headers of this name, in order.</summary>
    public ImmutableArray<string> All(string name)
    {
        var values = ImmutableArray.CreateBuilder<string>();
        foreach (MetadataHeader header in Headers)
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                values.Add(header.Value);
        }
        return values.DrainToImmutable();
    }
}
