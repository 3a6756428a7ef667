using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Locking.Universe;

/// <summary>The headers of METADATA by the sha256 of the file that has them, which never changes: read once from an index, then from here.</summary>
/// <param name="cacheDirectory">The user's cache.</param>
internal sealed class MetadataStore(string cacheDirectory)
{
    private readonly string _folder = new UserCache(cacheDirectory).Metadata;

    /// <returns>Null if it is not kept, or was damaged.</returns>
    public CoreMetadata? Find(string sha256)
    {
        string path = PathOf(sha256);
        return File.Exists(path) && SealedText.Open(File.ReadAllText(path)) is { } text ? CoreMetadata.ParseHeaders(System.Text.Encoding.UTF8.GetBytes(text)) : null;
    }

    /// <summary>A disk that takes no more is no reason to fail: it is asked for again.</summary>
    public void Keep(string sha256, ReadOnlyMemory<byte> metadata)
    {
        ReadOnlySpan<byte> headers = metadata.Span[..MetadataHeaders.Read(metadata.Span).BodyAt];
        string path = PathOf(sha256);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, SealedText.Seal(System.Text.Encoding.UTF8.GetString(headers)));
            FileChange.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string PathOf(string sha256) => Path.Combine(_folder, sha256[..2], sha256);
}
