namespace PythonEnv.Host.Files;

/// <summary>A text that carries the sha256 of itself on a last line, so that a damaged one is not taken for another answer.</summary>
internal static class SealedText
{
    public static string Seal(string text) => $"{text}\n{Digest.OfText(text)}";

    /// <returns>The text that was sealed, or null if this is not it.</returns>
    public static string? Open(string content)
    {
        int end = content.LastIndexOf('\n');
        return end >= 0 && Digest.OfText(content[..end]) == content[(end + 1)..] ? content[..end] : null;
    }
}
