using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Standard;

/// <summary>Entries of <c>[[packages]]</c>.</summary>
internal static class PylockPackageReader
{
    /// <summary>The entry; null if anything in it is wrong.</summary>
    public static LockEntry? Read(LockTable table)
    {
        PackageName? name = table.RequiredNormalizedName("name");
        PythonVersion? version = table.Version("version");
        SpecifierSet? requiresPython = table.Specifiers("requires-python");
        table.Tables("dependencies");
        Marker? marker = table.Marker("marker");
        LockVcs? vcs = table.Table("vcs") is LockTable vcsTable ? ReadVcs(vcsTable) : null;
        LockDirectory? directory = table.Table("directory") is LockTable directoryTable ? ReadDirectory(directoryTable) : null;
        LockArchive? archive = table.Table("archive") is LockTable archiveTable ? ReadArchive(archiveTable) : null;
        table.Text("index");
        LockTable? sdistTable = table.Table("sdist");
        LockDistribution? sdist = sdistTable is not null ? ReadDistribution(sdistTable) : null;
        ImmutableArray<LockTable> wheelTables = table.Tables("wheels");
        List<LockDistribution?> wheels = [.. wheelTables.Select(ReadDistribution)];
        ImmutableArray<LockTable> identities = table.Tables("attestation-identities");
        table.PlainTable("tool");
        if (table.HasErrors || name is not PackageName packageName)
            return null;

        int trees = new LockSource?[] { vcs, directory, archive }.Count(tree => tree is not null);
        bool hasDistributions = sdist is not null || wheels.Count > 0;
        if (hasDistributions && trees > 0)
            table.Add("", table.Where, "`vcs`, `directory` or `archive` can't stand beside `sdist` or `wheels`");
        else if (!hasDistributions && trees != 1)
            table.Add("", table.Where, "exactly one of `vcs`, `directory` and `archive` has to be there without `sdist` and `wheels`");

        List<WheelFileName?> wheelNames = [.. wheels.Select((wheel, i) => CheckWheel(wheelTables[i], table, wheel!, packageName, version))];
        if (sdist is not null)
            CheckSdist(sdistTable!, table, sdist, packageName, version);
        foreach (LockTable identity in identities)
            identity.RequiredText("kind");
        return table.HasErrors ? null : new LockEntry
        {
            Where = table.Where,
            Name = packageName,
            Version = version,
            VersionAt = table.PlaceOf("version"),
            Marker = marker,
            RequiresPython = requiresPython,
            Vcs = vcs,
            Directory = directory,
            Archive = archive,
            Sdist = sdist,
            Wheels = [.. wheels.Select((wheel, i) => new LockWheel(wheel!, wheelNames[i]!))],
        };
    }

    private static LockVcs? ReadVcs(LockTable table)
    {
        string? type = table.RequiredText("type"), url = table.Text("url"), path = table.Text("path");
        string? commitId = table.RequiredText("commit-id");
        table.Text("requested-revision");
        string? subdirectory = table.Text("subdirectory");
        return HasLocation(table, path, url) ? new LockVcs
        {
            Where = table.Where,
            Type = type!,
            Url = url,
            Path = path,
            CommitId = commitId!,
            CommitIdAt = table.PlaceOf("commit-id"),
            Subdirectory = subdirectory,
        } : null;
    }

    private static LockDirectory? ReadDirectory(LockTable table)
    {
        string? path = table.RequiredText("path");
        table.Boolean("editable");
        table.Text("subdirectory");
        return table.HasErrors ? null : new LockDirectory { Where = table.Where, Path = path! };
    }

    private static LockArchive? ReadArchive(LockTable table)
    {
        string? subdirectory = table.Text("subdirectory");
        return ReadFile(table, null) is { } file ? new LockArchive(file) { Subdirectory = subdirectory } : null;
    }

    private static LockDistribution? ReadDistribution(LockTable table) => ReadFile(table, table.Text("name"));

