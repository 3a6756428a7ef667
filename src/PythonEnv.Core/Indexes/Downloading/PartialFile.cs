using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;

namespace PythonEnv.Indexes.Downloading;

/// <summary>A download on its way: <c>NAME.part</c> beside the final name, held exclusively, its digests kept up to date.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly DigestCheck _digest;

    private PartialFile(string path, FileStream stream, DigestCheck digest)
    {
        _path = path;
        _stream = stream;
        _digest = digest;
    }

    public long Length => _stream.Length;

    /// <param name="path">The final name.</param>
    /// <param name="resume">Keep what an earlier run left.</param>
    public static async Task<PartialFile> OpenAsync(string path, DigestCheck digest, bool resume, CancellationToken cancellation)
    {
        FileStream stream = Guarded(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return TryOpen($"{path}.part") ?? TryOpen($"{path}.{Guid.NewGuid():N}.part")!;
        });
        var part = new PartialFile(path, stream, digest);
        if (!resume)
            part.Restart();
        byte[] buffer = new byte[128 * 1024];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is int read and > 0)
            digest.Append(buffer.AsSpan(0, read));
        return part;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _digest.Append(bytes);
        try
        {
            _stream.Write(bytes);
            // The bytes have to be in the file when the process is killed, for the next run to find them.
            _stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(_path, e);
        }
    }

    public void Restart()
    {
        _stream.SetLength(0);
        _digest.Reset();
    }

    /// <summary>Gives the file its final name.</summary>
    public void Complete() => Guarded(_path, () =>
    {
        string part = _stream.Name;
        _stream.Dispose();
        FileChange.Move(part, _path, overwrite: true);
        return 0;
    });

    public void Discard()
    {
        string part = _stream.Name;
        _stream.Dispose();
        FileChange.Delete(part);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static FileStream? TryOpen(string path)
    {
        if (File.Exists(path) && !RegularFile.Exists(path))
            FileChange.Delete(path);
        try
        {
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        }
        // Another build is at it.
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(path, e);
        }
    }

    private static PythonEnvException NoRoom(string path, Exception cause) => new(
        DiagnosticCatalog.DiskFull.At(
            SourceSpan.None,
            $"`{Path.GetDirectoryName(Path.GetDirectoryName(path))}`, the cache's folder of downloads, can't be written",
            // One text for all files of a folder, so that it is told once: the system's own ends with the name of the file.
            cause is UnauthorizedAccessException
                ? "the user who builds may not write there"
                : cause.Message.Split('\'')[0].TrimEnd(' ', ':'),
            "Make room, or set `PythonEnvCacheDirectory` to a folder on another disk"),
        cause);
}
