using System.Collections.Immutable;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// The dependency groups of a <c>pyproject.toml</c> (PEP 735), included groups in place, with uv's older <c>tool.uv.dev-dependencies</c> in
/// <c>dev</c>.
/// </summary>
internal sealed class UvGroups
{
    private readonly Dictionary<string, ImmutableArray<TomlString>> _groups = new(StringComparer.Ordinal);

    private UvGroups()
    {
    }

    public IEnumerable<string> Names => _groups.Keys;

    /// <summary>Empty for a group that is not there.</summary>
    public ImmutableArray<TomlString> this[string name] => _groups.GetValueOrDefault(name, []);

    public static UvGroups Of(TomlTable pyproject)
    {
        var read = new UvGroups();
        Dictionary<string, TomlNode> written = pyproject.Table("dependency-groups").Members()
            .DistinctBy(group => Normalize(group.Key)).ToDictionary(
                group => Normalize(group.Key), group => group.Value, StringComparer.Ordinal);
        foreach (string name in written.Keys)
            read._groups[name] = [.. Flatten(name, written, [])];
        IEnumerable<TomlString> development = (pyproject.Table("tool").Table("uv")?["dev-dependencies"]).Texts();
        if (development.Any())
            read._groups["dev"] = [.. read["dev"], .. development];
        return read;
    }

    // A group that includes itself is for uv to complain about.
    private static IEnumerable<TomlString> Flatten(string name, Dictionary<string, TomlNode> written, ImmutableHashSet<string> open)
    {
        if (open.Contains(name) || !written.TryGetValue(name, out TomlNode? group))
            yield break;
        foreach (TomlNode item in group.Items())
        {
            if (item is TomlString text)
                yield return text;
            foreach (TomlString included in (item as TomlTable).Text("include-group") is { } other ? Flatten(
                Normalize(other), written, open.Add(name)) : [])
                yield return included;
        }
    }

    private static string Normalize(string name) => PackageName.Normalize(name).Value;
}
