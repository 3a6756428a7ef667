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
/// <c>^1.2.3</c> is <c>&gt;=1.2.3,&lt;2</c> and <c>^0.2.3</c> is <c>&gt;=0.2.3,&lt;0.3</c>; <c>~1.2.3</c> is <c>&gt;=1.2.3,&lt;1.3</c>;
/// <c>&gt;=3.*</c> is <c>&gt;=3</c>; a version alone is that version.
/// </summary>
internal sealed class PoetryConstraint
{
    private readonly ImmutableArray<Alternative> _alternatives;
    private readonly string _text;

    private PoetryConstraint(ImmutableArray<Alternative> alternatives, string text)
    {
        _alternatives = alternatives;
        _text = text;
    }

    public static PoetryConstraint Any { get; } = Of(SpecifierSet.Any, "*");

    public bool Admits(PythonVersion version) => _alternatives.Any(alternative => alternative.Admits(version));

    public static PoetryConstraint Of(SpecifierSet specifiers) => Of(specifiers, specifiers.ToString());

    public static bool TryParse(string text, [NotNullWhen(true)] out PoetryConstraint? constraint)
    {
        constraint = null;
        var alternatives = ImmutableArray.CreateBuilder<Alternative>();
        foreach (string all in text.Split('|', StringSplitOptions.TrimEntries).Where((part, i) => i == 0 || part.Length > 0))
        {
            if (Alternative.Parse(Singles(all).SelectMany(single => ToSpecifiers(single).Split(','))) is not { } alternative)
                return false;
            alternatives.Add(alternative);
        }
        constraint = new PoetryConstraint(alternatives.ToImmutable(), text);
        return true;
    }

    public override string ToString() => _text;

    private static PoetryConstraint Of(SpecifierSet specifiers, string text) => new([new Alternative(specifiers, [])], text);

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
        ['<' or '>', .., '.', '*'] => single[..^2],
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
        return version[..StartOfRelease(version)] + kept + next.ToString(CultureInfo.InvariantCulture);
    }

    private static int StartOfRelease(string version) => version.IndexOf('!', StringComparison.Ordinal) + 1;

    /// <summary>The numbers of the release.</summary>
    private static string[] VersionParts(string version)
    {
        string text = version[StartOfRelease(version)..].TrimStart('v', ' ');
        int end = 0;
        while (end < text.Length
            && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
            end++;
        return text[..end].Split('.');
    }

    /// <param name="Bounds">Ends of ranges that have a local version, such as <c>^2.3.0+cu121</c>: PEP 440 has none.</param>
    private sealed record Alternative(SpecifierSet Specifiers, ImmutableArray<LocalBound> Bounds)
    {
        public static Alternative? Parse(IEnumerable<string> clauses)
        {
            ILookup<bool, string> byKind = clauses.Where(clause => clause.Length > 0).ToLookup(LocalBound.Has);
            LocalBound?[] bounds = [.. byKind[true].Select(LocalBound.Parse)];
            return SpecifierSet.TryParse(string.Join(',', byKind[false]), out SpecifierSet? specifiers, out _) && !bounds.Contains(null)
                ? new Alternative(specifiers, [.. bounds.OfType<LocalBound>()])
                : null;
        }

        public bool Admits(PythonVersion version) =>
            Specifiers.Contains(version, prereleases: true) && Bounds.All(bound => bound.Admits(version));
    }

    private sealed record LocalBound(bool IsUpper, bool IsIncluded, PythonVersion Version)
    {
        public static bool Has(string clause) => clause[0] is '<' or '>' && clause.Contains('+', StringComparison.Ordinal);

        public static LocalBound? Parse(string clause)
        {
            bool isIncluded = clause[1] == '=';
            return PythonVersion.TryParse(clause[(isIncluded ? 2 : 1)..], out PythonVersion? version)
                ? new LocalBound(clause[0] == '<', isIncluded, version)
                : null;
        }

        public bool Admits(PythonVersion version)
        {
            int order = IsUpper ? Version.CompareTo(version) : version.CompareTo(Version);
            return order > 0 || (order == 0 && IsIncluded);
        }
    }
}
