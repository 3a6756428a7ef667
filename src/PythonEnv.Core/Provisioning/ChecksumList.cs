using System.Collections.Immutable;

namespace PythonEnv.Provisioning;

/// <summary>
/// The lines of a <c>SHA256SUMS</c> file, as <c>sha256sum</c> writes and checks them: <c>DIGEST</c>, a blank, a blank or <c>*</c>, the
/// name.
/// </summary>
internal static class ChecksumList
{
    public const string FileName = "SHA256SUMS";

    private const int DigestLength = 64;

    /// <summary>File names, without a leading <c>./</c>, with their digests in lower-case hexadecimal. Other lines say nothing.</summary>
    public static ImmutableDictionary<string, string> Parse(string text)
    {
        var digests = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length <= DigestLength + 1 || !IsDigest(line[..DigestLength]) || !char.IsWhiteSpace(line[DigestLength]))
                continue;
            string name = line[DigestLength..].TrimStart().TrimStart('*');
            digests[name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name] = line[..DigestLength].ToLowerInvariant();
        }
        return digests.ToImmutable();
    }

    /// <summary>The digest in a file that stands for one archive alone, with or without a name behind it; null if there is none.</summary>
    public static string? ParseSingle(string text)
    {
        string first = text.TrimStart().Split(default(char[]), 2, StringSplitOptions.RemoveEmptyEntries) is [var word, ..] ? word : "";
        return IsDigest(first) ? first.ToLowerInvariant() : null;
    }

    /// <summary>Whether a text is a sha256 in hexadecimal digits.</summary>
    public static bool IsDigest(string text) => text.Length == DigestLength && text.All(char.IsAsciiHexDigit);
}
