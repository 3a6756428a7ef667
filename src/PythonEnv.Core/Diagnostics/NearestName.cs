namespace PythonEnv.Diagnostics;

/// <summary>Which name was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the known names; null where none is near enough to be meant.</summary>
    /// <param name="known">At least one.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string nearest = known.MinBy(candidate => Distance(candidate, name))!;
        return Distance(nearest, name) <= Math.Max(2, name.Length / 3) ? nearest : null;
    }

    /// <summary>
    /// How many letters have to be put in, taken out, replaced or exchanged with the next one (optimal string alignment); case does not
    /// count.
    /// </summary>
    public static int Distance(string one, string other)
    {
        int[] before = [], above = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] row = [i, .. above.AsSpan(1)];
            for (int j = 1; j <= other.Length; j++)
            {
                row[j] = Math.Min(above[j - 1] + (AreSame(i, j) ? 0 : 1), Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && AreSame(i, j - 1) && AreSame(i - 1, j))
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, above) = (above, row);
        }
        return above[^1];

        bool AreSame(int i, int j) => char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]);
    }
}
