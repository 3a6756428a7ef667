using System.Security.Cryptography;
using System.Text;

namespace PythonEnv.Host.Files;

/// <summary>A text that carries the sha256 of itself on a last line, so that a damaged one is not taken for another answer.</summary>
internal static class SealedText
{
    public static string Seal(string text) => $"{text}\n{Digest.OfText(text)}";

    /// <summary>The text of a file as it was sealed; null if there is none, or not what was written.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Read(string path) => ReadUtf8(path) is { } text ? Encoding.UTF8.GetString(text.Span) : null;

    /// <summary>The same as bytes.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static ReadOnlyMemory<byte>? ReadUtf8(string path)
    {
        try
        {
            return RegularFile.Exists(path) ? Open(AtomicFile.ReadAllBytes(path)) : default(ReadOnlyMemory<byte>?);
        }
        // It was deleted meanwhile, or is too large to be one.
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <returns>The text that was sealed, or null if this is not it.</returns>
    public static ReadOnlyMemory<byte>? Open(ReadOnlyMemory<byte> content)
    {
        int end = content.Span.LastIndexOf((byte)'\n');
        bool isWhole = end >= 0 && Digest.OfBytes(content.Span[..end]) == Encoding.UTF8.GetString(content.Span[(end + 1)..]);
        // A bare null would become empty bytes here.
        return isWhole ? content[..end] : default(ReadOnlyMemory<byte>?);
    }
}

/// <summary>Bytes that end with the sha256 of themselves, so that damaged ones are not taken for another answer.</summary>
internal static class SealedBytes
{
    /// <summary>The file as it was sealed; null if it is not there, can't be read, or is not what was written.</summary>
    public static ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            return RegularFile.Exists(path) ? Open(AtomicFile.ReadAllBytes(path)) : default(ReadOnlyMemory<byte>?);
        }
        // It was deleted meanwhile, or belongs to somebody else.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Not flushed to the disk: what a power loss leaves of it has no such end.</summary>
    /// <exception cref="IOException">The disk takes no more.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        FileChange.MakeFolderOf(path);
        AtomicFile.WriteAllBytes(path, [.. content, .. SHA256.HashData(content)], flush: false);
    }

    private static ReadOnlyMemory<byte>? Open(byte[] content)
    {
        int length = content.Length - SHA256.HashSizeInBytes;
        bool isWhole = length >= 0 && SHA256.HashData(content.AsSpan(0, length)).AsSpan().SequenceEqual(content.AsSpan(length));
        // A bare null would become empty bytes here.
        return isWhole ? content.AsMemory(0, length) : default(ReadOnlyMemory<byte>?);
    }
}
