using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Locking.Universe;

/// <summary>
/// The headers of METADATA by the sha256 of the file that has them, which never changes: read once from an index, then from here.
/// </summary>
/// <param name="cacheDirectory">The user's cache, which is pruned as a whole.</param>
/// <param name="notice">Told once if the folder can't be read or written: it costs time and no lock.</param>
internal sealed class MetadataStore(string cacheDirectory, Action<string> notice)
{
    private readonly string _folder = new UserCache(cacheDirectory).Metadata;
    private int _failures;

    /// <returns>Null if it is not kept, or was damaged.</returns>
    public CoreMetadata? Find(string sha256)
    {
        try
        {
            return SealedText.ReadUtf8(PathOf(sha256)) is { } text ? CoreMetadata.ParseRequirements(text.Span) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(e);
            return null;
        }
    }

    public void Keep(string sha256, ReadOnlyMemory<byte> metadata)
    {
        ReadOnlySpan<byte> headers = metadata.Span[..MetadataHeaders.Read(metadata.Span).BodyAt];
        string path = PathOf(sha256);
        try
        {
            FileChange.MakeFolderOf(path);
            // Not flushed to the disk: what a power loss leaves of it has no seal.
            AtomicFile.WriteAllText(path, SealedText.Seal(Encoding.UTF8.GetString(headers)), flush: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(e);
        }
    }

    private void Tell(Exception failure)
    {
        if (Interlocked.Increment(ref _failures) == 1)
            notice($"what was read of metadata is not kept in `{_folder}`: {failure.Message}");
    }

    private string PathOf(string sha256) => UserCache.FileOf(_folder, sha256);
}
