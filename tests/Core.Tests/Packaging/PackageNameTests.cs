using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class PackageNameTests
{
    [TestMethod]
    [DataRow("Django", "django")]
    [DataRow("zope.interface", "zope-interface")]
    [DataRow("A-_.b", "a-b")]
    [DataRow("oslo_-_config", "oslo-config")]
    [DataRow("\u212a", "k")]
    public void Spellings_of_one_name_are_equal(string spelling, string normalized)
    {
        Assert.AreEqual(normalized, PackageName.Normalize(spelling).Value);
        Assert.AreEqual(PackageName.Normalize(normalized), PackageName.Normalize(spelling));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("-a")]
    [DataRow("a.")]
    [DataRow("a b")]
    [DataRow("é")]
    [DataRow("a\n")]
    public void What_may_be_no_name_is_refused(string text)
    {
        Assert.IsFalse(PackageName.IsValid(text));
        Assert.IsFalse(PackageName.TryParse(text, out _));
        Assert.IsFalse(PackageName.IsNormalized(text));
    }

    [TestMethod]
    public void A_normalised_name_is_told_from_others()
    {
        Assert.IsTrue(PackageName.IsNormalized("zope-interface2"));
        Assert.IsFalse(PackageName.IsNormalized("zope--interface"));
        Assert.IsFalse(PackageName.IsNormalized("Zope"));
    }
}
