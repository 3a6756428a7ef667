using System.Formats.Tar;
using System.IO.Compression;
using PythonEnv.Host.Files;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Provisioning;

/// <summary>
/// Unpacks a tar archive, compressed by gzip or Zstandard, into an empty folder. An archive is hostile until the contrary is shown:
/// absolute names,
/// <c>..</c>, devices, names that the file system confuses, links that lead out, and entries below a link are refused.
/// </summary>
/// <param name="folder">Absolute, empty, and nobody else's.</param>
/// <param name="names">Which names the target's file system can hold.</param>
/// <param name="limits">What is taken for a bomb.</param>
/// <param name="isWindows">Links become copies, since making one takes a privilege there that few users have.</param>
internal sealed class ArchiveUnpacker(string folder, EntryNameRules names, ArchiveLimits limits, bool isWindows)
{
    private const UnixFileMode Permissions = (UnixFileMode)0b111_111_111;

    private readonly HashSet<string> _taken = [];
    private readonly List<(string Name, string Target)> _links = [];
    private readonly HashSet<string> _linkNames = [];
    private readonly HashSet<string> _fileNames = [];
    private long _size;

    /// <summary>Unpacks all of it.</summary>
    /// <param name="archive">Its bytes.</param>
    /// <param name="isZstandard">Compressed by Zstandard, else by gzip.</param>
    /// <exception cref="InvalidDataException">It is damaged, or refused; the message says which entry and why.</exception>
    public void Unpack(Stream archive, bool isZstandard, CancellationToken cancellation)
    {
        using Stream unpacked = isZstandard
            ? new ZstdSharp.DecompressionStream(archive)
            : new GZipStream(archive, CompressionMode.Decompress);
        using TarReader reader = new(unpacked);
        try
        {
            while (reader.GetNextEntry() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                Place(entry);
            }
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or FormatException or ZstdSharp.ZstdException)
        {
            throw new InvalidDataException($"it is damaged: {damaged.Message}", damaged);
        }
        PlaceLinks();
    }

    private void Place(TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            return;
        string name = entry.Name.TrimEnd('/');
        name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (name is "" or ".")
            return;
        if (names.Refuse(name) is { } problem)
            throw Refused(entry.Name, problem);
        bool isFolder = entry.EntryType == TarEntryType.Directory;
        // Tools list a folder as often as they like.
        if (!_taken.Add(names.Fold(name)) && !(isFolder && Directory.Exists(PathOf(name))))
            throw Refused(entry.Name, "it is listed twice");
        if (_taken.Count > limits.Entries)
            throw Refused(entry.Name, $"there are more than {limits.Entries} entries");
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Directory.CreateDirectory(PathOf(name));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Write(entry, name);
                break;
            case TarEntryType.SymbolicLink:
                _links.Add((name, entry.LinkName));
                _linkNames.Add(names.Fold(name));
                break;
            case TarEntryType.HardLink:
                Copy(entry, name);
                break;
            default:
                throw Refused(entry.Name, $"it is a {entry.EntryType}, and no file, folder or link");
        }
    }

    private void Write(TarEntry entry, string name)
    {
        _size += entry.Length;
        if (_size > limits.TotalSize)
            throw Refused(entry.Name, $"the files have more than {limits.TotalSize} bytes");
        string path = PathOfFile(name);
        using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write))
            entry.DataStream?.CopyTo(file);
        FilePermissions.Set(path, (entry.Mode & Permissions) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // A hard link names an earlier entry of the same archive, from its root.
    private void Copy(TarEntry entry, string name)
    {
        string target = entry.LinkName.StartsWith("./", StringComparison.Ordinal) ? entry.LinkName[2..] : entry.LinkName;
        if (names.Refuse(target) is not null || !File.Exists(PathOf(target)))
            throw Refused(entry.Name, $"it links to `{entry.LinkName}`, which is no earlier file of the archive");
        RegularFile.Copy(PathOf(target), PathOfFile(name));
    }

    private string PathOfFile(string name)
    {
        string path = PathOf(name);
        if (Directory.Exists(path))
            throw Refused(name, "other entries lie below it");
        _fileNames.Add(names.Fold(name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    // Links come last: while files are written there is nothing that could lead them elsewhere.
    private void PlaceLinks()
    {
        foreach ((string name, string target) in _links)
        {
            if (!IsInside(name, target))
                throw Refused(name, $"it links to `{target}`, which leads out of the archive");
            string path = PathOf(name);
            if (Path.Exists(path))
                throw Refused(name, "other entries lie below it");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Link(path, target);
        }
    }

    private void Link(string path, string target)
    {
        if (!isWindows)
        {
            File.CreateSymbolicLink(path, target);
            return;
        }
        string file = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
        if (File.Exists(file))
            RegularFile.Copy(file, path);
        else
            throw Refused(Path.GetRelativePath(folder, path), $"it links to `{target}`, which is no file");
    }

    // By its segments, each of which has to be a plain name or an earlier-known level: another link on the way could lead anywhere.
    private bool IsInside(string name, string target)
    {
        if (target.Length == 0
            || target[0] == '/'
            || target.Contains('\\', StringComparison.Ordinal)
            || target.Contains(':', StringComparison.Ordinal))
            return false;
        List<string> at = [.. name.Split('/')[..^1]];
        string[] segments = target.Split('/');
        for (int i = 0; i < segments.Length; i++)
        {
            if (segments[i] is "" or ".")
                continue;
            if (segments[i] == "..")
            {
                if (at.Count == 0)
                    return false;
                at.RemoveAt(at.Count - 1);
                continue;
            }
            at.Add(segments[i]);
            if (i < segments.Length - 1 && _linkNames.Contains(names.Fold(string.Join('/', at))))
                return false;
        }
        return at.Count > 0;
    }

    private string PathOf(string name)
    {
        string[] segments = name.Split('/');
        for (int i = 1; i < segments.Length; i++)
        {
            string above = names.Fold(string.Join('/', segments[..i]));
            if (_linkNames.Contains(above))
                throw Refused(name, "it lies below a link");
            if (_fileNames.Contains(above))
                throw Refused(name, "it lies below a file");
        }
        return Path.Combine([folder, .. segments]);
    }

    private static InvalidDataException Refused(string entry, string why) => new($"its entry `{entry}` is refused: {why}");
}
