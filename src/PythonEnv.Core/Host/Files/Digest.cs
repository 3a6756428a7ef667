using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Host.Files;

/// <summary>SHA-256 digests as lower-case hexadecimal.</summary>
internal static class Digest
{
    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>
    /// Of the bytes of a file that people or installers write, and which fits into memory; null if there is no such file.
    /// </summary>
    public static string? OfFile(string path)
    {
        // Files that were looked for and are not there are the usual case, and an exception costs more than everything else here.
        if (!RegularFile.Exists(path))
            return null;
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[RandomAccess.GetLength(file)];
            // The kernel's own files have content and no length.
            if (content.Length == 0)
                return OfStream(file, path);
            int length = 0;
            while (length < content.Length && RandomAccess.Read(file, content.AsSpan(length), length) is > 0 and int read)
                length += read;
            return OfBytes(content.AsSpan(0, length));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string OfStream(SafeFileHandle file, string path)
    {
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        return OfBytes(RegularFile.ReadBounded(stream, path));
    }
}
