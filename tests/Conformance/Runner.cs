using System.Text.Json;

namespace PythonEnv.Conformance;

/// <summary>The outcome of one set.</summary>
/// <param name="Failures">Per failed case its id and what differed.</param>
internal sealed record SetResult(string Name, int Passed, IReadOnlyList<(string Id, string Difference)> Failures);

/// <summary>Runs the sets of a folder laid out as the corpus is.</summary>
internal static class Runner
{
    /// <summary>The known sets that the folder holds.</summary>
    public static IEnumerable<(CaseSet Set, string File)> Find(string folder) =>
        from set in CaseSets.All
        let file = Path.Combine(folder, set.Path.Replace('/', Path.DirectorySeparatorChar) + ".json")
        where File.Exists(file)
        select (set, file);

    public static SetResult Run(CaseSet set, string file)
    {
        JsonElement[] cases = JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllBytes(file))!;
        var context = new CaseContext(Path.GetDirectoryName(file)!);
        var failures = new List<(string, string)>();
        for (int i = 0; i < cases.Length; i++)
        {
            string? difference = RunOne(set, cases[i], context);
            if (difference is not null)
                failures.Add((IdOf(cases[i], i), difference));
        }
        return new SetResult(set.Name, cases.Length - failures.Count, failures);
    }

    private static string? RunOne(CaseSet set, JsonElement @case, CaseContext context)
    {
        try
        {
            return set.Run(@case, context);
        }
        // A reader that throws anything has failed its case; the run goes on to the next.
        catch (Exception e)
        {
            return $"threw {e.GetType().Name}: {e.Message}";
        }
    }

    private static string IdOf(JsonElement @case, int index) =>
        @case.TryGetProperty("id", out JsonElement id) ? id.GetString()! : $"#{index}";
}
