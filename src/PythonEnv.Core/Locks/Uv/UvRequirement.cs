using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>A requirement as a <c>pyproject.toml</c> writes it, or as a lock keeps it.</summary>
internal sealed record UvRequirement
{
    public required PackageName Name { get; init; }

    /// <summary>Normalised, each once, in order.</summary>
    public required IReadOnlyList<string> Extras { get; init; }

    public SpecifierSet Specifiers { get; init; } = SpecifierSet.Any;

    public Marker? Marker { get; init; }

    /// <summary>The extra of the project that it belongs to. A lock says that by its marker.</summary>
    public string? OfExtra { get; init; }

    /// <summary>Null for an index.</summary>
    public UvRequirementSource? Source { get; init; }

    public required string Text { get; init; }

    public required SourceSpan Where { get; init; }

    public override string ToString() => Text;

    /// <summary>Does a requirement of the lock say the same?</summary>
    public bool IsSame(UvRequirement locked, UvMarkerComparison markers) =>
        Name == locked.Name && Extras.SequenceEqual(locked.Extras)
        && (Source is null ? locked.Source is null && Specifiers.Equals(locked.Specifiers) : Source.IsSame(locked.Source))
        && markers.AreSame(Marker, OfExtra, locked.Marker);

    /// <summary>Of what can't be read only the name counts: uv mends some of it (<c>>=1&lt;2</c>) and complains about the rest.</summary>
    public static List<UvRequirement> ReadDeclared(IEnumerable<TomlString> texts, string? ofExtra, UvSources sources)
    {
        var read = new List<UvRequirement>();
        foreach (TomlString text in texts)
        {
            if (!Requirement.TryParse(text.Value, out Requirement? requirement, out _))
            {
                if (PackageName.TryParse(BeginningOf(text.Value), out PackageName? name))
                {
                    read.Add(new UvRequirement
                    {
                        Name = name,
                        Extras = [],
                        Source = UvRequirementSource.Unclear,
                        Text = text.Value,
                        Where = text.Span,
                    });
                }
                continue;
            }
            read.Add(new UvRequirement
            {
                Name = requirement.CanonicalName,
                Extras = Normalize(requirement.Extras),
                Specifiers = requirement.Specifiers,
                Marker = requirement.Marker,
                OfExtra = ofExtra is null ? null : PackageName.Normalize(ofExtra).Value,
                Source = requirement.Url is { } url ? UvRequirementSource.OfUrl(url) : sources.Of(requirement.CanonicalName),
                Text = text.Value + (ofExtra is null ? "" : $" of extra `{ofExtra}`"),
                Where = text.Span,
            });
        }
        return read;
    }

    /// <param name="folder">That of the lock, which paths are relative to.</param>
    public static List<UvRequirement> ReadLocked(TomlNode? list, string folder)
    {
        var read = new List<UvRequirement>();
        foreach (TomlTable entry in list.Items().OfType<TomlTable>())
        {
            if (entry.Text("name") is not { } name)
                continue;
            SpecifierSet specifiers = SpecifierSet.TryParse(entry.Text("specifier") ?? "", out SpecifierSet? clauses, out _)
                ? clauses
                : SpecifierSet.Any;
            Marker? marker = entry.Text("marker") is { } condition && Marker.TryParse(condition, out Marker? parsed, out _) ? parsed : null;
            List<string> extras = Normalize(entry["extras"].Texts().Select(extra => extra.Value));
            read.Add(new UvRequirement
            {
                Name = PackageName.Normalize(name),
                Extras = extras,
                Specifiers = specifiers,
                Marker = marker,
                Source = UvRequirementSource.OfLocked(entry, folder),
                Text = name + (extras.Count == 0 ? "" : $"[{string.Join(',', extras)}]") + specifiers
                    + (marker is null ? "" : $"; {marker}"),
                Where = entry.Span,
            });
        }
        return read;
    }

    private static string BeginningOf(string text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '.'))
            end++;
        return text[..end];
    }

    private static List<string> Normalize(IEnumerable<string> extras)
    {
        var normalized = extras.Select(extra => PackageName.Normalize(extra).Value).Distinct().ToList();
        normalized.Sort(StringComparer.Ordinal);
        return normalized;
    }
}
