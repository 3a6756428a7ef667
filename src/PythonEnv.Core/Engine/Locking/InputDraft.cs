using PythonEnv.Host.Files;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>What a lock is made from, as it is to be: it is written beside the finished lock, or not at all.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Before">What was read there and edited; null where there was no file.</param>
/// <param name="Like">The file whose rights it gets where it is new.</param>
internal sealed record InputDraft(string Path, byte[] Bytes, byte[]? Before, string? Like = null) : IRequirementsSource
{
    private static LocalRequirementsSource Others => LocalRequirementsSource.Instance;

    public bool ReadsUrls => Others.ReadsUrls;

    public byte[]? Read(string location) => location == Path ? Bytes : Others.Read(location);

    public bool FileExists(string path) => path == Path || Others.FileExists(path);

    public bool FolderExists(string path) => Others.FolderExists(path);

    /// <summary>Writes it, unless it stands there already.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write()
    {
        if (!RegularFile.Holds(Path, Bytes))
            AtomicFile.Rewrite(Path, Bytes, Like);
    }
}
