using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class SpecifierTests
{
    [TestMethod]
    [DataRow("==1.0", "1.0")]
    [DataRow("== 1.0rc1", "1.0rc1")]
    [DataRow("===1.0+x", "1.0+x")]
    [DataRow("==1.0,==1.0.0", "1.0")]
    public void A_single_equality_is_a_pin(string text, string pin) => Assert.AreEqual(pin, Set(text).ExactPin);

    [TestMethod]
    [DataRow("")]
    [DataRow("==1.*")]
    [DataRow("~=1.0")]
    [DataRow(">=1.0")]
    [DataRow("==1.0,!=1.1")]
    public void Anything_else_is_no_pin(string text) => Assert.IsNull(Set(text).ExactPin);

    [TestMethod]
    [DataRow("==1.0", "1.0.0", true)]
    [DataRow("==1.0", "1.0+cpu", true)]
    [DataRow("==1.0", "1.0.post1", false)]
    [DataRow("==1.0+cpu", "1.0", false)]
    [DataRow("===1.0", "1.0.0", false)]
    [DataRow("===1.0", "1.0+cpu", false)]
    [DataRow("===LoLWaT", "lolwat", true)]
    [DataRow("==1.0.*", "1", true)]
    [DataRow("==1.0.*", "1.0a1", true)]
    [DataRow("==1.0.*", "1.0.5.post3+x", true)]
    [DataRow("==1.0.*", "1!1.0", false)]
    [DataRow("!=1.0", "1.0+cpu", false)]
    [DataRow("!=1.*", "1.9", false)]
    [DataRow("~=1.4.5", "1.4.99", true)]
    [DataRow("~=1.4.5", "1.5", false)]
    [DataRow("~=1.4", "1.99", true)]
    [DataRow("~=1.4", "1.4rc1", false)]
    [DataRow(">1.0", "1.0.post1", false)]
    [DataRow(">1.0", "1.0+x", false)]
    [DataRow(">1.0.post1", "1.0.post2", true)]
    [DataRow(">1.0a1", "1.0", true)]
    [DataRow("<2.0", "2.0a1", false)]
    [DataRow("<2.0a2", "2.0a1", true)]
    [DataRow("<1.0.post2", "1.0.post1", true)]
    [DataRow("<1.0.post2", "1.0.post2.dev1", false)]
    [DataRow("<=1.0", "1.0+x", true)]
    [DataRow(">=1.0", "1.0+x", true)]
    [DataRow(">=1,<2", "3", false)]
    [DataRow("", "whatever", true)]
    [DataRow(">=0", "whatever", false)]
    public void A_clause_admits_what_its_operator_says(string set, string version, bool contained) =>
        Assert.AreEqual(contained, Set(set).Contains(version));

    [TestMethod]
    public void Pre_releases_are_picked_only_if_named_or_if_nothing_else_fits()
    {
        CollectionAssert.AreEqual(new[] { "1.2", "1.3" }, Picked(">=1.2", "1.1", "1.2", "1.3rc1", "1.3"));
        CollectionAssert.AreEqual(new[] { "1.3rc1" }, Picked(">=1.2", "1.1", "1.3rc1"));
        CollectionAssert.AreEqual(new[] { "1.3rc1", "1.3" }, Picked(">=1.2rc1", "1.1", "1.3rc1", "1.3"));
        CollectionAssert.AreEqual(Array.Empty<string>(), Set(">=1.2").Filter(["1.3rc1"], PythonVersion.Parse, prereleases: false).ToArray());

        static string[] Picked(string set, params string[] versions) => [.. Set(set).Filter(versions, PythonVersion.Parse)];
    }

    [TestMethod]
    [DataRow(">=1.*", 3, "== and !=")]
    [DataRow("==1.0a1.*", 7, "release")]
    [DataRow(">=1.0+x", 5, "local label")]
    [DataRow("~=1", 2, "two numbers")]
    [DataRow("=1.0", 0, "`==`")]
    [DataRow(">=1.0,<", 7, "missing after `<`")]
    [DataRow(">=1.0 beta", 6, "beta")]
    [DataRow(">=1, 1.0", 5, "missing before")]
    public void An_error_says_where_and_what(string text, int position, string words)
    {
        Assert.IsFalse(SpecifierSet.TryParse(text, out _, out ParseError? error));
        Assert.AreEqual(position, error.Position);
        Assert.Contains(words, error.Message);
    }

    [TestMethod]
    public void A_set_is_written_sorted_and_without_repetition() =>
        Assert.AreEqual("!=1.5,<2,>=1", Set(" >= 1.0, <2 ,, !=1.5,>=1").ToString());

    private static SpecifierSet Set(string text)
    {
        Assert.IsTrue(SpecifierSet.TryParse(text, out SpecifierSet? set, out ParseError? error), error?.Message);
        return set!;
    }
}
