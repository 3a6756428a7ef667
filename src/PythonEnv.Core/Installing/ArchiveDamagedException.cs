using PythonEnv.Installing.Archives;

namespace PythonEnv.Installing;

/// <summary>A file of the cache was edited or removed after it was unpacked; the archive has to be made again.</summary>
internal sealed class ArchiveDamagedException(CachedArchive archive, ManifestFile file)
    : Exception($"`{archive.PathOf(file)}` is not as it was unpacked")
{
    public CachedArchive Archive { get; } = archive;
}
