using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Requirements.Lines;

/// <summary>What pip's parser accepts on a line and then makes nothing of.</summary>
internal static class DroppedByPip
{
    public static void Report(LogicalLine line, ParsedLine parsed, RequirementsLineKind kind, DiagnosticBag findings)
    {
        if (parsed.Options.Count == 0 && parsed.Leftover.Count == 0)
            return;
        if (parsed.Leftover.Count > 0)
            ReportLeftover(line, parsed, kind, findings);
        foreach (ShellWord word in parsed.LostBackslashes)
        {
            Add(line, findings, word.Start, word.Length,
                $"pip reads `{line.Text.AsSpan(word.Start, word.Length)}` as `{word.Unquoted}`",
                "a backslash escapes the character after it, on Windows too", "Write `/`");
        }
        ReportOptions(line, parsed, kind, findings);
    }

    private static void ReportLeftover(LogicalLine line, ParsedLine parsed, RequirementsLineKind kind, DiagnosticBag findings)
    {
        ShellWord first = parsed.Leftover[0], last = parsed.Leftover[^1];
        int length = last.Start + last.Length - first.Start;
        string dropped = line.Text.Substring(first.Start, length);
        string remedy = kind switch
        {
            RequirementsLineKind.Requirement when dropped.StartsWith(';') => "Write the marker before the options",
            RequirementsLineKind.Requirement => "Write it before the options, or remove it",
            RequirementsLineKind.Options => "Write the requirement on a line of its own",
            _ => "Remove it",
        };
        Add(
            line, findings, first.Start, length, $"pip drops `{dropped}` without a word", "it stands after an option and is none itself",
            remedy);
    }

    private static void ReportOptions(LogicalLine line, ParsedLine parsed, RequirementsLineKind kind, DiagnosticBag findings)
    {
        bool targetSeen = false, linksSeen = false;
        for (int i = 0; i < parsed.Options.Count; i++)
        {
            ParsedOption option = parsed.Options[i];
            string? reason = kind switch
            {
                RequirementsLineKind.Requirement => OnRequirement(option),
                RequirementsLineKind.Editable => OnEditable(option, ref targetSeen),
                RequirementsLineKind.Options => OnOptions(parsed, i, ref linksSeen),
                _ => OnInclude(option, kind, ref targetSeen),
            };
            if (reason is null)
                continue;
            string dropped = line.Text.Substring(option.Start, option.Length);
            string remedy = option.Option == RequirementsOption.Hash && kind == RequirementsLineKind.Options
                ? "Write it on the line of its requirement, with no comment between the two"
                : kind == RequirementsLineKind.Editable ? "Remove it" : "Write it on a line of its own";
            Add(line, findings, option.Start, option.Length, $"pip drops `{dropped}` without a word", reason, remedy);
        }
    }

    private static string? OnRequirement(ParsedOption option) =>
        option.Option is RequirementsOption.Hash or RequirementsOption.ConfigSettings || IsHeardEverywhere(option.Option)
            ? null
            : $"`{option.Option.Spelling()}` has no effect on the line of a requirement";

    private static string? OnEditable(ParsedOption option, ref bool targetSeen)
    {
        if (option.Option == RequirementsOption.Editable && !targetSeen)
        {
            targetSeen = true;
            return null;
        }
        return option.Option switch
        {
            RequirementsOption.ConfigSettings => null,
            RequirementsOption.Editable => "only the first `--editable` of a line counts",
            _ when IsHeardEverywhere(option.Option) => null,
            _ => $"`{option.Option.Spelling()}` has no effect on the line of an editable requirement",
        };
    }

    private static string? OnInclude(ParsedOption option, RequirementsLineKind kind, ref bool targetSeen)
    {
        RequirementsOption target = kind == RequirementsLineKind.Include ? RequirementsOption.Requirement : RequirementsOption.Constraint;
        if (option.Option == target && !targetSeen)
        {
            targetSeen = true;
            return null;
        }
        return IsHeardEverywhere(option.Option) ? null : $"a line with `{target.Spelling()}` includes one file and does nothing else";
    }

    private static string? OnOptions(ParsedLine parsed, int index, ref bool linksSeen)
    {
        ParsedOption option = parsed.Options[index];
        switch (option.Option)
        {
            case RequirementsOption.Hash or RequirementsOption.ConfigSettings:
                return "there is no requirement on this line for it to belong to";
            case RequirementsOption.FindLinks when linksSeen:
                return "only the first `--find-links` of a line counts";
            case RequirementsOption.FindLinks:
                linksSeen = true;
                return null;
            case RequirementsOption.IndexUrl when option.Value!.Length == 0:
                return "its value is empty";
            case RequirementsOption.IndexUrl when parsed.Options.FindIndex(
                index + 1, later => later.Option == RequirementsOption.IndexUrl) >= 0:
                return "only the last `--index-url` of a line counts";
            default:
                return null;
        }
    }

    /// <summary>pip's parser itself puts these into effect, whatever else stands on the line.</summary>
    private static bool IsHeardEverywhere(RequirementsOption option) => option is
        RequirementsOption.NoBinary or RequirementsOption.OnlyBinary or RequirementsOption.AllReleases or RequirementsOption.OnlyFinal;

    private static void Add(
        LogicalLine line, DiagnosticBag findings, int start, int length, string problem, string evidence, string remedy) =>
        findings.Add(DiagnosticCatalog.RequirementUnreadable.At(line.At(start, length), line.Conceal(problem), evidence, remedy));
}
