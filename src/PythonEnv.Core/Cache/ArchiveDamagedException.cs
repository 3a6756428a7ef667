namespace PythonEnv.Cache;

/// <summary>
/// A file of the cache was edited or removed after it was unpacked; the archive has to be made again. Twice in one installation, somebody
/// else works in the cache.
/// </summary>
internal sealed class ArchiveDamagedException(CachedArchive archive, string path) : IOException($"`{path}` is not as it was unpacked")
{
    public ArchiveDamagedException(CachedArchive archive, ManifestFile file)
        : this(archive, archive.PathOf(file))
    {
    }

    public CachedArchive Archive { get; } = archive;
}
