using System.Globalization;

namespace PythonEnv.Bench;

/// <summary>
/// What happens to an environment, one thing after the other: each round makes it of nothing, again out of the cache, and so on.
/// </summary>
internal sealed record Lifetime(Result Cold, Result Warm, Result Edited, Result Again)
{
    /// <param name="title">Of the table's rows; null for none.</param>
    /// <param name="source">Where the distributions come from, as this package declares it and as uv does.</param>
    public static Lifetime Measure(Workbench bench, string? title, string requirements, (string, string)[] source, string[] uvSource)
    {
        SampleProject project = bench.WithRequirements($"lifetime-{Guid.NewGuid():N}", requirements, source);
        int edits = 0;
        List<Contestant> contestants =
        [
            Workbench.Rebuild(project, () => Folders.Remove(bench.Cache)),
            Workbench.Rebuild(project),
            new Contestant(
                "this package",
                () => File.WriteAllText(
                    project.RequirementsFile, string.Create(CultureInfo.InvariantCulture, $"# {edits++}\n{requirements}")),
                () => project.Build().Task),
            new Contestant("this package", static () => { }, () => project.Build().Task),
        ];
        if (title is not null && bench.HasUv)
        {
            contestants.AddRange(
                bench.Uv(project.RequirementsFile, cold: true, uvSource),
                bench.Uv(project.RequirementsFile, cold: false, uvSource),
                bench.UvAgain(project.RequirementsFile, uvSource),
                bench.UvAgain(project.RequirementsFile, uvSource));
        }
        IReadOnlyList<Result> results = Contest.Hold(bench.Options, contestants);
        string[] rows = ["cold", "warm", "an edited comment", "nothing to do"];
        for (int i = 0; title is not null && i < rows.Length; i++)
            bench.Report.Add($"{title}: {rows[i]}", [results[i], .. results.Skip(i + rows.Length).Take(1)]);
        Folders.Remove(project.Folder);
        return new Lifetime(results[0], results[1], results[2], results[3]);
    }
}
