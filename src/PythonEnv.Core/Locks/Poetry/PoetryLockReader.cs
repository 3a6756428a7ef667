using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>
/// Reads a <c>poetry.lock</c> of versions 1 and 2, as Poetry 2 does. Since 2.1 each package says which groups lead to it; before, the graph
/// is walked. The digests of version 1 stand together at the end: <c>[metadata.files]</c>, or <c>[metadata.hashes]</c> in its oldest form.
/// </summary>
internal static class PoetryLockReader
{
    private static readonly PythonVersion Oldest = PythonVersion.Parse("1"), NextMajor = PythonVersion.Parse("3");
    private static readonly PythonVersion FirstWithGroups = PythonVersion.Parse("2.1"), NextMinor = PythonVersion.Parse("2.2");

    public static bool IsFileName(string path) => Path.GetFileName(path) == "poetry.lock";

    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="projects">What it was made from.</param>
    /// <param name="diagnostics">Receives PYENV2002 for what can't be read.</param>
    /// <returns>Null after reported errors.</returns>
    public static PoetryLock? Read(byte[] utf8, string path, ProjectFiles projects, DiagnosticBag diagnostics)
    {
        if (!TomlDocument.TryParse(utf8, path, out TomlTable? root, out TomlError? syntax))
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                syntax.Where, "the file is not TOML", syntax.Message, LockErrors.Rewrite(LockTool.Poetry)));
            return null;
        }
        var errors = new List<LockProblem>();
        var table = new LockTable(root, new SourceSpan(path), errors);
        LockTable? metadata = table.Required("metadata") ? table.Table("metadata") : null;
        PythonVersion? version = metadata?.RequiredVersion("lock-version");
        if (version is not null && !IsKnown(version, metadata!, diagnostics))
            return null;
        bool hasGroups = version is not null && version >= FirstWithGroups;
        ImmutableArray<PoetryPackage> packages = metadata is null ? []
            : [.. table.Tables("package").Select(package => ReadPackage(package, metadata, hasGroups)).OfType<PoetryPackage>()];
        PoetryConstraint? pythons = metadata is null ? null : ReadPythons(metadata);
        ImmutableDictionary<string, ImmutableHashSet<PackageName>> extras = ReadExtras(table.Table("extras"));
        LockErrors.Report(errors, LockTool.Poetry, diagnostics);
        return errors.Count > 0 ? null : new PoetryLock(path, packages, projects)
        {
            HasGroups = hasGroups,
            Pythons = pythons ?? PoetryConstraint.Any,
            PythonsAt = metadata!.PlaceOf("python-versions"),
            Extras = extras,
            ContentHash = metadata.Text("content-hash"),
            ContentHashAt = metadata.PlaceOf("content-hash"),
            MadeBy = GeneratedBy(utf8),
        };
    }

    private static bool IsKnown(PythonVersion version, LockTable metadata, DiagnosticBag diagnostics)
    {
        SourceSpan where = metadata.PlaceOf("lock-version");
        if (version < Oldest || version >= NextMajor)
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where, $"a `poetry.lock` of version {version} can't be read", "versions 1 and 2 can",
                "Write it anew with a Poetry that writes version 2, or update PythonEnv.Tasks"));
            return false;
        }
        if (version >= NextMinor)
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where, $"the lock has version {version}, of which 2.1 is understood", "what the newer version added is ignored",
                "Update PythonEnv.Tasks") with
            { Severity = Severity.Warning });
        }
        return true;
    }

    private static PoetryPackage? ReadPackage(LockTable table, LockTable metadata, bool hasGroups)
    {
        string? name = table.RequiredText("name");
        if (name is not null && !PackageName.IsValid(name))
            table.Add("name", table.PlaceOf("name"), $"`{name}` is not the name of a project");
        PythonVersion? version = table.RequiredVersion("version");
        PoetryConstraint? pythons = ReadPythons(table);
        ImmutableArray<PoetryRequirement> requires =
            [.. table.Toml["dependencies"].Members().SelectMany(member => PoetryRequirement.ReadAll(member, table.Errors))];
        ImmutableDictionary<string, ImmutableHashSet<PackageName>> extras = ReadExtras(table.Table("extras"));
        PoetrySource? source = table.Table("source") is { } from ? ReadSource(from) : null;
        // Without them nobody would want the package, and an environment without it would be called good.
        ImmutableArray<KeyValuePair<string, Marker?>> groups = !hasGroups || table.Required("groups") ? ReadGroups(table) : [];
        (ImmutableArray<FileHash> hashes, SourceSpan hashesAt) = name is null
            ? ([], table.Where)
            : ReadHashes(table, metadata, name, source);
        return table.HasErrors ? null : new PoetryPackage
        {
            Name = PackageName.Normalize(name!),
            Version = version!,
            VersionAt = table.PlaceOf("version"),
            Where = table.Where,
            IsOptional = table.Boolean("optional") ?? false,
            Pythons = pythons ?? PoetryConstraint.Any,
            Groups = groups,
            Requires = requires,
            Extras = extras,
            Source = source,
            Hashes = hashes,
            HashesAt = hashesAt,
        };
    }

    private static PoetryConstraint? ReadPythons(LockTable table)
    {
        if (table.Text("python-versions") is not { } text)
            return null;
        if (!PoetryConstraint.TryParse(text, out PoetryConstraint? pythons))
            table.Add("python-versions", table.PlaceOf("python-versions"), $"`{text}` is no version constraint");
        return pythons;
    }

    private static PoetrySource? ReadSource(LockTable table)
    {
        string? type = table.RequiredText("type"), url = table.RequiredText("url");
        if (type is not (null or "git" or "url" or "file" or "directory" or "legacy" or "pypi"))
            table.Add("type", table.PlaceOf("type"), $"`{type}` is no source of Poetry");
        return type is null || url is null ? null
            : new PoetrySource(type, url, table.Text("resolved_reference"), table.Text("subdirectory"), table.Where);
    }

    // One marker for all groups, or a table with one for each that has any.
    private static ImmutableArray<KeyValuePair<string, Marker?>> ReadGroups(LockTable table)
    {
        bool perGroup = table.Toml["markers"] is TomlTable;
        Marker? shared = perGroup ? null : table.Marker("markers");
        LockTable? markers = perGroup ? table.Table("markers") : null;
        return [
            .. table.Texts("groups").Select(
                group => new KeyValuePair<string, Marker?>(PackageName.Normalize(group).Value, markers?.Marker(group) ?? shared))
        ];
    }

    private static (ImmutableArray<FileHash> Hashes, SourceSpan Where) ReadHashes(
        LockTable table, LockTable metadata, string name, PoetrySource? source)
    {
        if (table.Toml["files"] is not null)
            return ([
                .. table.Tables("files").Select(file => ReadHash(file, file.RequiredText("hash"))).OfType<FileHash>()
            ], table.PlaceOf("files"));
        // In a lock of version 1.0 a table stood there that has digests without names.
        if (metadata.Table("files") is { } files)
        {
            IEnumerable<LockTable> own = files.Tables(name);
            if (source is { Type: "file" })
                own = own.Where(file => file.Text("file") == Path.GetFileName(source.Url));
            return ([.. own.Select(file => ReadHash(file, file.RequiredText("hash"))).OfType<FileHash>()], files.PlaceOf(name));
        }
        return metadata.Table("hashes") is { } hashes
            ? ([.. hashes.Texts(name).Select(digest => ReadHash(hashes, digest)).OfType<FileHash>()], hashes.PlaceOf(name))
            : ([], table.Where);
    }

    private static FileHash? ReadHash(LockTable table, string? text)
    {
        if (text is null)
            return null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new FileHash("sha256", text) : new FileHash(text[..colon], text[(colon + 1)..]);
    }

    private static ImmutableDictionary<string, ImmutableHashSet<PackageName>> ReadExtras(LockTable? table)
    {
        var extras = ImmutableDictionary.CreateBuilder<string, ImmutableHashSet<PackageName>>(StringComparer.Ordinal);
        foreach (string extra in table?.Keys ?? [])
            extras[PackageName.Normalize(extra).Value] = [.. table!.Texts(extra).Select(NameOf)];
        return extras.ToImmutable();
    }

    // `name[extra] (>=1.0) ; marker`, in whichever form an older Poetry wrote it.
    private static PackageName NameOf(string requirement)
    {
        int end = 0;
        while (end < requirement.Length && (char.IsAsciiLetterOrDigit(requirement[end]) || requirement[end] is '-' or '_' or '.'))
            end++;
        return PackageName.Normalize(requirement[..end]);
    }

    // `# This file is automatically @generated by Poetry 2.1.3 and should not be changed by hand.`
    private static PythonVersion? GeneratedBy(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> line = utf8[..Math.Max(0, utf8.IndexOf((byte)'\n'))];
        int at = line.IndexOf("Poetry "u8);
        if (at < 0)
            return null;
        string rest = System.Text.Encoding.UTF8.GetString(line[(at + "Poetry ".Length)..]);
        return PythonVersion.TryParse(rest.Split(' ')[0], out PythonVersion? version) ? version : null;
    }
}
