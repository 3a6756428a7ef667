using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class RequirementTests
{
    [TestMethod]
    public void Every_part_of_a_requirement_is_read()
    {
        Requirement requirement = Read("Zope.Interface [test, Docs,test] (>=5.0, <6) ; python_version < '3.9'");
        Assert.AreEqual("Zope.Interface", requirement.Name);
        Assert.AreEqual("zope-interface", requirement.CanonicalName.Value);
        CollectionAssert.AreEqual(new[] { "Docs", "test" }, requirement.Extras.ToArray());
        Assert.AreEqual("<6,>=5.0", requirement.Specifiers.ToString());
        Assert.IsNull(requirement.Url);
        Assert.AreEqual("Zope.Interface[Docs,test]<6,>=5.0; python_version < \"3.9\"", requirement.ToString());
    }

    [TestMethod]
    public void A_URL_ends_at_a_blank_only()
    {
        Requirement requirement = Read("pip @ https://example.com/pip.zip;x#sha256=ab ; os_name == 'nt'");
        Assert.AreEqual("https://example.com/pip.zip;x#sha256=ab", requirement.Url);
        Assert.IsNotNull(requirement.Marker);
        Assert.AreEqual("1.0", Read("name@1.0").Url);
    }

    [TestMethod]
    public void An_arbitrary_equality_swallows_commas_and_then_splits_at_them() =>
        Assert.AreEqual("===1,>=2", Read("a===1,>=2").Specifiers.ToString());

    [TestMethod]
    [DataRow("", 0, "project name")]
    [DataRow("-foo", 0, "project name")]
    [DataRow("foo-==1.0", 3, "does not end with `-`")]
    [DataRow("foo=1.0", 3, "`==`")]
    [DataRow("foo 1.0", 4, "`1.0`")]
    [DataRow("foo==1.0 bar", 9, "comma or `;`")]
    [DataRow("foo[a b]", 3, "comma")]
    [DataRow("foo[a,]", 6, "extra")]
    [DataRow("foo[a", 3, "bracket")]
    [DataRow("foo (>=1", 4, "parenthesis")]
    [DataRow("foo>=1.*", 6, "== and !=")]
    [DataRow("foo @", 5, "URL")]
    [DataRow("foo (2.0)", 5, "an operator before it")]
    [DataRow("foo (>=2.0", 4, "parenthesis")]
    [DataRow("foo==1.0\n", 8, "comma or `;`")]
    [DataRow("foo; os_name", 12, "==")]
    [DataRow("foo; os_name == nt", 16, "quotes")]
    [DataRow("foo; python_version not '3'", 20, "`in`")]
    [DataRow("foo; (os_name == 'nt'", 5, "parenthesis")]
    [DataRow("foo; os_name == 'nt", 16, "quote")]
    [DataRow("foo; os_name == 'a\\'", 16, "Python string")]
    public void An_error_says_where_and_what(string text, int position, string words)
    {
        Assert.IsFalse(Requirement.TryParse(text, out _, out ParseError? error));
        Assert.AreEqual(position, error.Position, error.Message);
        Assert.Contains(words, error.Message);
    }

    private static Requirement Read(string text)
    {
        Assert.IsTrue(Requirement.TryParse(text, out Requirement? requirement, out ParseError? error), error?.Message);
        return requirement!;
    }
}
