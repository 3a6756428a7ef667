using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class VersionFuzzTests
{
    private static readonly string[] s_alphabet =
    [
        ".", "-", "_", "+", "!", "*", ".*", "v", "a", "rc", "post", "dev", "99999999999999999999",
        "==", "===", "!=", "<=", ">=", "~=", "<", ">", ",", ";", "@", "(", ")", "[", "]", "'", "\"", "\\", "\\x41", "\\N{DASH}",
        "and", "or", "in", "not", "extra", "extras", "os_name", "python_version",
    ];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void No_text_upsets_the_version_reader() =>
        Feed(texts => texts.Version(), text =>
        {
            if (PythonVersion.TryParse(text, out PythonVersion? version))
                Assert.AreEqual(version, PythonVersion.Parse(version.ToString()));
        });

    [TestMethod]
    public void No_text_upsets_the_specifier_reader() =>
        Feed(texts => texts.SpecifierSet(), text =>
        {
            if (SpecifierSet.TryParse(text, out SpecifierSet? set, out ParseError? error))
                set.Contains("1.0");
            else
                Check(error, text);
        });

    [TestMethod]
    public void No_text_upsets_the_requirement_reader() =>
        Feed(texts => texts.Requirement(), text =>
        {
            if (Requirement.TryParse(text, out Requirement? requirement, out ParseError? error))
                requirement.Marker?.Evaluate(TestEnvironments.Linux);
            else
                Check(error, text);
        });

    [TestMethod]
    public void No_text_upsets_the_marker_reader() =>
        Feed(texts => texts.Marker(), text =>
        {
            if (!Marker.TryParse(text, out Marker? marker, out ParseError? error))
                Check(error, text);
            else if (!marker.TryEvaluate(TestEnvironments.Linux, MarkerSelection.ForExtra("x"), out _, out error))
                Check(error, text);
        });

    private void Feed(Func<PackagingTexts, string> make, Action<string> read)
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        var texts = new PackagingTexts(seed.Random, plain: false);
        Fuzz.Texts(seed, [.. Enumerable.Range(0, 500).Select(_ => make(texts))], s_alphabet, read);
    }

    private static void Check(ParseError error, string text)
    {
        bool inside = error is { Position: >= 0, Length: >= 0 } && error.Position + error.Length <= text.Length;
        Assert.IsTrue(inside, $"{error} lies outside the text");
        Assert.AreNotEqual("", error.Message);
    }
}
