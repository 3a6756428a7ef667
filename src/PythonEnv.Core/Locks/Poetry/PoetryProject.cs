using System.Collections.Immutable;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Poetry;

/// <summary>
/// What a <c>pyproject.toml</c> requires, by Poetry's rules: <c>[project]</c>, <c>[dependency-groups]</c> (PEP 735) and
/// <c>[tool.poetry]</c>.
/// </summary>
/// <param name="Toml">The whole file; null without one.</param>
/// <param name="Name">The project, or null if it has no name.</param>
/// <param name="Groups">The requirements of each group, the main one included; names normalised, included groups in place.</param>
/// <param name="Errors">What of it can't be read.</param>
internal sealed record PoetryProject(
    TomlTable? Toml, PackageName? Name, IReadOnlyDictionary<string, ImmutableArray<PoetryRequirement>> Groups,
    IReadOnlyList<LockProblem> Errors)
{
    public static PoetryProject Read(TomlTable? toml)
    {
        var errors = new List<LockProblem>();
        TomlTable? project = toml.Table("project"), poetry = toml.Table("tool").Table("poetry");
        string? name = project.Text("name") ?? poetry.Text("name");
        var groups = new Dictionary<string, ImmutableArray<PoetryRequirement>>(StringComparer.Ordinal)
        {
            [PoetryLock.MainGroup] = [.. MainRequirements(project, poetry, errors)],
        };
        var includes = new List<(string Group, string Included)>();
        foreach (TomlMember group in toml.Table("dependency-groups").Members())
            Add(group.Key, ReadStandardGroup(group, includes, errors));
        foreach (TomlMember group in poetry.Table("group").Members())
        {
            Add(group.Key, ReadTable((group.Value as TomlTable)?["dependencies"], errors));
            includes.AddRange(
                ((group.Value as TomlTable)?["include-groups"]).Texts().Select(text => (Normalize(group.Key), Normalize(text.Value))));
        }
        if (poetry?["dev-dependencies"] is { } development)
            Add("dev", ReadTable(development, errors));
        Include(groups, includes);
        return new PoetryProject(toml, name is null ? null : PackageName.Normalize(name), groups, errors);

        void Add(string group, IEnumerable<PoetryRequirement> requirements) =>
            groups[Normalize(group)] = [.. groups.GetValueOrDefault(Normalize(group), []), .. requirements];
    }

    // `[tool.poetry.dependencies]` beside `[project]` only says where its requirements come from, unless they are declared dynamic.
    private static IEnumerable<PoetryRequirement> MainRequirements(TomlTable? project, TomlTable? poetry, List<LockProblem> errors)
    {
        TomlNode? own = project?["dependencies"], optional = project?["optional-dependencies"];
        bool isDynamic = (project?["dynamic"]).Texts().Any(text => text.Value == "dependencies");
        IEnumerable<PoetryRequirement> standard =
        [
            .. own.Texts().Select(text => PoetryRequirement.Read(text, isOptional: false, errors)).OfType<PoetryRequirement>(),
            .. optional.Members()
                .SelectMany(extra => extra.Value.Texts())
                .Select(text => PoetryRequirement.Read(text, isOptional: true, errors))
                .OfType<PoetryRequirement>(),
        ];
        return (own is null && optional is null) || isDynamic ? standard.Concat(ReadTable(poetry?["dependencies"], errors)) : standard;
    }

    private static IEnumerable<PoetryRequirement> ReadTable(TomlNode? table, List<LockProblem> errors) =>
        table.Members()
            .Where(member => !member.Key.Equals("python", StringComparison.OrdinalIgnoreCase))
            .SelectMany(member => PoetryRequirement.ReadAll(member, errors));

    private static IEnumerable<PoetryRequirement> ReadStandardGroup(
        TomlMember group, List<(string Group, string Included)> includes, List<LockProblem> errors)
    {
        foreach (TomlNode item in group.Value.Items())
        {
            if (item is TomlString text && PoetryRequirement.Read(text, isOptional: false, errors) is { } requirement)
                yield return requirement;
            else if ((item as TomlTable).Text("include-group") is { } included)
                includes.Add((Normalize(group.Key), Normalize(included)));
        }
    }

    // Groups may include each other in any order; as many rounds as there are includes reach the end of every chain.
    private static void Include(
        Dictionary<string, ImmutableArray<PoetryRequirement>> groups, List<(string Group, string Included)> includes)
    {
        for (int round = 0; round < includes.Count; round++)
        {
            foreach ((string group, string included) in includes)
                groups[group] = [.. groups.GetValueOrDefault(group, []).Union(groups.GetValueOrDefault(included, []))];
        }
    }

    private static string Normalize(string name) => PackageName.Normalize(name).Value;
}
