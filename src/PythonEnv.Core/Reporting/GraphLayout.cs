using System.Collections.Immutable;

namespace PythonEnv.Reporting;

/// <summary>
/// Columns for a picture of a graph: what nothing requires stands in the first one, everything else to the right of all that require it,
/// as far as circles let it. Within a column each stands near what it is connected with. The same graph has the same picture.
/// </summary>
internal static class GraphLayout
{
    private const int Sweeps = 8;

    /// <param name="packages">Those that require another one or are required, in order.</param>
    public static ImmutableArray<InstalledPackage[]> Of(IReadOnlyList<InstalledPackage> packages)
    {
        Dictionary<string, InstalledPackage> byName = packages.ToDictionary(package => package.Package.Name, StringComparer.Ordinal);
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        InstalledPackage[][] layout =
        [
            .. packages.GroupBy(package => ColumnOf(package.Package.Name, byName, columns))
                .OrderBy(column => column.Key)
                .Select(column => column.ToArray())
        ];
        var places = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (InstalledPackage[] column in layout)
            Place(column, places);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isToRight = sweep % 2 == 1;
            for (int step = 0; step < layout.Length; step++)
            {
                int at = isToRight ? step : layout.Length - 1 - step;
                layout[at] =
                [
                    .. layout[at].OrderBy(
                        package => Middle(isToRight ? package.RequiredBy : package.Requires, places, places[package.Package.Name]))
                ];
                Place(layout[at], places);
            }
        }
        return [.. layout];
    }

    // What is being asked for already is part of a circle, which begins there.
    private static int ColumnOf(string name, Dictionary<string, InstalledPackage> byName, Dictionary<string, int> columns)
    {
        if (columns.TryGetValue(name, out int known))
            return known;
        columns[name] = 0;
        int column = 0;
        foreach (string asker in byName[name].RequiredBy.Where(asker => asker != name))
            column = Math.Max(column, ColumnOf(asker, byName, columns) + 1);
        return columns[name] = column;
    }

    private static void Place(InstalledPackage[] column, Dictionary<string, double> places)
    {
        for (int row = 0; row < column.Length; row++)
            places[column[row].Package.Name] = (row + 0.5) / column.Length;
    }

    private static double Middle(ImmutableArray<string> neighbours, Dictionary<string, double> places, double own) =>
        neighbours.IsEmpty ? own : neighbours.Average(name => places[name]);
}
