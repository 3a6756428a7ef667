using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Planning;

/// <summary>
/// A <c>Requires-Dist</c> of METADATA, as a closure asks for it. One that can't be read by PEP 508 may still have its name and its marker.
/// </summary>
internal sealed class MetadataRequirement(PackageName name, SpecifierSet specifiers, Marker? marker)
{
    private Requirement? _requirement;
    private string? _display;

    public PackageName Name { get; } = name;

    public SpecifierSet Specifiers { get; } = specifiers;

    public Marker? Marker { get; } = marker;

    /// <summary>Normalised.</summary>
    public ImmutableArray<string> Extras { get; private init; } = [];

    /// <summary>Of the one file that does; without credential.</summary>
    public Uri? Url { get; private init; }

    /// <summary>False for a line from which nobody can tell what it requires; pip refuses it too.</summary>
    public bool IsNamed { get; private init; } = true;

    /// <summary>Why it can't be read; null if it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Without its marker, which has done its work: a message is about what it asks for.</summary>
    public string Display => _display ??= Show(_requirement!);

    public static MetadataRequirement Read(string text)
    {
        if (Requirement.TryParse(text, out Requirement? requirement, out ParseError? error))
        {
            return new MetadataRequirement(requirement.CanonicalName, requirement.Specifiers, requirement.Marker)
            {
                _requirement = requirement,
                Extras = [.. requirement.Extras.Select(extra => PackageName.Normalize(extra).Value)],
                Url = requirement.Url is { } link && IndexUrl.TryParse(link, out IndexUrl? url) ? url.Url : null,
            };
        }
        // Old METADATA has specifiers that no version of PEP 440 knows (`pytz (>dev)`): the name still has to be there.
        string name = string.Concat(text.TrimStart().TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        int semicolon = text.IndexOf(';', StringComparison.Ordinal);
        Marker? marker = semicolon >= 0 && Marker.TryParse(text[(semicolon + 1)..].Trim(), out Marker? parsed, out _) ? parsed : null;
        return new MetadataRequirement(PackageName.Normalize(name), SpecifierSet.Any, marker)
        {
            _display = Redaction.OfUrls(text.Trim()),
            Problem = error.Message,
            IsNamed = PackageName.TryParse(name, out _),
        };
    }

    private static string Show(Requirement requirement)
    {
        string extras = requirement.Extras.IsEmpty ? "" : $"[{string.Join(',', requirement.Extras)}]";
        string url = requirement.Url is null ? "" : $" @ {Redaction.OfUrls(requirement.Url)}";
        return $"{requirement.Name}{extras}{requirement.Specifiers}{url}";
    }
}
