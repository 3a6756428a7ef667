using FsCheck;
using FsCheck.Fluent;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class VersionProperties
{
    private const int Tests = 2_000;

    private static readonly Arbitrary<PythonVersion> s_versions =
        Made(texts => PythonVersion.TryParse(texts.Version(), out PythonVersion? version) ? version : null);

    private static readonly Arbitrary<Specifier> s_clauses =
        Made(texts => Specifier.TryParse(texts.Clause(), out Specifier? clause, out _) ? clause : null);

    private static readonly Arbitrary<SpecifierSet> s_sets =
        Made(texts => SpecifierSet.TryParse(texts.SpecifierSet(), out SpecifierSet? set, out _) ? set : null);

    private static readonly Arbitrary<Requirement> s_requirements =
        Made(texts => Requirement.TryParse(texts.Requirement(), out Requirement? requirement, out _) ? requirement : null);

    private static readonly Arbitrary<Marker> s_markers =
        Made(texts => Marker.TryParse(texts.Marker(), out Marker? marker, out _) ? marker : null);

    [TestMethod]
    public void A_printed_version_reads_back_as_itself() =>
        Holds(Prop.ForAll(s_versions, version =>
            PythonVersion.Parse(version.ToString()) is var again && again == version && again.ToString() == version.ToString()));

    [TestMethod]
    public void Equal_versions_share_canonical_text_and_hash() =>
        Holds(Prop.ForAll(s_versions, s_versions, (a, b) =>
            (a == b) == (a.Canonical == b.Canonical) && PythonVersion.Parse(a.Canonical) == a
            && PythonVersion.Parse(a.Canonical).GetHashCode() == a.GetHashCode()));

    [TestMethod]
    public void The_order_of_versions_is_antisymmetric() =>
        Holds(Prop.ForAll(s_versions, s_versions, (a, b) =>
            Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a)) && (a.CompareTo(b) == 0) == (a == b)));

    [TestMethod]
    public void The_order_of_versions_is_transitive() =>
        Holds(Prop.ForAll(s_versions, s_versions, s_versions, (a, b, c) =>
        {
            PythonVersion[] sorted = [a, b, c];
            Array.Sort(sorted);
            return sorted[0] <= sorted[1] && sorted[1] <= sorted[2] && sorted[0] <= sorted[2];
        }));

    [TestMethod]
    public void A_local_build_lies_between_its_version_and_the_next_post_release() =>
        Holds(Prop.ForAll(s_versions, v =>
            v.Local is not null || v.Dev is not null || v.Post is not null
            || (PythonVersion.Parse($"{v}+z.9") > v && PythonVersion.Parse($"{v}+z.9") < PythonVersion.Parse($"{v}.post0.dev0"))));

    [TestMethod]
    public void A_clause_and_its_opposite_share_no_version_and_miss_none() =>
        Holds(Prop.ForAll(s_clauses, s_versions, (clause, version) =>
            clause.Operator is not (SpecifierOperator.Equal or SpecifierOperator.NotEqual)
            || Opposite(clause).Contains(version) != clause.Contains(version)));

    [TestMethod]
    public void A_set_admits_what_all_of_its_clauses_admit() =>
        Holds(Prop.ForAll(s_sets, s_versions, (set, version) =>
            set.Contains(version) == set.Clauses.All(clause => clause.Contains(version))));

    [TestMethod]
    public void A_printed_set_reads_back_as_itself() =>
        Holds(Prop.ForAll(s_sets, set => SpecifierSet.TryParse(set.ToString(), out SpecifierSet? again, out _)
            && again.Equals(set) && again.GetHashCode() == set.GetHashCode() && again.ToString() == set.ToString()));

    [TestMethod]
    public void A_filter_picks_only_what_the_set_admits_and_something_if_anything_fits() =>
        Holds(Prop.ForAll(s_sets, s_versions, s_versions, (set, a, b) =>
            set.Filter([a, b], version => version) is var picked && picked.All(version => set.Contains(version))
            && (picked.Count > 0) == (set.Contains(a) || set.Contains(b))));

    [TestMethod]
    public void A_printed_requirement_reads_back_as_itself() =>
        Holds(Prop.ForAll(s_requirements, requirement =>
            Requirement.TryParse(requirement.ToString(), out Requirement? again, out _) && again.ToString() == requirement.ToString()));

    [TestMethod]
    public void A_printed_marker_reads_back_as_itself_and_means_the_same() =>
        Holds(Prop.ForAll(s_markers, marker =>
            Marker.TryParse(marker.ToString(), out Marker? again, out _) && again.ToString() == marker.ToString()
            && TestEnvironments.All.All(environment => again.Evaluate(environment, "test") == marker.Evaluate(environment, "test"))));

    private static Specifier Opposite(Specifier clause)
    {
        string symbol = clause.Operator == SpecifierOperator.Equal ? "!=" : "==";
        Assert.IsTrue(Specifier.TryParse(symbol + clause.VersionText, out Specifier? opposite, out ParseError? error), error?.Message);
        return opposite!;
    }

    private static Arbitrary<T> Made<T>(Func<PackagingTexts, T?> make) where T : class =>
        Gen.Choose(0, int.MaxValue)
            .Select(seed => make(new PackagingTexts(new Random(seed), plain: false)))
            .Where(made => made is not null)
            .Select(made => made!)
            .ToArbitrary();

    private static void Holds(Property property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tests), property);
}