    /// <param name="name">The file's as told, if it is.</param>
    private static LockDistribution? ReadFile(LockTable table, string? name)
    {
        string? url = table.Text("url"), path = table.Text("path");
        var file = new LockDistribution
        {
            Where = table.Where,
            FileName = FirstNonEmpty(name, NameInPath(path), NameInUrl(url)),
            Url = url,
            Path = path,
            Size = table.Integer("size"),
            UploadTime = table.DateTime("upload-time"),
            Hashes = ReadHashes(table),
            HashesAt = table.PlaceOf("hashes"),
        };
        return HasLocation(table, path, url) ? file : null;
    }

    private static ImmutableArray<FileHash> ReadHashes(LockTable table)
    {
        const string Key = "hashes";
        if (!table.Required(Key) || table.PlainTable(Key) is not TomlTable hashes)
            return [];
        if (hashes.Count == 0)
            table.Add(Key, hashes.Span, "at least one hash has to be there");
        foreach (TomlMember member in hashes.Where(member => member.Value is not TomlString))
            table.Add(Key, member.Value.Span, $"expected a string, found {member.Value.Kind}");
        return
        [
            .. from member in hashes
               let digest = member.Value as TomlString
               where digest is not null
               select new FileHash(member.Key, digest.Value),
        ];
    }

    private static bool HasLocation(LockTable table, string? path, string? url)
    {
        if (!table.HasErrors && string.IsNullOrEmpty(path) && string.IsNullOrEmpty(url))
            table.Add("", table.Where, "`path` or `url` has to be there");
        return !table.HasErrors;
    }

    private static WheelFileName? CheckWheel(
        LockTable table, LockTable package, LockDistribution wheel, PackageName name, PythonVersion? version)
    {
        if (WheelFileName.TryParse(wheel.FileName, out WheelFileName? parsed, out ParseError? error))
            CheckIdentity(table, wheel, parsed.Name, parsed.Version, name, version);
        else
            AddInvalidName(table, package, wheel, "wheel", error);
        return parsed;
    }

    private static void CheckSdist(
        LockTable table, LockTable package, LockDistribution sdist, PackageName name, PythonVersion? version)
    {
        if (SdistFileName.TryParse(sdist.FileName, out SdistFileName? parsed, out ParseError? error))
            CheckIdentity(table, sdist, parsed.Name, parsed.Version, name, version);
        else
            AddInvalidName(table, package, sdist, "source distribution", error);
    }

    private static void AddInvalidName(LockTable table, LockTable package, LockDistribution file, string kind, ParseError error)
    {
        if (file.FileName.Length == 0)
            package.Add("", table.Where, $"the file name of a {kind} can't be told from its `name`, `path` or `url`");
        else
            table.Add("", table.Where, $"`{file.FileName}` is not the file name of a {kind}: {error.Message}");
    }

    private static void CheckIdentity(
        LockTable table,
        LockDistribution file,
        PackageName foundName,
        PythonVersion foundVersion,
        PackageName name,
        PythonVersion? version)
    {
        if (foundName != name)
            table.Add("", table.Where, $"`{file.FileName}` is a file of `{foundName}`, not of `{name}`");
        else if (version is not null && foundVersion != version)
            table.Add("", table.Where, $"`{file.FileName}` is a file of version {foundVersion}, not of {version}");
    }

    private static string FirstNonEmpty(params string?[] names) => Array.Find(names, name => !string.IsNullOrEmpty(name)) ?? "";

    /// <summary>The last part of a path with slashes of either kind; a POSIX path may hold backslashes.</summary>
    private static string? NameInPath(string? path)
    {
        if (path is null)
            return null;
        char separator = path.Contains('/', StringComparison.Ordinal) ? '/' : '\\';
        return path[(path.LastIndexOf(separator) + 1)..];
    }

    private static string? NameInUrl(string? url)
    {
        if (url is null)
            return null;
        string path = UrlParts.Split(url).Path;
        string name = path[(path.LastIndexOf('/') + 1)..];
        int parameters = url.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? -1 : name.IndexOf(';', StringComparison.Ordinal);
        return UrlParts.Unquote(parameters < 0 ? name : name[..parameters]);
    }
}
