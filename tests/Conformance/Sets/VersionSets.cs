using System.Globalization;
using System.Numerics;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Conformance.Sets;

/// <summary>PEP 440: versions, their order, specifier sets; PEP 503: names.</summary>
internal static class VersionSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("versions/valid", (@case, _) => VersionFields(@case)),
        new("versions/invalid", (@case, _) => Rejects(PythonVersion.TryParse(@case.Text("in"), out PythonVersion? version), version)),
        new("versions/compare", (@case, _) => Compare(@case)),
        new("versions/ordered", Ordered),
        new("specifiers/valid", (@case, _) => SpecifierFields(@case)),
        new("specifiers/invalid", (@case, _) => Rejects(SpecifierSet.TryParse(@case.Text("in"), out SpecifierSet? set, out var _), set)),
        new("specifiers/contains", (@case, _) => Contains(@case)),
        new("specifiers/filter", (@case, _) => Filter(@case)),
        new("names/canonicalize", (@case, _) => Names(@case)),
    ];

    private static string? VersionFields(JsonElement @case)
    {
        bool isVersion = PythonVersion.TryParse(@case.Text("in"), out PythonVersion? version);
        if (@case.HeadIsNull())
            return isVersion ? $"{version} accepted" : null;
        if (version is null)
            return "rejected";
        return Expect.Same("norm", @case.Text("norm"), version.ToString())
            ?? Expect.Same("public", @case.Text("public"), version.Public)
            ?? Expect.Same("base", @case.Text("base"), version.Base)
            ?? Expect.Same("canonical", @case.Text("canonical"), version.Canonical)
            ?? Expect.Same("epoch", @case.Text("epoch"), Print(version.Epoch))
            ?? Expect.SameSequence("release", @case.Texts("release"), version.Release.Select(number => Print(number)))
            ?? Expect.SameSequence("pre", @case.TextsOrNull("pre"), version.Pre is { } pre ? [pre.Letter, Print(pre.Number)!] : null)
            ?? Expect.Same("post", @case.TextOrNull("post"), Print(version.Post))
            ?? Expect.Same("dev", @case.TextOrNull("dev"), Print(version.Dev))
            ?? Expect.Same("local", @case.TextOrNull("local"), version.Local)
            ?? Expect.Same("is_prerelease", @case.Flag("is_prerelease"), version.IsPrerelease)
            ?? Expect.Same("is_postrelease", @case.Flag("is_postrelease"), version.IsPostrelease)
            ?? Expect.Same("is_devrelease", @case.Flag("is_devrelease"), version.IsDevrelease);
    }

    private static string? Rejects(bool accepted, object? parsed) => accepted ? $"accepted as `{parsed}`" : null;

    private static string? Compare(JsonElement @case)
    {
        bool areVersions = PythonVersion.TryParse(@case.Text("a"), out PythonVersion? a);
        areVersions &= PythonVersion.TryParse(@case.Text("b"), out PythonVersion? b);
        if (@case.HeadIsNull())
            return areVersions ? "both accepted" : null;
        if (!areVersions)
            return "rejected";
        int order = @case.GetProperty("cmp").GetInt32();
        return Expect.Same("cmp", order, Math.Sign(a!.CompareTo(b)))
            ?? Expect.Same("reverse", -order, Math.Sign(b!.CompareTo(a)))
            ?? Expect.Same("equals", order == 0, a.Equals(b) && a.GetHashCode() == b!.GetHashCode());
    }

    private static string? Ordered(JsonElement @case, CaseContext context)
    {
        PythonVersion version = PythonVersion.Parse(@case.Text("in"));
        int rank = @case.GetProperty("rank").GetInt32();
        foreach (JsonElement other in context.Sibling("ordered.json"))
        {
            int expected = rank.CompareTo(other.GetProperty("rank").GetInt32());
            if (Math.Sign(version.CompareTo(PythonVersion.Parse(other.Text("in")))) != expected)
                return $"against {other.Text("in")}: not {expected}";
        }
        return null;
    }

    private static string? SpecifierFields(JsonElement @case)
    {
        if (!SpecifierSet.TryParse(@case.Text("in"), out SpecifierSet? set, out ParseError? error))
            return $"rejected: {error}";
        JsonElement prereleases = @case.TryGetProperty("head_prereleases", out JsonElement head) ? head : @case.GetProperty("prereleases");
        return Expect.Same("str", @case.Text("str"), set.ToString())
            ?? Expect.SameSequence("clauses", ClausesOf(@case.GetProperty("clauses")), ClausesOf(set))
            ?? Expect.Same("prereleases", prereleases.ValueKind == JsonValueKind.True, set.NamesPrerelease)
            ?? Expect.Same("read again", set, SpecifierSet.TryParse(set.ToString(), out SpecifierSet? again, out var _) ? again : null);
    }

    private static string? Contains(JsonElement @case)
    {
        if (!SpecifierSet.TryParse(@case.Text("spec"), out SpecifierSet? set, out ParseError? error))
            return $"rejected: {error}";
        bool[] expected = @case.TryGetProperty("head", out JsonElement head)
            ? [.. head.EnumerateArray().Select(answer => answer.GetBoolean())]
            : [@case.Flag("default"), @case.Flag("pre"), @case.Flag("nopre")];
        string version = @case.Text("version");
        string? difference = Answers(prereleases => set.Contains(version, prereleases));
        // A version read beforehand has lost its spelling, which only a `===` can tell.
        bool isLiteral = set.Clauses.Any(clause => clause.Operator == SpecifierOperator.Arbitrary);
        if (difference is null && !isLiteral && PythonVersion.TryParse(version, out PythonVersion? parsed))
            difference = Answers(prereleases => set.Contains(parsed, prereleases));
        return difference;

        string? Answers(Func<bool?, bool> contains) =>
            Expect.SameSequence("contains", expected, [contains(null), contains(true), contains(false)]);
    }

    private static string? Filter(JsonElement @case)
    {
        if (!SpecifierSet.TryParse(@case.Text("spec"), out SpecifierSet? set, out ParseError? error))
            return $"rejected: {error}";
        bool? prereleases = @case.GetProperty("prereleases") is { ValueKind: not JsonValueKind.Null } value ? value.GetBoolean() : null;
        string[] expected = @case.Texts(@case.TryGetProperty("head", out var _) ? "head" : "out");
        IEnumerable<string> fitting = @case.Texts("versions").Where(version => set.Contains(version));
        return Expect.SameSequence("out", expected, set.Pick(fitting, IsPrerelease, prereleases));
    }

    private static bool IsPrerelease(string version) => PythonVersion.TryParse(version, out PythonVersion? parsed) && parsed.IsPrerelease;

    private static string? Names(JsonElement @case)
    {
        string name = @case.Text("in");
        return Expect.Same("out", @case.Text("out"), PackageName.Normalize(name).Value)
            ?? Expect.Same("valid", @case.HeadOr("valid").GetBoolean(), PackageName.IsValid(name))
            ?? Expect.Same("is_normalized", @case.HeadOr("is_normalized").GetBoolean(), PackageName.IsNormalized(name));
    }

    internal static IEnumerable<string> ClausesOf(SpecifierSet set) =>
        set.Clauses.Select(clause => $"{clause.Operator.Symbol()} {clause.VersionText}");

    internal static IEnumerable<string> ClausesOf(JsonElement clauses) =>
        clauses.EnumerateArray().Select(clause => $"{clause[0]} {clause[1]}");

    private static string? Print(BigInteger? number) => number?.ToString(CultureInfo.InvariantCulture);
}
