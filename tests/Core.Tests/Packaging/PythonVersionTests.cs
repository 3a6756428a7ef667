using System.Globalization;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class PythonVersionTests
{
    [TestMethod]
    [DataRow("v1.0", "1.0")]
    [DataRow("1.0-1", "1.0.post1")]
    [DataRow("1.0-r5", "1.0.post5")]
    [DataRow("1.0c1", "1.0rc1")]
    [DataRow("1.0-Alpha", "1.0a0")]
    [DataRow("1.0.0-beta.1", "1.0.0b1")]
    [DataRow("00_DEV_1", "0.dev1")]
    [DataRow("1.0+Ubuntu_01-x", "1.0+ubuntu.1.x")]
    [DataRow("\u00a01.0\x1f", "1.0")]
    [DataRow("2024!01.02", "2024!1.2")]
    public void Every_permitted_spelling_is_normalised(string text, string normalized) =>
        Assert.AreEqual(normalized, PythonVersion.Parse(text).ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("1.0-SNAPSHOT")]
    [DataRow("1.0.0-beta.1.2")]
    [DataRow("1.0.final")]
    [DataRow("1..0")]
    [DataRow("1.0+")]
    [DataRow("1.0+a..b")]
    [DataRow("١.٠")]
    [DataRow("1.0+\u0130")]
    [DataRow("1.0 .post1")]
    public void What_only_looks_like_a_version_is_refused(string text) => Assert.IsFalse(PythonVersion.TryParse(text, out _));

    [TestMethod]
    public void Versions_are_ordered_from_development_to_post_release()
    {
        string[] ascending =
        [
            "1.dev0", "1.0.dev456", "1.0a1.dev1", "1.0a1", "1.0a2", "1.0b1", "1.0rc1", "1.0", "1.0+abc", "1.0+abc.5", "1.0+5", "1.0+10",
            "1.0.post0.dev1", "1.0.post0", "1.0.1", "1.1", "10.0", "1!0.5",
        ];
        for (int i = 1; i < ascending.Length; i++)
            Assert.IsLessThan(PythonVersion.Parse(ascending[i]), PythonVersion.Parse(ascending[i - 1]), ascending[i]);
    }

    [TestMethod]
    public void Trailing_zeros_do_not_tell_versions_apart()
    {
        Assert.AreEqual(PythonVersion.Parse("1"), PythonVersion.Parse("1.0.0"));
        Assert.AreEqual("1", PythonVersion.Parse("1.0.0").Canonical);
        Assert.AreEqual("0", PythonVersion.Parse("0.0").Canonical);
    }

    [TestMethod]
    public void Numbers_beyond_64_bits_keep_their_order()
    {
        PythonVersion less = PythonVersion.Parse("1.123456789012345678901234567890");
        PythonVersion more = PythonVersion.Parse("1.123456789012345678901234567891");
        Assert.IsLessThan(more, less);
        Assert.AreEqual("1.123456789012345678901234567890", less.ToString());
    }

    [TestMethod]
    public void A_number_too_long_for_the_interpreter_is_refused()
    {
        Assert.IsTrue(PythonVersion.TryParse(new string('9', 4300), out _));
        Assert.IsFalse(PythonVersion.TryParse(new string('9', 4301), out _));
        Assert.IsFalse(PythonVersion.TryParse("1.0+" + new string('9', 4301), out _));
    }

    [TestMethod]
    public void The_parts_of_a_version_are_at_hand()
    {
        PythonVersion version = PythonVersion.Parse("1!2.3rc4.post5.dev6+local.7");
        Assert.AreEqual("1!2.3rc4.post5.dev6", version.Public);
        Assert.AreEqual("1!2.3", version.Base);
        Assert.AreEqual(new PreRelease(PreReleasePhase.Candidate, 4), version.Pre);
        Assert.AreEqual("local.7", version.Local);
        Assert.IsTrue(version is { IsPrerelease: true, IsPostrelease: true, IsDevrelease: true });
    }

    [TestMethod]
    public void A_culture_with_other_digits_and_letters_changes_nothing()
    {
        Requires.NotWine("cultures (ICU)");
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Assert.AreEqual("1.0rc1+win.i", PythonVersion.Parse("1.0PREVIEW1+WIN.I").ToString());
            Assert.AreEqual("i", PackageName.Normalize("I").Value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
