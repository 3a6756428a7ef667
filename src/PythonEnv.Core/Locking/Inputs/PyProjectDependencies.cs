using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Locking.Inputs;

/// <summary>
/// What a <c>pyproject.toml</c> requires: <c>project.dependencies</c> and <c>project.optional-dependencies</c>
/// (https://packaging.python.org/specifications/pyproject-toml), and <c>dependency-groups</c> (PEP 735).
/// </summary>
/// <remarks>Requirements of the project on itself stand for its extras, as they do for pip.</remarks>
internal sealed class PyProjectDependencies
{
    private readonly PackageName? _project;
    private readonly ImmutableArray<DeclaredRequirement> _dependencies;
    private readonly TomlString? _dynamicExtras;
    private readonly Dictionary<string, ImmutableArray<DeclaredRequirement>> _extras = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<GroupMember>> _groups = new(StringComparer.Ordinal);

    private PyProjectDependencies(TomlTable root, SourceFile file, DiagnosticBag diagnostics)
    {
        File = file;
        var reading = new Reading(diagnostics);
        TomlTable? project = reading.Table(root, "project");
        IsProject = project is not null;
        _project = PackageName.TryParse((project?["name"] as TomlString)?.Value, out PackageName? name) ? name : null;
        Foreign = project is null ? ForeignFile.OfTables((root["tool"] as TomlTable)?.Select(table => table.Key) ?? []) : null;
        RequiresPython = reading.RequiresPython(project?["requires-python"]);
        TomlString? dynamic = Dynamic(project, "dependencies");
        WayFromDynamic = dynamic is null ? null : WayFrom(ListsOf(root));
        _dynamicExtras = Dynamic(project, "optional-dependencies");
        RefuseDynamic(dynamic, WayFromDynamic, diagnostics);
        Uv = IsProject ? (root["tool"] as TomlTable)?["uv"] as TomlTable : null;
        _dependencies = project is null ? [] : reading.Requirements(project["dependencies"]);
        foreach (TomlMember extra in reading.Table(project, "optional-dependencies")?.AsEnumerable() ?? [])
        {
            if (!_extras.TryAdd(PackageName.Normalize(extra.Key).Value, reading.Requirements(extra.Value)))
                reading.RefuseSecond("extra", extra);
        }
        foreach (TomlMember group in reading.Table(root, "dependency-groups")?.AsEnumerable() ?? [])
        {
            if (!_groups.TryAdd(PackageName.Normalize(group.Key).Value, reading.Members(group.Value)))
                reading.RefuseSecond("group", group);
        }
    }

    public SourceFile File { get; }

    /// <summary>Whether it has a table <c>project</c>.</summary>
    public bool IsProject { get; }

    /// <summary>What to do where only the project's build knows its dependencies, as a sentence; null where they are written.</summary>
    public string? WayFromDynamic { get; }

    /// <summary>Whether only the project's build knows its extras.</summary>
    public bool HasDynamicExtras => _dynamicExtras is not null;

    /// <summary>
    /// What says that it is another tool's project, where it has no table <c>project</c>: its dependencies are written as nobody else reads
    /// them.
    /// </summary>
    public ForeignFile? Foreign { get; }

    /// <summary>What uv alone reads of a project.</summary>
    public TomlTable? Uv { get; }

    /// <summary><c>project.requires-python</c>, as written.</summary>
    public Declared<string>? RequiresPython { get; }

    /// <summary>Normalised.</summary>
    public IEnumerable<string> Extras => _extras.Keys;

    /// <summary>Normalised.</summary>
    public IEnumerable<string> Groups => _groups.Keys;

    /// <summary>Reads the file; PYENV1004 and 2002 at the place for what is wrong.</summary>
    /// <returns>Null if it is not TOML.</returns>
    public static PyProjectDependencies? Read(byte[] utf8, string path, DiagnosticBag diagnostics)
    {
        if (TomlDocument.TryParse(utf8, path, out TomlTable? root, out TomlError? error))
            return new PyProjectDependencies(root, new SourceFile(path, Digest.OfBytes(utf8)), diagnostics);
        diagnostics.Add(error.Describe());
        return null;
    }

