namespace PythonEnv.Host;

/// <summary>Tells a full disk from everything else that keeps a file from being written.</summary>
internal static class DiskSpace
{
    private const int PosixNoSpace = 28;
    private const int PosixQuotaLinux = 122;
    private const int PosixQuotaMacOS = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether there is no room, and not a problem of one file.</summary>
    public static bool IsMissing(Exception exception) =>
        exception.HResult is PosixNoSpace or PosixQuotaLinux or PosixQuotaMacOS or WindowsDiskFull or WindowsHandleDiskFull;
}
