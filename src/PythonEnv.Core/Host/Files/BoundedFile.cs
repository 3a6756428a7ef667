namespace PythonEnv.Host.Files;

/// <summary>
/// Files that people write, read whole: one that is larger than any of these, or never ends (a link to <c>/dev/zero</c>), is refused.
/// </summary>
internal static class BoundedFile
{
    private const int Largest = 32 * 1024 * 1024;

    /// <summary>Null if there is no such file.</summary>
    /// <exception cref="IOException">It can't be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? ReadAllBytes(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return ReadAllBytes(file, path);
    }

    /// <param name="path">For the message.</param>
    public static byte[] ReadAllBytes(Stream file, string path)
    {
        // The kernel's own files have content and no length.
        long length = file.CanSeek ? file.Length : 0;
        using var content = new MemoryStream((int)Math.Min(length, Largest));
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            if (content.Length + read > Largest)
                throw new IOException($"`{path}` is larger than 32 MB");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }
}
