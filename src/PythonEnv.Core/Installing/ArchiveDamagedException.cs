using PythonEnv.Installing.Archives;

namespace PythonEnv.Installing;

/// <summary>
/// A file of the cache was edited or removed after it was unpacked; the archive has to be made again. Twice in one installation, somebody
/// else works in the cache.
/// </summary>
internal sealed class ArchiveDamagedException(CachedArchive archive, ManifestFile file)
    : IOException($"`{archive.PathOf(file)}` is not as it was unpacked")
{
    public CachedArchive Archive { get; } = archive;
}
