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
            // What is too large to be held in memory is hashed piece by piece.
            return RegularFile.ReadWhole(file) is { } content ? OfBytes(content) : OfStream(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string OfStream(SafeFileHandle file)
    {
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