    /// <summary>
    /// The dependencies with those of some extras and groups, in this order. PYENV1004 for groups that include each other, and for a
    /// group or an extra that something includes and nobody declares. So for extras of which only the project's build knows.
    /// </summary>
    public IEnumerable<DeclaredRequirement> Select(IEnumerable<string> extras, IEnumerable<string> groups, DiagnosticBag diagnostics)
    {
        if (extras.Any())
            RefuseDynamic(_dynamicExtras, WayFrom([]), diagnostics);
        var including = new Including(this, diagnostics);
        IEnumerable<DeclaredRequirement> all = _dependencies
            .Concat(extras.SelectMany(extra => ExtraOf(extra)))
            .Concat(groups.SelectMany(group => including.GroupOf(PackageName.Normalize(group).Value)));
        return including.OpenSelf(all).ToList();
    }

    private ImmutableArray<DeclaredRequirement> ExtraOf(string extra) => _extras.GetValueOrDefault(PackageName.Normalize(extra).Value, []);

    private static TomlString? Dynamic(TomlTable? project, string field) =>
        (project?["dynamic"]).Texts().FirstOrDefault(dynamic => dynamic.Value == field);

    // What setuptools takes the dependencies from.
    private static IEnumerable<string> ListsOf(TomlTable root)
    {
        TomlNode? lists = root["tool"];
        foreach (string key in (string[])["setuptools", "dynamic", "dependencies", "file"])
            lists = (lists as TomlTable)?[key];
        return lists is TomlString one ? [one.Value] : lists.Texts().Select(list => list.Value);
    }

    private static string WayFrom(IEnumerable<string> lists) => string.Join(';', lists) is { Length: > 0 } declared
        ? $"Declare what its build reads as `PythonEnvLockFrom`: `{declared}`"
        : "Write what it uses into `requirements.in`";

    private static void RefuseDynamic(TomlString? field, string? way, DiagnosticBag diagnostics)
    {
        if (field is not null)
            Refuse(diagnostics, field.Span, $"`{field.Value}` is known only to the project's build", "it is declared as dynamic", way!);
    }

