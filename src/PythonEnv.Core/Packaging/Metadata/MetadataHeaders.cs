using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace PythonEnv.Packaging.Metadata;

/// <summary>One header of a METADATA file.</summary>
/// <param name="Name">As written; names are compared in any case.</param>
/// <param name="Value">Without the blanks before it; further lines keep their line ends and indentation, as Python's parser keeps
/// them.</param>
/// <param name="IsUtf8">False if the bytes are no UTF-8; the value then has them as Latin-1.</param>
internal sealed record MetadataHeader(string Name, string Value, bool IsUtf8 = true);

/// <summary>Whether a header of this name is wanted.</summary>
internal delegate bool HeaderChoice(ReadOnlySpan<byte> name);

/// <summary>Reads headers as Python's <c>email</c> parser does, but as UTF-8.</summary>
/// <remarks>
/// <code>
/// file    = *header [newline body]
/// header  = name ":" *blank value newline *(blank more-of-value newline)
/// name    = 1*(printable ASCII but ":" and space)
/// newline = LF / CR LF / CR
/// </code>
/// The first line that is no header ends them; it belongs to the body, unless it is empty. A continuation with nothing to continue,
/// a line with an empty name and mailbox lines (<c>From </c>) are passed over.
/// </remarks>
internal static class MetadataHeaders
{
    /// <param name="isWanted">Tells by its name whether a header is; null: all are.</param>
    /// <returns>The headers and where the body starts.</returns>
    public static (ImmutableArray<MetadataHeader> Headers, int BodyAt) Read(ReadOnlySpan<byte> utf8, HeaderChoice? isWanted = null)
    {
        var headers = ImmutableArray.CreateBuilder<MetadataHeader>();
        int at = 0, colon = -1, start = 0, end = 0;
        while (at < utf8.Length)
        {
            int next = NextLine(utf8, at);
            ReadOnlySpan<byte> line = utf8[at..next];
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                end = next;
                at = next;
                continue;
            }
            bool isEnvelope = line.StartsWith("From "u8);
            int nextColon = isEnvelope ? 0 : NameLength(line);
            if (nextColon < 0)
                break;
            Add(utf8);
            (start, colon, end) = (at, nextColon, next);
            at = next;
        }
        Add(utf8);
        if (at < utf8.Length && utf8[at] is (byte)'\n' or (byte)'\r')
            at = NextLine(utf8, at);
        return (headers.DrainToImmutable(), at);

        void Add(ReadOnlySpan<byte> source)
        {
            if (colon > 0 && isWanted?.Invoke(source.Slice(start, colon)) != false)
                headers.Add(Decode(source.Slice(start, colon), Trim(source[(start + colon + 1)..end])));
        }
    }

    // Blanks before it and line ends after it.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty && value[0] is (byte)' ' or (byte)'\t')
            value = value[1..];
        while (!value.IsEmpty && value[^1] is (byte)'\r' or (byte)'\n')
            value = value[..^1];
        return value;
    }

    private static MetadataHeader Decode(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        bool isUtf8 = Utf8.IsValid(value);
        return new(Encoding.ASCII.GetString(name), (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(value), isUtf8);
    }

    /// <summary>Where the colon is if the line starts with a name and a colon, else -1.</summary>
    private static int NameLength(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAnyExceptInRange((byte)'!', (byte)'~');
        int colon = (end < 0 ? line : line[..end]).IndexOf((byte)':');
        return colon;
    }

    private static int NextLine(ReadOnlySpan<byte> utf8, int at)
    {
        int length = utf8[at..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
            return utf8.Length;
        int end = at + length;
        return end + (utf8[end..].StartsWith("\r\n"u8) ? 2 : 1);
    }
}
