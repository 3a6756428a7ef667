using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace PythonEnv.Reporting;

/// <summary>The dependency graph as SVG, from left to right; a script on the page adds zoom, search and keys to it.</summary>
internal static class GraphPicture
{
    private const int RowHeight = 28;
    private const int BoxHeight = 22;
    private const int Gap = 70;
    private const int Margin = 12;
    private const int CharacterWidth = 7;
    private const int Padding = 20;
    private const int LongestText = 34;

    /// <summary>Those that require another one or are required.</summary>
    public static ImmutableArray<InstalledPackage> Connected(EnvironmentReport report) =>
        [.. report.Packages.Where(package => !package.Requires.IsEmpty || !package.RequiredBy.IsEmpty)];

    /// <returns>Empty where nothing requires anything.</returns>
    public static string Write(EnvironmentReport report)
    {
        ImmutableArray<InstalledPackage> connected = Connected(report);
        if (connected.IsEmpty)
            return "";
        Dictionary<string, Box> boxes = Place(GraphLayout.Of(connected));
        HashSet<string> vulnerable = [.. report.Receipt.Vulnerabilities.Select(vulnerability => vulnerability.Package)];
        int width = boxes.Values.Max(box => box.X + box.Width) + Margin;
        int height = boxes.Values.Max(box => box.Y) + RowHeight + Margin;
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Dependency graph\" viewBox=\"0 0 {width} {height}\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{width}\" height=\"{height}\">\n");
        foreach (Box from in boxes.Values)
        {
            foreach (string name in from.Package.Requires.Where(name => name != from.Package.Package.Name))
                AppendEdge(svg, from, boxes[name]);
        }
        foreach (Box box in boxes.Values)
            AppendBox(svg, box, vulnerable.Contains(box.Package.Package.Name));
        return svg.Append("</svg>\n").ToString();
    }

    private static Dictionary<string, Box> Place(ImmutableArray<InstalledPackage[]> columns)
    {
        var boxes = new Dictionary<string, Box>(StringComparer.Ordinal);
        int most = columns.Max(column => column.Length);
        int x = Margin;
        for (int at = 0; at < columns.Length; at++)
        {
            InstalledPackage[] column = columns[at];
            int width = (column.Max(package => TextOf(package).Length) * CharacterWidth) + Padding;
            int top = Margin + ((most - column.Length) * RowHeight / 2);
            for (int row = 0; row < column.Length; row++)
                boxes[column[row].Package.Name] = new Box(column[row], boxes.Count, at, x, top + (row * RowHeight), width);
            x += width + Gap;
        }
        return boxes;
    }

    private static void AppendEdge(StringBuilder svg, Box from, Box to)
    {
        int startX = from.X + from.Width;
        int startY = from.Y + (BoxHeight / 2);
        int endY = to.Y + (BoxHeight / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"e\" data-f=\"{from.Number}\" data-t=\"{to.Number}\" ")
            .Append(
                CultureInfo.InvariantCulture,
                $"d=\"M{startX} {startY}C{startX + (Gap / 2)} {startY} {to.X - (Gap / 2)} {endY} {to.X} {endY}\"/>\n");
    }

    private static void AppendBox(StringBuilder svg, Box box, bool isVulnerable)
    {
        InstalledPackage package = box.Package;
        string classes = $"n{(package.Package.IsDirect ? " direct" : "")}{(isVulnerable ? " bad" : "")}";
        svg.Append(
            CultureInfo.InvariantCulture, $"<g class=\"{classes}\" data-c=\"{box.Column}\" data-name=\"{Text(package.Package.Name)}\">")
            .Append("<title>")
            .Append(Text(Describe(package, isVulnerable)))
            .Append(
                CultureInfo.InvariantCulture,
                $"</title><rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{BoxHeight}\" rx=\"4\"/>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"{box.X + (Padding / 2)}\" y=\"{box.Y + 15}\">")
            .Append(Text(TextOf(package)))
            .Append("</text></g>\n");
    }

    private static string Describe(InstalledPackage package, bool isVulnerable)
    {
        string requires = package.Requires.IsEmpty ? "requires nothing" : $"requires {string.Join(", ", package.Requires)}";
        IEnumerable<string> askers = package.Package.IsDirect ? package.RequiredBy.Prepend("the project") : package.RequiredBy;
        string known = isVulnerable ? "; has a known vulnerability" : "";
        return $"{package.Package.Name} {package.Package.Version}; {requires}; asked for by {string.Join(", ", askers)}{known}";
    }

    private static string TextOf(InstalledPackage package)
    {
        string text = $"{package.Package.Name} {package.Package.Version}";
        return text.Length <= LongestText ? text : $"{text[..(LongestText - 1)]}…";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private sealed record Box(InstalledPackage Package, int Number, int Column, int X, int Y, int Width);
}
