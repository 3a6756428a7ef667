using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.Packaging.Metadata;

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
        foreach (RecordEntry row in rows.OrderBy(row => row.Path, CodePointOrder.Instance))
        {
            AppendField(text, row.Path);
            text.Append(',');
            if (row.Algorithm is not null)
                text.Append(row.Algorithm).Append('=').Append(row.Digest);
            text.Append(CultureInfo.InvariantCulture, $",{row.Size}\r\n");
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

    /// <summary>The order of Python's strings; UTF-16 puts U+E000–U+FFFF after what lies beyond.</summary>
    private sealed class CodePointOrder : IComparer<string>
    {
        public static CodePointOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            ReadOnlySpan<char> left = x, right = y;
            int same = left.CommonPrefixLength(right);
            if (same == left.Length || same == right.Length)
                return left.Length - right.Length;
            return Rank(left[same]) - Rank(right[same]);
        }

        private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
    }
}
