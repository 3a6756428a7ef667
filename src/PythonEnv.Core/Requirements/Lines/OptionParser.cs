using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Requirements.Lines;

/// <summary>An option and the part of the line that it covers.</summary>
internal readonly record struct ParsedOption(RequirementsOption Option, string? Value, int Start, int Length);

/// <summary>What a line is made of.</summary>
/// <param name="Arguments">The text before the first word that begins with <c>-</c>.</param>
/// <param name="Leftover">Words that are neither option nor value: pip drops them.</param>
/// <param name="LostBackslashes">Values that lost a backslash.</param>
internal sealed record ParsedLine(
    string Arguments, List<ParsedOption> Options, List<ShellWord> Leftover, List<ShellWord> LostBackslashes)
{
    public bool Has(RequirementsOption option) => First(option) is not null;

    public ParsedOption? First(RequirementsOption option)
    {
        foreach (ParsedOption parsed in Options)
        {
            if (parsed.Option == option)
                return parsed;
        }
        return null;
    }
}

/// <summary>
/// Options as pip's parser takes them: the first word after a space (no other blank) that begins with <c>-</c> begins them; long names
/// may be abbreviated; a short one may have its value attached; <c>--</c> ends them.
/// </summary>
internal sealed class OptionParser
{
    // One line at a time: the words of the last one are done with.
    private readonly List<ShellWord> _words = [];

    public bool TryParse(string line, [NotNullWhen(true)] out ParsedLine? parsed, [NotNullWhen(false)] out ParseError? error)
    {
        parsed = null;
        error = null;
        int begin = OptionsStart(line);
        if (begin < 0)
        {
            parsed = new ParsedLine(line, [], [], []);
            return true;
        }
        List<ShellWord> words = _words;
        words.Clear();
        if (!ShellWords.TrySplit(line, begin, words, out error))
        {
            return false;
        }
        var result = new ParsedLine(begin == 0 ? "" : line[..(begin - 1)], new(words.Count), [], words.FindAll(word => word.LostBackslash));
        for (int at = 0; at < words.Count;)
        {
            ReadOnlySpan<char> word = words[at].Of(line);
            if (word is "--")
            {
                result.Leftover.AddRange(words.Skip(at + 1));
                break;
            }
            if (word.StartsWith("--"))
            {
                if (!TryLong(line, words, ref at, result, out error))
                    return false;
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                if (!TryShort(line, words, ref at, result, out error))
                    return false;
            }
            else
            {
                result.Leftover.Add(words[at++]);
            }
        }
        parsed = result;
        return true;
    }

    private static int OptionsStart(string line)
    {
        if (line.StartsWith('-'))
            return 0;
        int found = line.IndexOf(" -", StringComparison.Ordinal);
        return found < 0 ? -1 : found + 1;
    }

    private static bool TryLong(
        string line, List<ShellWord> words, ref int at, ParsedLine result, [NotNullWhen(false)] out ParseError? error)
    {
        ShellWord word = words[at++];
        ReadOnlySpan<char> text = word.Of(line);
        int equals = text.IndexOf('=');
        ReadOnlySpan<char> name = equals < 0 ? text : text[..equals];
        if (OptionTable.FindLong(name, out List<string> candidates) is not { } option)
        {
            error = candidates.Count == 0
                ? Unknown(word, name.ToString(), NearestName.Of(name.ToString(), OptionTable.LongNames))
                : new ParseError(
                    word.Start, word.Length,
                    $"`{name}` may mean {string.Join(" or ", candidates.Order(StringComparer.Ordinal).Select(full => $"`{full}`"))}",
                    "Write the whole name");
            return false;
        }
        if (!option.TakesValue())
        {
            error = equals < 0 ? null : new ParseError(
                word.Start, word.Length, $"`{option.Spelling()}` takes no value", $"Write `{option.Spelling()}` alone");
            if (error is null)
                result.Options.Add(new ParsedOption(option, null, word.Start, word.Length));
            return error is null;
        }
        return TryValue(line, words, ref at, result, word, option, equals < 0 ? default : text[(equals + 1)..], equals >= 0, out error);
    }

    // Some were options of earlier versions of pip.
    private static ParseError Unknown(ShellWord word, string name, string? nearest) => new(
        word.Start, word.Length, $"pip knows no option `{name}` in a requirements file",
        nearest is null ? "Remove it" : $"Write `{nearest}`, or remove it");

    private static bool TryShort(
        string line, List<ShellWord> words, ref int at, ParsedLine result, [NotNullWhen(false)] out ParseError? error)
    {
        ShellWord word = words[at++];
        ReadOnlySpan<char> text = word.Of(line);
        if (OptionTable.FindShort(text[1]) is not { } option)
        {
            error = Unknown(word, $"-{text[1]}", nearest: null);
            return false;
        }
        return TryValue(line, words, ref at, result, word, option, text[2..], text.Length > 2, out error);
    }

    private static bool TryValue(
        string line, List<ShellWord> words, ref int at, ParsedLine result,
        ShellWord word, RequirementsOption option, ReadOnlySpan<char> attached, bool isAttached, [NotNullWhen(false)] out ParseError? error)
    {
        ShellWord last = word;
        if (!isAttached)
        {
            if (at == words.Count)
            {
                error = new ParseError(
                    word.Start, word.Length, $"`{option.Spelling()}` needs a value", "Write it behind the option, or remove the option");
                return false;
            }
            last = words[at++];
            attached = last.Of(line);
        }
        int length = last.Start + last.Length - word.Start;
        string value = attached.ToString();
        if (Objection(option, value) is (string problem, string remedy))
        {
            error = new ParseError(word.Start, length, problem, remedy)
            {
                Rule = option == RequirementsOption.Hash && IsOfWeakHash(value) ? DiagnosticCatalog.HashMissing : null
            };
            return false;
        }
        error = null;
        result.Options.Add(new ParsedOption(option, value, word.Start, length));
        return true;
    }

    private static bool IsOfWeakHash(string value) =>
        value.StartsWith("md5:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("sha1:", StringComparison.OrdinalIgnoreCase);

    private static (string Problem, string Remedy)? Objection(RequirementsOption option, string value)
    {
        switch (option)
        {
            case RequirementsOption.Hash:
                int colon = value.IndexOf(':');
                if (colon < 0)
                    return ($"`--hash` is no `algorithm:digest`", "Write `--hash=sha256:` and the digest");
                return value.AsSpan(0, colon) is "sha256" or "sha384" or "sha512" ? null
                    : IsOfWeakHash(value) ? ($"the {value[..colon]} hash proves nothing, and pip takes none", "Use the sha256 of the file")
                    : ($"pip takes no `{value[..colon]}` hash", "Use sha256, sha384 or sha512, in lower case");
            case RequirementsOption.ConfigSettings:
                return value.Contains('=') ? null : ("`--config-settings` is no `KEY=VALUE`", "Write it as one");
            case RequirementsOption.UseFeature:
                return OptionTable.IsFeature(value) ? null : ($"pip knows no feature `{value}`", "Remove the option");
            case RequirementsOption.NoBinary or RequirementsOption.OnlyBinary or RequirementsOption.AllReleases
                or RequirementsOption.OnlyFinal:
                return value.StartsWith('-') ? ($"`{option.Spelling()}` needs a list of names, `:all:` or `:none:`", "Write one") : null;
            default:
                return null;
        }
    }
}
