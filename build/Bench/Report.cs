namespace PythonEnv.Bench;

/// <summary>The Markdown table that the readme quotes.</summary>
internal sealed class Report
{
    private readonly List<string> _rows = [];

    /// <param name="what">What was measured.</param>
    /// <param name="own">This package's median.</param>
    /// <param name="against">What it is compared with, and its median.</param>
    /// <param name="ratio">How they compare.</param>
    public void Add(string what, string own, string against, string ratio) => _rows.Add($"| {what} | {own} | {against} | {ratio} |");

    /// <summary>A row for every other contestant against the first one.</summary>
    public void Add(string what, IReadOnlyList<Result> results)
    {
        if (results.Count == 1)
            Add(what, Format.Time(results[0].Median), "", "");
        foreach (Result other in results.Skip(1))
            Add(
                what, Format.Time(results[0].Median), $"{other.Name}: {Format.Time(other.Median)}",
                Format.Ratio(other.Median, results[0].Median));
    }

    public void Write(TextWriter writer)
    {
        writer.WriteLine("| what | this package | compared with | ratio |");
        writer.WriteLine("|---|--:|---|--:|");
        foreach (string row in _rows)
            writer.WriteLine(row);
    }
}
