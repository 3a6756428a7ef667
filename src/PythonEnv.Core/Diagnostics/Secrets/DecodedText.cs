using System.Text;

namespace PythonEnv.Diagnostics.Secrets;

/// <summary>A text whose percent-encoded ASCII is decoded once or more, and which knows where each of its characters was written.</summary>
internal sealed class DecodedText
{
    private readonly int[] _origins;

    private DecodedText(string text, int[] origins) => (Text, _origins) = (text, origins);

    public string Text { get; }

    /// <returns>Null if nothing in it is encoded.</returns>
    public static DecodedText? Of(string text) => Decode(text, null);

    /// <summary>Decoded once more.</summary>
    /// <returns>Null if nothing in it is encoded any longer.</returns>
    public DecodedText? Decode() => Decode(Text, _origins);

    /// <summary>The offset in the text as written; that of the end for the end.</summary>
    public int Origin(int position) => _origins[position];

    private static DecodedText? Decode(string text, int[]? earlier)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return null;
        var decoded = new StringBuilder(text.Length);
        var origins = new List<int>(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
        {
            origins.Add(earlier?[i] ?? i);
            bool isEncoded = text[i] == '%' && i + 2 < text.Length
                && char.IsBetween(text[i + 1], '2', '7') && char.IsAsciiHexDigit(text[i + 2]);
            decoded.Append(isEncoded ? (char)Convert.ToByte(text.Substring(i + 1, 2), 16) : text[i]);
            i += isEncoded ? 2 : 0;
        }
        origins.Add(earlier?[text.Length] ?? text.Length);
        return decoded.Length == text.Length ? null : new DecodedText(decoded.ToString(), [.. origins]);
    }
}
