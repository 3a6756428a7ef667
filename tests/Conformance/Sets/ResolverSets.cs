using System.Text.Json;
using System.Text.RegularExpressions;
using PythonEnv.Conformance.Resolving;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Sets;

/// <summary>
/// Small universes, a question, an answer: by the rules of the corpus any right answer passes, and explanations name what is to blame.
/// </summary>
internal static partial class ResolverSets
{
    private static readonly string[] s_files =
        ["dart-pub", "own-hard", "own-large", "own-small", "own-targets", "packse", "pip", "poetry", "pubgrub-rs", "resolvelib",
            "wheelhouse"];

    public static IReadOnlyList<CaseSet> All { get; } =
        [.. s_files.Select(file => new CaseSet($"resolver/{file}", Run) { Path = $"resolver/cases/{file}" })];

    private static string? Run(JsonElement json, CaseContext context)
    {
        var @case = new ResolverCase(json, context.Once(() => new ResolverCorpus(Path.GetDirectoryName(context.Folder)!)));
        CaseAnswer answer = CaseAnswer.To(@case);
        JsonElement expected = @case.Expected;
        if (expected.TextOrNull("must") == "none")
            return null;
        bool satisfiable = expected.Flag("satisfiable");
        if (answer.Failure is not null)
            return satisfiable ? $"called unsatisfiable: {Text(answer.Failure)}" : Unexplained(expected, Text(answer.Failure));
        return satisfiable ? Judge(@case, answer.Pins!) : "a solution is proposed, but there is none";
    }

    private static string? Judge(ResolverCase @case, IReadOnlyList<IReadOnlyDictionary<PackageName, CaseRecord>> pins)
    {
        var problems = new List<string>();
        for (int i = 0; i < pins.Count; i++)
        {
            var view = new EnvironmentView(@case, i);
            string[] found = [.. view.Problems(pins[i])];
            problems.AddRange(found);
            if (found.Length == 0 && pins.Count == 1)
                problems.AddRange(view.Raisable(pins[i]));
            if (@case.Expected.TextOrNull("must") == "equal" && Wanted(@case, i) is { } wanted
                && Difference(wanted, pins[i]) is { } difference)
                problems.Add(difference);
            for (int j = 0; j < i; j++)
            {
                if (@case.Targets[i].Environment == @case.Targets[j].Environment
                    && !pins[i].OrderBy(pin => pin.Key).SequenceEqual(pins[j].OrderBy(pin => pin.Key)))
                    problems.Add($"{@case.Targets[i].Name} and {@case.Targets[j].Name} have the same markers, but other pins");
            }
        }
        if (@case.DemandsPareto && !IsPareto(@case, pins[0]))
            problems.Add("a direct requirement could be more wanted without any other being less (rule P)");
        return problems.Count == 0 ? Oversplit(@case, pins) : string.Join("; ", problems);
    }

    private static JsonElement? Wanted(ResolverCase @case, int environment)
    {
        JsonElement expected = @case.Expected;
        if (expected.TryGetProperty("targets", out JsonElement targets))
            return targets.TryGetProperty(@case.Targets[environment].Name, out JsonElement pins) ? pins : null;
        return environment == 0 && expected.TryGetProperty("pins", out JsonElement only) ? only : null;
    }

    private static string? Difference(JsonElement wanted, IReadOnlyDictionary<PackageName, CaseRecord> pins)
    {
        string[] expected = [.. wanted.EnumerateObject()
            .Select(pin => $"{PackageName.Normalize(pin.Name)}=={PythonVersion.Parse(pin.Value.GetString()!).Canonical}")];
        string[] actual = [.. pins.Select(pin => $"{pin.Key}=={pin.Value.Version.Canonical}")];
        string[] differences = [.. expected.Except(actual).Select(pin => $"-{pin}"), .. actual.Except(expected).Select(pin => $"+{pin}")];
        return differences.Length == 0 ? null : string.Join(' ', differences);
    }

    private static bool IsPareto(ResolverCase @case, IReadOnlyDictionary<PackageName, CaseRecord> pins)
    {
        string?[] direct = [.. @case.Requires.Select(root => pins.GetValueOrDefault(root.CanonicalName)?.Text)];
        return @case.Expected.GetProperty("oracle").GetProperty("pareto_direct").EnumerateArray()
            .Any(best => best.EnumerateArray().Select(version => version.GetString()).SequenceEqual(direct));
    }

    /// <summary>As few names as possible have two versions.</summary>
    private static string? Oversplit(ResolverCase @case, IReadOnlyList<IReadOnlyDictionary<PackageName, CaseRecord>> pins)
    {
        if (!@case.Expected.TryGetProperty("oracle", out JsonElement oracle)
            || !oracle.TryGetProperty("fewest_split_names", out JsonElement fewest))
            return null;
        int split = pins.SelectMany(one => one).GroupBy(pin => pin.Key, pin => pin.Value)
            .Count(versions => versions.Distinct().Skip(1).Any());
        return split <= fewest.GetInt32() ? null : $"{split} names have several versions, {fewest} would do";
    }

    private static string Text(ResolveFailure failure) => string.Join(". ", [failure.Problem, .. failure.Evidence, failure.Remedy]);

    private static string? Unexplained(JsonElement expected, string text)
    {
        if (expected.TryGetProperty("mentions", out JsonElement mentions))
        {
            foreach (string name in mentions.EnumerateArray().Select(name => name.GetString()!))
            {
                if (!Mentions(text, name))
                    return $"the explanation lacks {name}: {text}";
            }
        }
        return !expected.TryGetProperty("blame", out JsonElement blame)
            || blame.EnumerateArray().Any(roots => roots.EnumerateArray().All(root => Mentions(text, root.GetString()!)))
            ? null
            : $"the explanation names no minimal set of {blame}: {text}";
    }

    private static bool Mentions(string text, string name) =>
        Regex.IsMatch(text, $"(?<![a-z0-9]){Regex.Escape(name)}(?![a-z0-9])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
