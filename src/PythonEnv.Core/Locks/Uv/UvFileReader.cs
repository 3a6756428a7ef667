using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>What a package of a <c>uv.lock</c> can be installed from.</summary>
internal sealed class UvFileReader
{
    private readonly UvPackage _package;
    private readonly LockTable _table;
    private readonly SourceSpan _sourceAt;

    private UvFileReader(UvPackage package, List<LockProblem> errors)
    {
        _package = package;
        _table = new LockTable(package.Entry, null, errors);
        _sourceAt = _table.PlaceOf("source");
    }

    /// <param name="diagnostics">Receives PYENV2002.</param>
    /// <returns>Null after reported errors.</returns>
    public static LockEntry? Read(UvPackage package, DiagnosticBag diagnostics)
    {
        var errors = new List<LockProblem>();
        LockEntry entry = new UvFileReader(package, errors).Read();
        LockErrors.Report(errors, LockTool.Uv, diagnostics);
        return errors.Count == 0 ? entry : null;
    }

    private LockEntry Read()
    {
        UvPackageSource source = _package.Source;
        var entry = new LockEntry
        {
            Where = _package.Where,
            Name = _package.Name,
            Version = _package.Version,
            VersionAt = _table.PlaceOf("version"),
        };
        return source.Kind switch
        {
            UvSourceKind.Registry => entry with
            {
                Sdist = _table.Table("sdist") is { } sdist ? ReadFile(sdist) : null,
                Wheels = [.. _table.Tables("wheels").Select(ReadWheel).OfType<LockWheel>()],
            },
            UvSourceKind.Git => entry with { Vcs = ReadCheckout(source.Location) },
            UvSourceKind.Url => entry with { Archive = ReadArchive(source) with { Url = source.Location } },
            UvSourceKind.Path => entry with { Archive = ReadArchive(source) with { Path = source.Location } },
            _ => entry with
            {
                Directory = new LockDirectory { Where = _sourceAt, Path = source.Location },
            },
        };
    }

    private LockDistribution? ReadFile(LockTable table)
    {
        (string? url, string? path) = PlaceOf(table);
        return url is null && path is null ? null : new LockDistribution
        {
            Where = table.Where,
            FileName = NameIn(url ?? path!),
            Url = url,
            Path = path,
            Size = table.Integer("size"),
            Hashes = HashOf(table),
            HashesAt = table.PlaceOf("hash"),
        };
    }

    private LockWheel? ReadWheel(LockTable table)
    {
        LockDistribution? file = ReadFile(table);
        string fileName = file?.FileName ?? "";
        if (!WheelFileName.TryParse(fileName, out WheelFileName? parsed, out ParseError? error))
            table.Add("", table.Where, $"`{fileName}` is not the file name of a wheel: {error.Message}");
        else if (parsed.Name != _package.Name || !IsOfVersion(parsed.Version))
            table.Add("", table.Where, $"`{fileName}` is not a wheel of {_package}");
        return file is null || parsed is null ? null : new LockWheel(file, parsed);
    }

    // A local version may be missing in the name of the file.
    private bool IsOfVersion(PythonVersion version) =>
        _package.Version is not { } own || version == own || version.ToString() == own.ToString().Split('+')[0];

    // The file is that of the source itself, and so is its place; only the digest is told elsewhere.
    private LockArchive ReadArchive(UvPackageSource source)
    {
        LockTable? file = _table.Tables("wheels").FirstOrDefault() ?? _table.Table("sdist");
        return new LockArchive
        {
            Where = _sourceAt,
            Size = file?.Integer("size"),
            Hashes = file is null ? [] : HashOf(file),
            HashesAt = file is null ? _sourceAt : file.PlaceOf("hash"),
            Subdirectory = source.Subdirectory,
        };
    }

    // `https://host/repository?rev=main&subdirectory=x#COMMIT`: the query says what was asked for, the fragment what it was.
    private LockVcs ReadCheckout(string location)
    {
        UrlParts url = UrlParts.Split(location);
        string? subdirectory = null;
        foreach (string pair in (url.Query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string value = equals < 0 ? "" : UrlParts.Unquote(pair[(equals + 1)..]);
            switch (equals < 0 ? pair : pair[..equals])
            {
                case "subdirectory":
                    subdirectory = value;
                    break;
                case "path":
                    _table.Add("source", _sourceAt, "a file inside a checkout can't be installed");
                    break;
            }
        }
        int end = location.AsSpan().IndexOfAny('?', '#');
        return new LockVcs
        {
            Where = _sourceAt,
            Type = "git",
            Url = end < 0 ? location : location[..end],
            CommitId = url.Fragment ?? "",
            CommitIdAt = _sourceAt,
            Subdirectory = subdirectory,
        };
    }

    // Files of an index that is a folder are told relative to it, and the folder relative to the lock.
    private (string? Url, string? Path) PlaceOf(LockTable table)
    {
        if (table.Text("url") is { } url)
            return (url, null);
        string? file = table.Text("path") ?? table.Text("filename");
        string index = _package.Source.Location;
        return file is null ? (null, null)
            : index.Contains("://", StringComparison.Ordinal) ? (index.TrimEnd('/') + "/" + file, null)
            : (null, Path.IsPathRooted(file) ? file : $"{index}/{file}");
    }

    private static ImmutableArray<FileHash> HashOf(LockTable table)
    {
        if (table.Text("hash") is not { } text)
            return [];
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            table.Add("hash", table.PlaceOf("hash"), $"`{text}` is not a hash: an algorithm, a colon and a digest are expected");
            return [];
        }
        return [new FileHash(text[..colon], text[(colon + 1)..])];
    }

    private static string NameIn(string location)
    {
        if (!location.Contains("://", StringComparison.Ordinal))
            return Path.GetFileName(location);
        int end = location.AsSpan().IndexOfAny('?', '#');
        ReadOnlySpan<char> path = end < 0 ? location : location.AsSpan(0, end);
        string name = path[(path.LastIndexOf('/') + 1)..].ToString();
        return name.Contains('%', StringComparison.Ordinal) ? UrlParts.Unquote(name) : name;
    }
}
