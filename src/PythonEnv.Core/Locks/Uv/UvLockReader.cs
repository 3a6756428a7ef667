using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// Reads a <c>uv.lock</c>. Keys that are not known are passed over, as uv does: a new revision only adds some.
/// Its aliases of old revisions are read too: <c>distribution</c>, <c>dependency-groups</c>.
/// </summary>
internal static class UvLockReader
{
    private const long KnownVersion = 1;

    /// <summary>The first revision that may leave out what its members declare.</summary>
    private const long RevisionWithoutMetadata = 4;

    /// <summary>Whether a file is called as uv calls its locks: <c>uv.lock</c>, or <c>NAME.py.lock</c> beside a script.</summary>
    public static bool IsFileName(string path)
    {
        string name = Path.GetFileName(path);
        return name == "uv.lock" || (name.EndsWith(".py.lock", StringComparison.Ordinal) && name.Length > ".py.lock".Length);
    }

    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="projects">What it was made from.</param>
    /// <param name="diagnostics">Receives PYENV2002 for what can't be read.</param>
    /// <returns>Null after reported errors.</returns>
    public static UvLock? Read(byte[] utf8, string path, ProjectFiles projects, DiagnosticBag diagnostics)
    {
        if (!TomlDocument.TryParse(utf8, path, out TomlTable? root, out TomlError? syntax))
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                syntax.Where, "the file is not TOML", syntax.Message, LockErrors.Rewrite(LockTool.Uv)));
            return null;
        }
        var errors = new List<LockProblem>();
        var table = new LockTable(root, new SourceSpan(path), errors);
        if (!IsKnown(table, diagnostics))
            return null;
        var markers = new UvMarkers();
        LockTable? manifest = table.Table("manifest");
        SpecifierSet? requiresPython = table.Specifiers("requires-python");
        ImmutableArray<UvPackage> packages =
        [
            .. table.Tables("package")
                .Concat(table.Tables("distribution"))
                .Select(package => ReadPackage(package, markers))
                .OfType<UvPackage>(),
        ];
        var read = new UvLock(path, packages, projects)
        {
            KeepsMetadata = (table.Integer("revision") ?? 0) < RevisionWithoutMetadata,
            RequiresPython = requiresPython,
            RequiresPythonAt = table.PlaceOf("requires-python"),
            SupportedMarkers = UvMarkers.ReadAll(table, "supported-markers"),
            SupportedMarkersAt = table.PlaceOf("supported-markers"),
            Members = MembersOf(manifest, packages),
            Conflicts = ReadConflicts(root["conflicts"]),
            Manifest = manifest is null ? UvManifest.Empty : new UvManifest
            {
                Requirements = UvDependency.ReadAll(manifest, "requirements", markers),
                Groups = UvDependencyTable.Read(manifest.Table("dependency-groups"), markers),
                Overridden = NamesIn(manifest.Toml["overrides"]).Concat(NamesIn(manifest.Toml["excludes"])).ToHashSet(),
                Statements = UvStatement.ReadAll(manifest.Toml["dependency-metadata"]),
                Entry = manifest.Toml,
            },
        };
        LockErrors.Report(errors, LockTool.Uv, diagnostics);
        return errors.Count == 0 ? read : null;
    }

    private static bool IsKnown(LockTable table, DiagnosticBag diagnostics)
    {
        if (table.Integer("version") is KnownVersion)
            return true;
        string problem = table.Toml["version"] switch
        {
            null => "the lock has no version",
            TomlInteger version => $"a `uv.lock` of version {version.Value} can't be read",
            var other => $"the version of the lock is {other.Kind}, and no integer",
        };
        diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
            table.PlaceOf("version"), problem, $"version {KnownVersion} can be read",
            "Write it anew with a uv that writes version 1, or update PythonEnv.Tasks"));
        return false;
    }

    private static UvPackage? ReadPackage(LockTable table, UvMarkers markers)
    {
        PackageName? name = table.RequiredNormalizedName("name");
        PythonVersion? version = table.Version("version");
        UvPackageSource? source = table.Required("source") && table.Table("source") is { } from ? UvPackageSource.Read(from) : null;
        if (source is { Kind: UvSourceKind.Registry })
            table.Required("version");
        ImmutableArray<Marker> resolutionMarkers = UvMarkers.ReadAll(table, "resolution-markers");
        IReadOnlyList<UvDependency> dependencies = UvDependency.ReadAll(table, "dependencies", markers);
        UvDependencyTable extras = UvDependencyTable.Read(table.Table("optional-dependencies"), markers);
        UvDependencyTable groups = UvDependencyTable.Read(table.Table("dev-dependencies") ?? table.Table("dependency-groups"), markers);
        return table.HasErrors ? null : new UvPackage
        {
            Name = name!,
            Version = version,
            Source = source!,
            Where = table.Where,
            ResolutionMarkers = resolutionMarkers,
            Dependencies = dependencies,
            Extras = extras,
            Groups = groups,
            Entry = table.Toml,
        };
    }

    private static ImmutableArray<PackageName> MembersOf(LockTable? manifest, IEnumerable<UvPackage> packages)
    {
        ImmutableArray<string> members = manifest?.NormalizedNames("members") ?? [];
        return !members.IsEmpty
            ? [.. members.Select(PackageName.Normalize)]
            : [.. packages.Where(package => package.Source is { IsFolder: true, Location: "." or "" }).Select(package => package.Name)];
    }

    // A name, a requirement, or a package with a list of these.
    private static IEnumerable<PackageName> NamesIn(TomlNode? list) => list.Items().SelectMany(item => item switch
    {
        TomlString name => [PackageName.Normalize(name.Value)],
        TomlTable scoped when scoped["dependencies"] is { } dependencies => NamesIn(dependencies),
        TomlTable requirement when requirement.Text("name") is { } name => [PackageName.Normalize(name)],
        _ => Enumerable.Empty<PackageName>(),
    });

    // uv writes an array of arrays of inline tables.
    private static IReadOnlyList<IReadOnlyList<UvConflict>> ReadConflicts(TomlNode? conflicts) =>
    [
        .. from set in (conflicts as TomlArray)?.Items ?? []
           where set is TomlArray
           select (IReadOnlyList<UvConflict>)[.. ((TomlArray)set).Items.OfType<TomlTable>().Select(ReadConflict).OfType<UvConflict>()],
    ];

    private static UvConflict? ReadConflict(TomlTable item)
    {
        if (item["package"] is not TomlString package)
            return null;
        PackageName name = PackageName.Normalize(package.Value);
        return (item["extra"], item["group"]) switch
        {
            (TomlString extra, _) => UvConflict.Extra(name, extra.Value),
            (_, TomlString group) => UvConflict.Group(name, group.Value),
            _ => UvConflict.Project(name),
        };
    }
}
