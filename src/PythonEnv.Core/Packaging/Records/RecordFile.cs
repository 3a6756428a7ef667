using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;

namespace PythonEnv.Packaging.Records;

/// <summary>
/// The RECORD of an installed distribution or of a wheel (recording specification, formerly PEP 376 and 627): CSV rows of path,
/// hash and size.
/// </summary>
/// <remarks>
/// <code>
/// record = *(path "," [algorithm "=" digest] "," [size] LF)
/// </code>
/// </remarks>
/// <param name="Entries">The rows that name a file, in order; a part that could not be read is left out of its entry.</param>
/// <param name="Problems">Everything that is wrong with the file; empty for a conforming one.</param>
internal sealed record RecordFile(ImmutableArray<RecordEntry> Entries, ImmutableArray<RecordProblem> Problems)
{
    public static RecordFile Parse(ReadOnlySpan<byte> utf8)
    {
        // Rows are about this long; a guess too low only grows the list.
        var entries = ImmutableArray.CreateBuilder<RecordEntry>(utf8.Length / 96);
        var problems = ImmutableArray.CreateBuilder<RecordProblem>();
        if (!Utf8.IsValid(utf8))
            problems.Add(new(RecordProblemKind.Encoding, 0, "the file is not UTF-8"));
        string[] fields = new string[3];
        var reader = new CsvReader(utf8);
        int count;
        for (int row = 0; (count = reader.Read(fields)) >= 0; row++)
        {
            if (count != 3)
                problems.Add(new(RecordProblemKind.Columns, row, $"expected 3 columns, got {count}"));
            if (count == 0)
                continue;
            entries.Add(ReadEntry(fields[0], count > 1 ? fields[1] : "", count > 2 ? fields[2] : "", row, problems));
        }
        return new RecordFile(entries.DrainToImmutable(), problems.DrainToImmutable());
    }

    /// <summary>The rows by path; of one that is there twice, the first.</summary>
    public Dictionary<string, RecordEntry> ByPath()
    {
        var rows = new Dictionary<string, RecordEntry>(Entries.Length, StringComparer.Ordinal);
        foreach (RecordEntry row in Entries)
            rows.TryAdd(row.Path, row);
        return rows;
    }

    private static RecordEntry ReadEntry(string path, string hash, string size, int row, ImmutableArray<RecordProblem>.Builder problems)
    {
        if (path.Length == 0)
            problems.Add(new(RecordProblemKind.Path, row, "the path is empty"));
        string? algorithm = null, digest = null;
        if (hash.Length > 0)
        {
            int equals = hash.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                problems.Add(new(RecordProblemKind.Hash, row, $"`{hash}` is not of the form algorithm=digest"));
            else
                (algorithm, digest) = (
                    hash.StartsWith("sha256=", StringComparison.Ordinal) ? "sha256" : hash[..equals], hash[(equals + 1)..]);
        }
        long? bytes = null;
        if (size.Length > 0)
        {
            if (long.TryParse(size, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number))
                bytes = number;
            else
                problems.Add(new(RecordProblemKind.Size, row, $"`{size}` is not a size in bytes"));
        }
        return new RecordEntry(path.Replace('\\', '/'), algorithm, digest, bytes);
    }
}
