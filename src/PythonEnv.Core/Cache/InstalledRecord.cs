using System.Security.Cryptography;
using System.Text;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Cache;

/// <summary>RECORD as pip leaves it in an environment: rows in order of path, lines ended as Python's <c>csv</c> ends them.</summary>
internal static class InstalledRecord
{
    /// <summary>The rows of what every installation adds.</summary>
    public static RecordEntry[] OwnRows(string distInfo) =>
        [RowOf($"{distInfo}/INSTALLER", ReadyFile.InstallerText), RowOf($"{distInfo}/REQUESTED", [])];

    public static RecordEntry RowOf(string path, ReadOnlySpan<byte> content) =>
        RecordEntry.Sha256(path, SHA256.HashData(content), content.Length);

    public static byte[] ToBytes(IEnumerable<RecordEntry> rows)
    {
        StringBuilder text = new();
        List<RecordEntry> sorted = [.. rows];
        sorted.Sort(static (a, b) => CompareCodePoints(a.Path, b.Path));
        foreach (RecordEntry row in sorted)
        {
            AppendField(text, row.Path);
            text.Append(',');
            if (row.Algorithm is not null)
                text.Append(row.Algorithm).Append('=').Append(row.Digest);
            text.Append(',');
            if (row.Size is { } size)
                text.Append(size);
            text.Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void AppendField(StringBuilder text, string field)
    {
        if (field.AsSpan().ContainsAny(",\"\r\n"))
            text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            text.Append(field);
    }

    // The order of Python's strings; UTF-16 puts U+E000–U+FFFF after what lies beyond.
    private static int CompareCodePoints(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length ? left.Length - right.Length : Rank(left[same]) - Rank(right[same]);
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
