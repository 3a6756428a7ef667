using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Indexes.Downloading;

/// <summary>
/// A download on its way: <c>NAME.part</c> beside the final name, its digests kept up to date. One build at a time holds
/// <c>NAME.lock.part</c> and continues what is there; any other works under a name of its own. The lock is no lock on the download itself:
/// that would refuse its readers from the moment on in which it has its final name.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly FileStream? _lock;
    private readonly FileStream _stream;
    private readonly DigestCheck _digest;

    private PartialFile(string path, FileStream? held, FileStream stream, DigestCheck digest)
    {
        _path = path;
        _lock = held;
        _stream = stream;
        _digest = digest;
    }

    public long Length => _stream.Length;

    /// <param name="path">The final name.</param>
    /// <param name="resume">Keep what an earlier run left.</param>
    public static async Task<PartialFile> OpenAsync(string path, DigestCheck digest, bool resume, CancellationToken cancellation)
    {
        FileStream? held = Guarded(path, () =>
        {
            FileChange.MakeFolderOf(path);
            return TryLock($"{path}.lock.part");
        });
        FileStream? stream = null;
        try
        {
            stream = Guarded(path, () => Open(held is null ? $"{path}.{Guid.NewGuid():N}.part" : $"{path}.part"));
            var part = new PartialFile(path, held, stream, digest);
            if (!resume)
                part.Restart();
            byte[] buffer = new byte[128 * 1024];
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is int read and > 0)
                digest.Append(buffer.AsSpan(0, read));
            return part;
        }
        catch
        {
            stream?.Dispose();
            Release(held);
            throw;
        }
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
        _stream.Dispose();
        FileChange.Move(_stream.Name, _path, overwrite: true);
        return 0;
    });

    public void Discard()
    {
        _stream.Dispose();
        FileChange.Delete(_stream.Name);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        Release(_lock);
    }

    // It is deleted while it is held, so that it is nobody else's; Windows does so when it is closed.
    private static void Release(FileStream? held)
    {
        if (held is not null && !NativeSystem.IsWindows && File.Exists(held.Name))
            FileChange.Delete(held.Name);
        held?.Dispose();
    }

    private static FileStream? TryLock(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (NativeSystem.IsWindows)
            options.Options = FileOptions.DeleteOnClose;
        ClearAway(path);
        try
        {
            return FileLock.TryOpen(path, options);
        }
        // That of a file that goes as soon as its last holder has let go.
        catch (UnauthorizedAccessException) when (NativeSystem.IsWindows)
        {
            return null;
        }
    }

    private static FileStream Open(string path)
    {
        ClearAway(path);
        return new FileStream(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous);
    }

    // What stands there and is no file can't be continued, and may not be waited for; a link leads to somebody else's.
    private static void ClearAway(string path)
    {
        if (RegularFile.IsSpecial(path) || new FileInfo(path).LinkTarget is not null)
            FileChange.Delete(path);
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
            DiskSpace.IsMissing(cause)
                ? "Make room, or set `PythonEnvCacheDirectory` to a folder on another disk"
                : "Let the user who builds write there, or set `PythonEnvCacheDirectory` to another folder"),
        cause);
}
