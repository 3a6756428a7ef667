using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// The dependency groups of a <c>pyproject.toml</c> (PEP 735), included groups in place, with uv's older <c>tool.uv.dev-dependencies</c> in
/// <c>dev</c>.
/// </summary>
internal sealed class UvGroups
{
    private readonly Dictionary<string, IReadOnlyList<TomlString>> _groups = new(StringComparer.Ordinal);

    private UvGroups()
    {
    }

    public IEnumerable<string> Names => _groups.Keys;

    /// <summary>Empty for a group that is not there.</summary>
    public IReadOnlyList<TomlString> this[string name] => _groups.GetValueOrDefault(name, []);

    public static UvGroups Of(TomlTable pyproject)
    {
        var read = new UvGroups();
        var written = new Dictionary<string, TomlNode>(StringComparer.Ordinal);
        foreach (TomlMember group in pyproject.Table("dependency-groups").Members())
            written.TryAdd(Normalize(group.Key), group.Value);
        foreach (string name in written.Keys)
        {
            var texts = new List<TomlString>();
            Flatten(name, written, [], texts);
            read._groups[name] = texts;
        }
        List<TomlString> development = (pyproject.Table("tool").Table("uv")?["dev-dependencies"]).Texts().ToList();
        if (development.Count > 0)
            read._groups["dev"] = read["dev"].Concat(development).ToList();
        return read;
    }

    // A group that includes itself is for uv to complain about.
    private static void Flatten(string name, Dictionary<string, TomlNode> written, HashSet<string> open, List<TomlString> texts)
    {
        if (!written.TryGetValue(name, out TomlNode? group) || !open.Add(name))
            return;
        foreach (TomlNode item in group.Items())
        {
            if (item is TomlString text)
                texts.Add(text);
            else if ((item as TomlTable).Text("include-group") is { } other)
                Flatten(Normalize(other), written, open, texts);
        }
        open.Remove(name);
    }

    private static string Normalize(string name) => PackageName.Normalize(name).Value;
}
