using System.Text.Encodings.Web;
using System.Text.Json;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

/// <summary>Fresh inputs on every run, answered by the <c>packaging</c> of a live interpreter and by this engine alike.</summary>
[TestClass]
internal sealed class DifferentialTests
{
    private const int Cases = 2_000;

    /// <summary>The first line of packaging versions that answer as this engine does, in every respect.</summary>
    private static readonly Version s_agreed = new(26, 3);

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Prelude = """
        from pip._vendor.packaging.version import Version
        from pip._vendor.packaging.specifiers import SpecifierSet
        from pip._vendor.packaging.requirements import Requirement
        from pip._vendor.packaging.markers import Marker
        def attempt(f, *arguments):
            try:
                return f(*arguments)
            except Exception:
                return None

        """;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Versions_are_read_and_written_as_packaging_does() =>
        Compare(
            texts => texts.Version(),
            """
            def show(text):
                v = Version(text)
                return [str(v), v.public, v.base_version, str(v.is_prerelease), v.local]
            """,
            text => PythonVersion.TryParse(text, out PythonVersion? v)
                ? [v.ToString(), v.Public, v.Base, $"{v.IsPrerelease}", v.Local]
                : null);

    [TestMethod]
    public void Versions_have_the_order_of_packaging() =>
        Compare(
            texts => new[] { texts.Version(), texts.Version() },
            """
            def show(pair):
                a, b = map(Version, pair)
                return [str((a > b) - (a < b)), str(a == b)]
            """,
            pair => PythonVersion.TryParse(pair[0], out PythonVersion? a) && PythonVersion.TryParse(pair[1], out PythonVersion? b)
                ? [$"{Math.Sign(a.CompareTo(b))}", $"{a == b}"]
                : null);

    [TestMethod]
    public void Specifier_sets_admit_what_packaging_admits() =>
        Compare(
            texts => new[] { texts.SpecifierSet(), texts.Version() },
            // Without `prereleases` packaging up to 25 shuts pre-releases out, contrary to PEP 440.
            """
            def show(pair):
                s, v = SpecifierSet(pair[0]), Version(pair[1])
                return [str(s), str(s.contains(v, prereleases=True)), str(s.contains(v, prereleases=False))]
            """,
            pair => SpecifierSet.TryParse(pair[0], out SpecifierSet? s, out _) && PythonVersion.TryParse(pair[1], out PythonVersion? v)
                ? [s.ToString(), $"{s.Contains(v, true)}", $"{s.Contains(v, false)}"]
                : null);

    [TestMethod]
    public void Requirements_are_read_as_packaging_does() =>
        Compare(
            texts => texts.Requirement(),
            """
            def show(text):
                r = Requirement(text)
                return [r.name, ",".join(sorted(r.extras)), str(r.specifier), r.url, str(r.marker)]
            """,
            text => Requirement.TryParse(text, out Requirement? r, out _)
                ? [r.Name, string.Join(',', r.Extras), r.Specifiers.ToString(), r.Url, r.Marker?.ToString() ?? "None"]
                : null);

    [TestMethod]
    public void Markers_hold_where_they_hold_for_packaging() =>
        Compare(
            texts => texts.Marker(),
            """
            def show(text):
                m = Marker(text)
                return [str(m), *(str(attempt(m.evaluate, {**e, "extra": x})) for e in environments for x in ("", "Test", "x_y"))]
            """,
            text =>
            {
                if (!Marker.TryParse(text, out Marker? marker, out _))
                    return null;
                return
                [
                    marker.ToString(),
                    .. from environment in TestEnvironments.All
                       from extra in new[] { "", "Test", "x_y" }
                       select marker.TryEvaluate(environment, MarkerSelection.ForExtra(extra), out bool holds, out _) ? $"{holds}" : "None",
                ];
            });

    [TestMethod]
    public void Quoted_texts_are_decoded_as_Python_does() =>
        Compare(
            texts => texts.LiteralBody(),
            """
            import ast
            def show(body):
                return [ast.literal_eval('"' + body + '"')]
            """,
            body => PythonStringLiteral.TryDecode(body, out string? value) ? [value] : null);

    private void Compare<T>(Func<PackagingTexts, T> make, string show, Func<T, string?[]?> ours)
    {
        PythonOracle oracle = PythonOracle.Required;
        Requires.That(oracle.Packaging >= new Version(24, 0), $"packaging {oracle.Packaging} of {oracle.Executable} reads older standards");
        TestSeed seed = TestSeed.Fresh(TestContext);
        var texts = new PackagingTexts(seed.Random, plain: oracle.Packaging < s_agreed);
        T[] cases = [.. Enumerable.Range(0, Cases).Select(_ => make(texts))];
        string script = $"{Prelude}environments = {TestEnvironments.Json}\n{show}\nanswer = [attempt(show, case) for case in question]";

        string?[]?[] theirs = oracle.Ask<T[], string?[]?[]>(script, cases);

        string[] differences =
        [
            .. from pair in cases.Zip(theirs)
               let own = Show(ours(pair.First))
               let other = Show(pair.Second)
               where own != other
               select $"{Show(pair.First)}: {own} instead of {other}",
        ];
        Assert.IsEmpty(differences, $"{seed}\n{string.Join('\n', differences.Take(20))}");
        Assert.IsGreaterThan(Cases / 2, theirs.Count(answer => answer is not null), "too few of the cases are valid to prove anything");
    }

    private static string Show<T>(T value) => JsonSerializer.Serialize(value, s_readable);
}
