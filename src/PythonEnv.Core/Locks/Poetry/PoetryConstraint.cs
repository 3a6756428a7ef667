using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>
/// Which versions Poetry's notation admits (https://python-poetry.org/docs/dependency-specification).
/// <code>
/// constraint = all *( ("|" | "||") all )            any of them
/// all        = single *( ("," | blank) single )     each of them
/// single     = "*" | ("^" | "~") version | version [".*"] | operator version [".*"]
/// </code>
/// <c>^1.2.3</c> is <c>&gt;=1.2.3,&lt;2</c> and <c>^0.2.3</c> is <c>&gt;=0.2.3,&lt;0.3</c>; <c>~1.2.3</c> is <c>&gt;=1.2.3,&lt;1.3</c>; a
/// version alone is that version.
/// </summary>
internal sealed class PoetryConstraint
{
    private readonly ImmutableArray<SpecifierSet> _alternatives;
    private readonly string _text;

    private PoetryConstraint(ImmutableArray<SpecifierSet> alternatives, string text)
    {
        _alternatives = alternatives;
        _text = text;
    }

    public static PoetryConstraint Any { get; } = new([SpecifierSet.Any], "*");

    public bool Admits(PythonVersion version) => _alternatives.Any(set => set.Contains(version, prereleases: true));

    public static PoetryConstraint Of(SpecifierSet specifiers) => new([specifiers], specifiers.ToString());

    public static bool TryParse(string text, [NotNullWhen(true)] out PoetryConstraint? constraint)
    {
        constraint = null;
        var alternatives = ImmutableArray.CreateBuilder<SpecifierSet>();
        foreach (string all in text.Split('|', StringSplitOptions.TrimEntries).Where((part, i) => i == 0 || part.Length > 0))
        {
            if (!SpecifierSet.TryParse(
                string.Join(',', Singles(all).Select(ToSpecifiers).Where(clause => clause.Length > 0)), out SpecifierSet? set, out _))
                return false;
            alternatives.Add(set);
        }
        constraint = new PoetryConstraint(alternatives.ToImmutable(), text);
        return true;
    }

    public override string ToString() => _text;

    // `>= 1.0 <2` is two clauses: an operator may stand apart from its version.
    private static IEnumerable<string> Singles(string all)
    {
        string pending = "";
        foreach (string word in all.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (char.IsAsciiLetterOrDigit(word[^1]) || word[^1] == '*')
            {
                yield return pending + word;
                pending = "";
            }
            else
            {
                pending += word;
            }
        }
        if (pending.Length > 0)
            yield return pending;
    }

    private static string ToSpecifiers(string single) => single switch
    {
        "*" or "x" or "X" => "",
        ['^', .. var version] => Range(version, BreakingAfter(version)),
        ['~', '=', ..] => single,
        ['~', .. var version] => Range(version, VersionParts(version) is [_] ? Bumped(version, 0) : Bumped(version, 1)),
        ['=', not '=', ..] => "=" + single,
        ['<', '>', .. var version] => "!=" + version,
        ['v', .. var version] => "==" + version,
        [>= '0' and <= '9', ..] => "==" + single,
        _ => single,
    };

    private static string Range(string from, string below) => $">={from},<{below}";

    // The first part that is not zero may not change; of zeros alone, the last.
    private static string BreakingAfter(string version)
    {
        string[] parts = VersionParts(version);
        int first = Array.FindIndex(parts, part => part.Any(digit => digit is >= '1' and <= '9'));
        return Bumped(version, first < 0 ? parts.Length - 1 : first);
    }

    private static string Bumped(string version, int part)
    {
        string[] parts = VersionParts(version);
        string kept = string.Concat(parts.Take(part).Select(earlier => earlier + "."));
        int next = part < parts.Length && int.TryParse(parts[part], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number + 1
            : 1;
        return kept + next.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The numbers of the release.</summary>
    private static string[] VersionParts(string version)
    {
        string text = version.TrimStart('v', ' ');
        int end = 0;
        while (end < text.Length
            && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
            end++;
        return text[..end].Split('.');
    }
}
