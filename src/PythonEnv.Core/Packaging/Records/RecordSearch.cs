using System.Text;

namespace PythonEnv.Packaging.Records;

/// <summary>
/// Tells which RECORDs can list a path that has one of some names in it. Most of an environment's have none, and to read the rows of all of
/// them takes longer than the whole rest of a change.
/// </summary>
/// <param name="names">Parts of paths, as the file system has them.</param>
/// <param name="comparison">Of names, as the file system does it.</param>
internal sealed class RecordSearch(IReadOnlyCollection<string> names, StringComparison comparison)
{
    // A name with a quote is written with two.
    private readonly bool _isAny = names.Any(static name => name.Contains('"', StringComparison.Ordinal));
    private readonly byte[][] _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    public bool MayList(ReadOnlySpan<byte> record)
    {
        if (_isAny)
            return true;
        if (comparison != StringComparison.Ordinal)
        {
            string text = Encoding.UTF8.GetString(record);
            return names.Any(name => text.Contains(name, comparison));
        }
        foreach (byte[] name in _utf8)
        {
            if (record.IndexOf(name) >= 0)
                return true;
        }
        return false;
    }
}
