using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Versions;

/// <summary>
/// Clauses that must all hold (PEP 440, "Version specifiers"): <c>clause *("," clause)</c>; empty clauses are skipped and the
/// empty set admits everything. Immutable.
/// </summary>
/// <remarks>
/// Pre-releases (PEP 440, "Handling of pre-releases"): asked for one version, a set admits a pre-release unless told not to; of many
/// versions it picks pre-releases only if a clause names one, or if nothing else fits.
/// </remarks>
internal sealed class SpecifierSet : IEquatable<SpecifierSet>
{
    /// <summary>The set without clauses: everything is admitted.</summary>
    public static SpecifierSet Any { get; } = new([]);

    private SpecifierSet(ImmutableArray<Specifier> clauses) => Clauses = clauses;

    /// <summary>The clauses, sorted by their text, equal ones once.</summary>
    public ImmutableArray<Specifier> Clauses { get; }

    /// <summary>Whether a clause asks for a pre-release by naming one.</summary>
    public bool NamesPrerelease => Clauses.Any(clause => clause.NamesPrerelease);

    /// <summary>
    /// The version text of the single <c>==X</c> (not <c>==X.*</c>) or <c>===X</c> clause; null for anything else. A <c>===</c> alone names
    /// nothing.
    /// </summary>
    public string? ExactPin => Clauses is
        [{ IsPrefix: false, VersionText: not "", Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary } pin]
        ? pin.VersionText
        : null;

    public static SpecifierSet Of(IEnumerable<Specifier> clauses) => Of(clauses.ToList());

    /// <param name="clauses">Are sorted.</param>
    internal static SpecifierSet Of(List<Specifier> clauses)
    {
        if (clauses is [])
            return Any;
        if (clauses is [Specifier only])
            return new SpecifierSet([only]);
        clauses.Sort(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
        var known = new HashSet<Specifier>();
        var sorted = ImmutableArray.CreateBuilder<Specifier>(clauses.Count);
        foreach (Specifier clause in clauses)
        {
            if (known.Add(clause))
                sorted.Add(clause);
        }
        return new SpecifierSet(sorted.DrainToImmutable());
    }

    /// <summary>The set of one clause <c>==X</c>.</summary>
    public static SpecifierSet Exactly(PythonVersion version) =>
        TryParse($"=={version}", out SpecifierSet? set, out _)
            ? set
            : throw new ArgumentException($"no version to pin: {version}", nameof(version));

    public static bool TryParse(string text, [NotNullWhen(true)] out SpecifierSet? set, [NotNullWhen(false)] out ParseError? error)
    {
        var clauses = new List<Specifier>(1);
        error = ReadClauses(text, 0, text.Length, clauses);
        set = error is null ? Of(clauses) : null;
        return error is null;
    }

    /// <summary>Reads the comma-separated clauses between two positions; commas end every kind of clause, <c>===</c> too.</summary>
    internal static ParseError? ReadClauses(string text, int start, int end, List<Specifier> clauses)
    {
        while (start < end)
        {
            int comma = text.IndexOf(',', start, end - start);
            int clauseEnd = comma < 0 ? end : comma;
            if (!PythonText.Trim(text.AsSpan(start, clauseEnd - start)).IsEmpty)
            {
                if (!Specifier.TryParse(text[start..clauseEnd], out Specifier? clause, out ParseError? error))
                    return error.Shift(start);
                clauses.Add(clause);
            }
            start = clauseEnd + 1;
        }
        return null;
    }

    /// <param name="prereleases">False shuts out pre-releases; null and true admit them.</param>
    public bool Contains(PythonVersion version, bool? prereleases = null)
    {
        if (prereleases == false && version.IsPrerelease)
            return false;
        foreach (Specifier clause in Clauses)
        {
            if (!clause.Contains(version))
                return false;
        }
        return true;
    }

    /// <summary>As for a version; a text that is no version is admitted by literal <c>===</c> clauses only, or by the empty set.</summary>
    public bool Contains(string version, bool? prereleases = null)
    {
        if (prereleases == false && PythonVersion.TryParse(version, out PythonVersion? parsed) && parsed.IsPrerelease)
            return false;
        foreach (Specifier clause in Clauses)
        {
            if (!clause.Contains(version))
                return false;
        }
        return true;
    }

    /// <summary>The items whose versions the set picks, in their order.</summary>
    /// <param name="prereleases">Whether pre-releases may be picked; null: if a clause names one, or if nothing else fits.</param>
    public IReadOnlyList<T> Filter<T>(IEnumerable<T> items, Func<T, PythonVersion> versionOf, bool? prereleases = null) =>
        Pick(items.Where(item => Contains(versionOf(item))), item => versionOf(item).IsPrerelease, prereleases);

    /// <summary>The items that are left of those that the set admits when pre-releases have been treated.</summary>
    public IReadOnlyList<T> Pick<T>(IEnumerable<T> fitting, Func<T, bool> isPrerelease, bool? prereleases)
    {
        List<T> all = [.. fitting];
        if (prereleases ?? NamesPrerelease)
            return all;
        List<T> others = all.FindAll(item => !isPrerelease(item));
        return prereleases is null && others.Count == 0 ? all : others;
    }

    public bool Equals([NotNullWhen(true)] SpecifierSet? other) => other is not null && Clauses.SequenceEqual(other.Clauses);

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as SpecifierSet);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (Specifier clause in Clauses)
            hash.Add(clause);
        return hash.ToHashCode();
    }

    /// <summary>The clauses sorted by their text and joined with commas.</summary>
    public override string ToString() => Clauses.Length == 1 ? Clauses[0].ToString() : string.Join(',', Clauses);
}