    private static void Refuse(DiagnosticBag diagnostics, SourceSpan where, string problem, string evidence, string remedy) =>
        diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(where, problem, evidence, remedy));

    /// <summary>A requirement, or the name of a group to include.</summary>
    private sealed record GroupMember(SourceSpan Where, DeclaredRequirement? Requirement, string Include);

    /// <summary>Follows what groups and extras include, each once.</summary>
    private sealed class Including(PyProjectDependencies project, DiagnosticBag diagnostics)
    {
        private readonly List<string> _open = [];
        private readonly HashSet<string> _known = new(StringComparer.Ordinal);

        public List<DeclaredRequirement> GroupOf(string group)
        {
            var members = new List<DeclaredRequirement>();
            // What several groups include is there once: to follow it each time doubles the work with every level.
            if (!project._groups.TryGetValue(group, out ImmutableArray<GroupMember> declared) || !_known.Add(group))
                return members;
            _open.Add(group);
            foreach (GroupMember member in declared)
            {
                if (member.Requirement is { } requirement)
                    members.Add(requirement);
                else if (_open.Contains(member.Include))
                    Refuse(
                        diagnostics, member.Where, $"the group `{member.Include}` includes itself",
                        string.Join(" → ", _open.Append(member.Include).Select(name => $"`{name}`")), "Take this one out");
                else if (!project._groups.ContainsKey(member.Include))
                    Refuse(
                        diagnostics, member.Where, $"there is no group `{member.Include}`", Listed(project.Groups),
                        "Declare the group, or correct its name here");
                else
                    members.AddRange(GroupOf(member.Include));
            }
            _open.RemoveAt(_open.Count - 1);
            return members;
        }

        /// <summary>Puts what an extra requires in the place of a requirement on the project itself; its marker counts for all of it.
        /// </summary>
        public IEnumerable<DeclaredRequirement> OpenSelf(IEnumerable<DeclaredRequirement> requirements)
        {
            var opened = new HashSet<(string Extra, string? Marker)>();
            var queue = new Queue<DeclaredRequirement>(requirements);
            while (queue.TryDequeue(out DeclaredRequirement? requirement))
            {
                if (project._project is null || requirement.CanonicalName != project._project)
                {
                    yield return requirement;
                    continue;
                }
                foreach (string extra in requirement.Extras.Select(extra => PackageName.Normalize(extra).Value))
                {
                    if (!project._extras.ContainsKey(extra))
                        Refuse(
                            diagnostics, requirement.Where, $"there is no extra `{extra}`", Listed(project.Extras),
                            "Declare the extra, or correct its name here");
                    else if (opened.Add((extra, requirement.Marker?.ToString())))
                    {
                        foreach (DeclaredRequirement inner in project.ExtraOf(extra))
                            queue.Enqueue(inner with { Marker = Marker.Both(requirement.Marker, inner.Marker) });
                    }
                }
            }
        }

        private static string Listed(IEnumerable<string> names) =>
            names.Any() ? $"declared are {string.Join(", ", names.Select(name => $"`{name}`"))}" : "none is declared";
    }

    private sealed class Reading(DiagnosticBag diagnostics)
    {
        public TomlTable? Table(TomlTable? parent, string key)
        {
            TomlNode? node = parent?[key];
            if (node is not (null or TomlTable))
                Refuse(node.Span, $"`{key}` has to be a table", $"found {node.Kind}", "Write it as one");
            return node as TomlTable;
        }

        public Declared<string>? RequiresPython(TomlNode? node)
        {
            if (node is TomlString text && SpecifierSet.TryParse(text.Value, out _, out _))
                return new Declared<string>(text.Value, text.Span);
            if (node is not null)
            {
                Refuse(
                    node.Span, "`requires-python` has to be a specifier such as `>=3.11`",
                    $"found {(node is TomlString other ? $"`{other.Value}`" : node.Kind)}", "Write it as one");
            }
            return null;
        }

        public ImmutableArray<DeclaredRequirement> Requirements(TomlNode? node) =>
            [.. Items(node).Select(ReadRequirement).OfType<DeclaredRequirement>()];

        public ImmutableArray<GroupMember> Members(TomlNode? node) => [.. Items(node).Select(ReadMember).OfType<GroupMember>()];

        public void RefuseSecond(string kind, TomlMember member) => Refuse(
            member.KeySpan, $"the {kind} `{member.Key}` is declared twice", "names are compared without case, dots and underscores",
            "Write both lists into one");

        private void Refuse(SourceSpan where, string problem, string evidence, string remedy) =>
            PyProjectDependencies.Refuse(diagnostics, where, problem, evidence, remedy);

        private IReadOnlyList<TomlNode> Items(TomlNode? node)
        {
            if (node is null or TomlArray)
                return node.Items();
            Refuse(node.Span, "requirements are an array of strings", $"found {node.Kind}", "Write `[\"NAME\"]`");
            return [];
        }

        private GroupMember? ReadMember(TomlNode item)
        {
            if (item is TomlTable { Count: 1 } table && table["include-group"] is TomlString include)
                return new GroupMember(include.Span, null, PackageName.Normalize(include.Value).Value);
            if (item is TomlTable)
            {
                Refuse(
                    item.Span, "a table in a group includes another group", "it has to hold `include-group` and nothing else",
                    "Write `{ include-group = \"NAME\" }`");
                return null;
            }
            return ReadRequirement(item) is { } requirement ? new GroupMember(item.Span, requirement, "") : null;
        }

        private DeclaredRequirement? ReadRequirement(TomlNode item)
        {
            if (item is not TomlString text)
            {
                Refuse(item.Span, "a requirement is a string", $"found {item.Kind}", "Put it into quotes");
                return null;
            }
            if (Requirement.TryParse(text.Value, out Requirement? requirement, out ParseError? error))
                return StandaloneRequirement.Declare(requirement, text.Value, text.Span, diagnostics);
            // The opening quote precedes the text.
            SourceSpan where = text.Span with { Column = text.Span.Column + 1 + error.Position, Length = error.Length };
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where, $"`{Redaction.OfUrls(text.Value)}` can't be parsed", error.Message,
                error.Remedy.Length > 0 ? error.Remedy : "Write it as `name>=version`"));
            return null;
        }
    }
}
