using System.Security.Cryptography;
using System.Text;

namespace PythonEnv.Files;

/// <summary>SHA-256 digests as lower-case hexadecimal.</summary>
public static class Digest
{
    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of the file's bytes, or null if there is no such file.</summary>
    public static string? OfFile(string path)
    {
        // Files that were looked for and are not there are the usual case, and an exception costs more than everything else here.
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
