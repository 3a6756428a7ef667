using System.Text.RegularExpressions;
using System.Xml.Linq;
using PythonEnv.Diagnostics;

namespace PythonEnv.Declarations;

/// <summary>
/// Where an environment's values are written, so that a finding about one can point there: the line that holds the value, else the project
/// file alone. A line that says something else, under a condition that is false or overridden by the command line, is never named.
/// </summary>
internal sealed partial class DeclaredPlaces(DeclaredValues declared)
{
    private readonly Lazy<ProjectXml[]> _files = new(() => [.. declared.Files.Select(ProjectXml.TryLoad).OfType<ProjectXml>()]);

    /// <summary>No line: the project as a whole.</summary>
    public SourceSpan Project => new(declared.ProjectFile);

    /// <summary>Whether the item gives a value itself.</summary>
    public bool AreOfItem(string name) => declared.IsMetadatum(name);

    /// <param name="name">A name of <see cref="DeclaredNames"/>.</param>
    public SourceSpan Of(string name)
    {
        if (declared.Text(name) is not { } value)
            return Project;
        foreach (ProjectXml file in _files.Value)
        {
            IEnumerable<XObject> places = declared.IsMetadatum(name)
                ? file.Metadata(declared.Environment, name)
                : file.Properties(DeclaredNames.Prefix + name);
            if (places.LastOrDefault(place => CanBe(TextOf(place), value)) is { } found)
                return file.PlaceOf(found);
        }
        return Project;
    }

    /// <summary>The item that declares the environment; the project where the properties do.</summary>
    public SourceSpan OfItem()
    {
        foreach (ProjectXml file in _files.Value)
        {
            if (file.Items(declared.Environment).LastOrDefault() is { } item)
                return file.PlaceOf(item);
        }
        return Project;
    }

    /// <summary>The item of a kind of ours, such as <c>PythonTest</c>, that names a file or folder; else the project.</summary>
    /// <param name="path">Absolute.</param>
    public SourceSpan OfItem(string kind, string path)
    {
        foreach (ProjectXml file in _files.Value)
        {
            if (file.AllItemsOf(kind).LastOrDefault(item => Names(item, path)) is { } found)
                return file.PlaceOf(found);
        }
        return Project;
    }

    /// <summary>The metadatum of the item, whether it is one of ours or not; else the item.</summary>
    public SourceSpan OfMetadatum(string name)
    {
        foreach (ProjectXml file in _files.Value)
        {
            if (file.Metadata(declared.Environment, name).LastOrDefault() is { } place)
                return file.PlaceOf(place);
        }
        return OfItem();
    }

    private bool Names(XElement item, string path) =>
        ((string?)item.Attribute("Include") ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(part => CanBe(part.Contains('(') ? part : declared.Absolute(part), path));

    private static string TextOf(XObject place) => place is XAttribute attribute ? attribute.Value : ((XElement)place).Value;

    /// <summary>Whether a text as written may have become this value: what it refers to stands for any characters.</summary>
    private static bool CanBe(string written, string value)
    {
        string[] pieces = written.Contains('(') ? Reference().Split(Plain(written)) : [Plain(written)];
        ReadOnlySpan<char> rest = Plain(value);
        if (pieces.Length == 1)
            return rest.SequenceEqual(pieces[0]);
        if (!rest.StartsWith(pieces[0], StringComparison.Ordinal))
            return false;
        rest = rest[pieces[0].Length..];
        foreach (string piece in pieces.AsSpan(1..^1))
        {
            int at = rest.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
                return false;
            rest = rest[(at + piece.Length)..];
        }
        return rest.EndsWith(pieces[^1], StringComparison.Ordinal);
    }

    // The build writes slashes for backslashes in what looks like a path, and `%3B` for `;` where a list is not meant.
    private static string Plain(string text) => Uri.UnescapeDataString(text).Replace('\\', '/').Trim();

    [GeneratedRegex(@"[$@%]\((?:[^()]|\([^()]*\))*\)")]
    private static partial Regex Reference();
}
