using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;
using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Explaining;

/// <summary>Words for lists, places and releases.</summary>
internal static class Phrases
{
    /// <summary>Longer lists of runs are cut.</summary>
    private const int MaxRuns = 4;

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count < 2
        ? string.Concat(items)
        : $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}";

    /// <summary>A sentence about one thing, made one about several: <c>has no file</c> becomes <c>have no file</c>.</summary>
    public static string Plural(string predicate)
    {
        int end = predicate.IndexOf(' ', StringComparison.Ordinal);
        string verb = predicate[..end] switch
        {
            "has" => "have",
            "is" => "are",
            "was" => "were",
            "requires" => "require",
            string other => other,
        };
        return verb + predicate[end..];
    }

    /// <summary>A requirement without its marker, lower bounds first.</summary>
    public static string Show(Requirement requirement)
    {
        string extras = requirement.Extras.IsEmpty ? "" : $"[{string.Join(',', requirement.Extras)}]";
        IEnumerable<Specifier> clauses = requirement.Specifiers.Clauses.OrderBy(clause => clause.Operator switch
        {
            SpecifierOperator.Less or SpecifierOperator.LessOrEqual => 1,
            SpecifierOperator.NotEqual => 2,
            _ => 0,
        });
        return $"{requirement.Name}{extras}{string.Join(',', clauses)}";
    }

    /// <summary>A declaration and its line, but for the line that the message stands at.</summary>
    public static string Declared(RootRequirement root, SourceSpan here) => root.Where switch
    {
        { File.Length: 0 } => $"`{root.Display}`",
        { } where when where == here => $"`{root.Display}` here",
        { } where when where.File == here.File && where.Line > 0 => $"`{root.Display}` in line {where.Line}",
        { Line: 0 } where => $"`{root.Display}` in {Path.GetFileName(where.File)}",
        { } where => $"`{root.Display}` in {Path.GetFileName(where.File)}({where.Line})",
    };

    /// <summary>
    /// Releases as runs: <c>3.0 to 3.1.1 (4 versions)</c>. Between the ends of a run there is no release that is not meant, but for those
    /// that
    /// could not be chosen anyway.
    /// </summary>
    public static string Runs(Package package, VersionSet releases, VersionSet irrelevant)
    {
        var runs = new List<string>();
        int count = 0;
        for (int bit = releases.Next(1); bit > 0; bit = releases.Next(bit + 1))
        {
            int last = bit, inRun = 1;
            for (int next = bit + 1; next < package.Size && (releases.Contains(next) || irrelevant.Contains(next)); next++)
            {
                if (!releases.Contains(next))
                    continue;
                last = next;
                inRun++;
            }
            string first = package.At(bit).Text;
            runs.Add(inRun switch
            {
                1 => first,
                2 => $"{first} and {package.At(last).Text}",
                _ => $"{first} to {package.At(last).Text}",
            });
            count += inRun;
            bit = last;
        }
        if (runs.Count > MaxRuns)
            runs = [.. runs.Take(MaxRuns - 1), $"others up to {package.At(releases.Highest).Text}"];
        string text = runs is [var only] ? only : List(runs);
        return count > 2 ? $"{text} ({count} versions)" : text;
    }
}
