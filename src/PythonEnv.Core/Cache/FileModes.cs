using PythonEnv.Host.Platform;

namespace PythonEnv.Cache;

/// <summary>
/// The permissions that pip gives to what it installs: what the umask leaves of 0666, and of 0777 with every execute bit for what is
/// executable in the wheel. Meaningless, and always equal, on Windows.
/// </summary>
internal readonly record struct FileModes(UnixFileMode Regular, UnixFileMode Executable)
{
    /// <summary>Every execute bit.</summary>
    public const UnixFileMode Execute = (UnixFileMode)0b001_001_001;

    private const UnixFileMode ReadWrite = (UnixFileMode)0b110_110_110;

    /// <summary>
    /// Derives them from a folder that this process has just created: asking for the umask means changing it, for all threads.
    /// </summary>
    public static FileModes FromFreshFolder(string folder)
    {
        if (NativeSystem.IsWindows)
            return new FileModes(ReadWrite, ReadWrite | Execute);
        UnixFileMode mode = File.GetUnixFileMode(folder);
        return new FileModes(mode & ReadWrite, (mode & (ReadWrite | Execute)) | Execute);
    }

    /// <summary>What distlib makes of a launcher: readable and executable for all, whatever the umask.</summary>
    public UnixFileMode Launcher => Regular | Execute | (UnixFileMode)0b100_100_100;
}
