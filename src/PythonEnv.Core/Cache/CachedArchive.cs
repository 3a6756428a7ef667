using PythonEnv.Host.Files;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Cache;

/// <summary>An unpacked wheel of the cache.</summary>
/// <param name="Folder">Holds <c>tree/</c>, the wheel's files; <c>ready/</c>, what installing adds to them; and <c>manifest</c>.</param>
/// <param name="Sha256">Of the wheel; 64 lower-case hexadecimal digits.</param>
internal sealed record CachedArchive(string Folder, string Sha256, ArchiveManifest Manifest)
{
    /// <summary>The absolute path of one of its files.</summary>
    public string PathOf(ManifestFile file) => Path.Combine(Folder, Manifest.NameAt(file.Source));

    /// <summary>Whether a file of it has the size and the time of its making, and lacks no right that it got then.</summary>
    /// <param name="stamp">Of the file, which is no link.</param>
    public bool IsAsUnpacked(ManifestFile file, FileStamp stamp) => stamp.Size == file.Size && stamp.Modified == file.Modified
        && !stamp.LacksRightsOf(file.IsExecutable ? Manifest.Modes.Executable : Manifest.Modes.Regular);

    /// <summary>The wheel's own RECORD.</summary>
    /// <exception cref="ArchiveDamagedException">It is not the one that was unpacked: no time is compared, as it is never linked, but its
    /// hash.</exception>
    internal RecordFile ReadRecord() =>
        TryReadRecord() ?? throw new ArchiveDamagedException(this, Path.Combine(Folder, ManifestBuilder.Tree, Manifest.DistInfo, "RECORD"));

    /// <summary><see cref="ReadRecord"/>, or null if it is not the one that was unpacked.</summary>
    internal RecordFile? TryReadRecord()
    {
        string path = Path.Combine(Folder, ManifestBuilder.Tree, Manifest.DistInfo, "RECORD");
        byte[] bytes = RegularFile.ReadIfThere(path) ?? [];
        return Digest.OfBytes(bytes) == Manifest.RecordSha256 ? RecordFile.Parse(bytes) : null;
    }
}
