using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// The dependency groups of a <c>pyproject.toml</c> (PEP 735), included groups in place, with uv's older <c>tool.uv.dev-dependencies</c> in
/// <c>dev</c>. The Pythons that <c>tool.uv.dependency-groups</c> gives to a group are a condition of all that it holds.
/// </summary>
internal sealed class UvGroups
{
    private readonly Dictionary<string, IReadOnlyList<UvGroupMember>> _groups = new(StringComparer.Ordinal);

    private UvGroups()
    {
    }

    public IEnumerable<string> Names => _groups.Keys;

    /// <summary>Empty for a group that is not there.</summary>
    public IReadOnlyList<UvGroupMember> this[string name] => _groups.GetValueOrDefault(name, []);

    public static UvGroups Of(TomlTable pyproject)
    {
        var read = new UvGroups();
        var written = new Dictionary<string, TomlNode>(StringComparer.Ordinal);
        foreach (TomlMember group in pyproject.Table("dependency-groups").Members())
            written.TryAdd(Normalize(group.Key), group.Value);
        TomlTable? settings = pyproject.Table("tool").Table("uv");
        var pythons = new Dictionary<string, Marker?>(StringComparer.Ordinal);
        foreach (TomlMember group in settings.Table("dependency-groups").Members())
            pythons.TryAdd(Normalize(group.Key), PythonsOf((group.Value as TomlTable).Text("requires-python")));
        foreach (string name in written.Keys)
        {
            var members = new List<UvGroupMember>();
            Flatten(name, null, written, pythons, [], members);
            read._groups[name] = members;
        }
        List<UvGroupMember> development = (settings?["dev-dependencies"]).Texts().Select(text => new UvGroupMember(text, null)).ToList();
        if (development.Count > 0)
            read._groups["dev"] = read["dev"].Concat(development).ToList();
        return read;
    }

    // A group that includes itself is for uv to complain about.
    private static void Flatten(
        string name, Marker? condition, Dictionary<string, TomlNode> written, Dictionary<string, Marker?> pythons, HashSet<string> open,
        List<UvGroupMember> members)
    {
        if (!written.TryGetValue(name, out TomlNode? group) || !open.Add(name))
            return;
        condition = Marker.Both(condition, pythons.GetValueOrDefault(name));
        foreach (TomlNode item in group.Items())
        {
            if (item is TomlString text)
                members.Add(new UvGroupMember(text, condition));
            else if ((item as TomlTable).Text("include-group") is { } other)
                Flatten(Normalize(other), condition, written, pythons, open, members);
        }
        open.Remove(name);
    }

    // uv takes the bounds alone: what is left out between them is no condition.
    private static Marker? PythonsOf(string? specifiers)
    {
        if (!SpecifierSet.TryParse(specifiers ?? "", out SpecifierSet? pythons, out _))
            return null;
        IEnumerable<string> bounds = pythons.Clauses
            .Where(clause => clause.Operator != SpecifierOperator.NotEqual)
            .Select(clause => $"python_full_version {clause.Operator.Symbol()} '{clause.VersionText}'");
        return Marker.TryParse(string.Join(" and ", bounds), out Marker? marker, out _) ? marker : null;
    }

    private static string Normalize(string name) => PackageName.Normalize(name).Value;
}

/// <summary>A requirement of a dependency group.</summary>
/// <param name="Pythons">Those that its group is for; null for all.</param>
internal sealed record UvGroupMember(TomlString Text, Marker? Pythons);
