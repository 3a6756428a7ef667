using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Tags;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class WheelFileNameTests
{
    private static readonly string[] s_alphabet =
        ["-", "_", "__", ".", ".whl", ".tar.gz", ".zip", "py3", "cp312", "abi3", "none", "any", "win_amd64", "1.0", "+cpu", "!", "rc1", "ó", "٣", "a\u0301"];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void A_wheels_name_says_what_it_is_and_where_it_fits()
    {
        WheelFileName wheel = Parse("Foo_Bar-1.0.post1-2abc-cp310.cp311-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl");
        Assert.AreEqual("foo-bar", wheel.Name.Value);
        Assert.AreEqual("1.0.post1", wheel.Version.ToString());
        Assert.AreEqual(new BuildTag(2, "abc"), wheel.Build);
        Assert.AreEqual(
            "cp310-abi3-manylinux2014_x86_64 cp310-abi3-manylinux_2_17_x86_64 cp311-abi3-manylinux2014_x86_64 cp311-abi3-manylinux_2_17_x86_64",
            string.Join(' ', wheel.Tags));
    }

    [TestMethod]
    public void The_version_is_compared_normalised_and_kept_as_written()
    {
        WheelFileName wheel = Parse("foo-v1.0.RC1-py3-none-any.whl");
        Assert.AreEqual("1.0rc1", wheel.Version.ToString());
        Assert.AreEqual("v1.0.RC1", wheel.VersionText);
    }

    [TestMethod]
    [DataRow("foo-1.0-py3-none-any.WHL", 24, 0)]
    [DataRow("foo.whl", 0, 7)]
    [DataRow("foo-bar-1.0-1-py3-none-any.whl", 0, 30)]
    [DataRow("foo bar-1.0-py3-none-any.whl", 0, 7)]
    [DataRow("foo__bar-1.0-py3-none-any.whl", 0, 8)]
    [DataRow("foo-latest-py3-none-any.whl", 4, 6)]
    [DataRow("foo-1.0-a1-py3-none-any.whl", 8, 2)]
    [DataRow("foo-1.0-2.7-none-any.whl", 8, 12)]
    [DataRow("foo-1.0-1-py3.-none-any.whl", 10, 13)]
    public void What_is_wrong_with_a_name_is_shown_in_it(string name, int position, int length)
    {
        Assert.IsFalse(WheelFileName.TryParse(name, out _, out ParseError? error));
        Assert.AreEqual((position, length), (error.Position, error.Length), error.Message);
    }

    [TestMethod]
    public void A_name_that_stands_for_too_many_tags_is_refused()
    {
        string many = string.Join('.', Enumerable.Range(0, 20).Select(i => $"a{i}"));
        Assert.IsFalse(WheelFileName.TryParse($"foo-1.0-{many}-{many}-{many}.whl", out _, out ParseError? error));
        StringAssert.Contains(error.Message, "combinations");
    }

    [TestMethod]
    public void Build_numbers_have_the_order_of_numbers()
    {
        Assert.IsLessThan(Parse("foo-1.0-10-py3-none-any.whl").Build!.Value, Parse("foo-1.0-9-py3-none-any.whl").Build!.Value);
        Assert.IsLessThan(Parse("foo-1.0-1b-py3-none-any.whl").Build!.Value, Parse("foo-1.0-1a-py3-none-any.whl").Build!.Value);
    }

    [TestMethod]
    public void The_last_dash_of_an_sdists_name_divides_it()
    {
        Assert.IsTrue(SdistFileName.TryParse("foo-bar-baz-2.0rc1.tar.gz", out SdistFileName? sdist, out _));
        Assert.AreEqual(("foo-bar-baz", "2.0rc1"), (sdist.Name.Value, sdist.Version.ToString()));
    }

    [TestMethod]
    [DataRow("foo-1.0.tar.bz2")]
    [DataRow("foo1.0.zip")]
    [DataRow("foo-.zip")]
    [DataRow("-1.0.zip")]
    public void What_is_no_sdists_name_is_refused(string name) => Assert.IsFalse(SdistFileName.TryParse(name, out _, out _));

    [TestMethod]
    public void No_text_upsets_the_readers_of_file_names()
    {
        string[] seeds =
        [
            "foo-1.0-py3-none-any.whl", "Foo_Bar-1!1.0+cpu-1_2-cp39.cp310-none.abi3-musllinux_1_2_x86_64.whl", "foo-bar-1.0.tar.gz",
            "a-1.zip"
        ];
        Fuzz.Texts(TestSeed.Fresh(TestContext), seeds, s_alphabet, text =>
        {
            if (!WheelFileName.TryParse(text, out WheelFileName? wheel, out ParseError? error))
                Assert.IsTrue(error is { Position: >= 0, Length: >= 0 } && error.Position + error.Length <= text.Length, $"{error}");
            else
                Assert.AreEqual(wheel.Tags.Length, wheel.Tags.Distinct().Count());
            if (!SdistFileName.TryParse(text, out _, out error))
                Assert.IsTrue(error is { Position: >= 0, Length: >= 0 } && error.Position + error.Length <= text.Length, $"{error}");
        });
    }

    private static WheelFileName Parse(string name) =>
        WheelFileName.TryParse(name, out WheelFileName? wheel, out ParseError? error)
            ? wheel
            : throw new AssertFailedException(error.Message);
}
