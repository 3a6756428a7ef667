using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class MarkerTests
{
    [TestMethod]
    [DataRow("python_version >= '3.9'", true)]
    [DataRow("python_version < '3.9'", false)]
    [DataRow("'3.9' <= python_version", true)]
    [DataRow("'3.1' in python_version", true)]
    [DataRow("sys_platform in 'linux win32'", true)]
    [DataRow("sys_platform not in 'win32 darwin'", true)]
    [DataRow("os.name == 'posix' and python_implementation == 'CPython'", true)]
    [DataRow("os_name == 'nt' and os_name == 'nt' or os_name == 'posix'", true)]
    [DataRow("os_name == 'nt' and (os_name == 'nt' or os_name == 'posix')", false)]
    [DataRow("platform_release >= '5'", false)]
    [DataRow("sys_platform < 'z'", false)]
    [DataRow("sys_platform <= 'linux'", true)]
    [DataRow("sys_platform == '\\x6cinux'", true)]
    [DataRow("extra == ''", true)]
    [DataRow("extra in 'test dev'", true)]
    public void A_marker_holds_as_the_environment_says(string text, bool holds) =>
        Assert.AreEqual(holds, Read(text).Evaluate(TestEnvironments.Linux));

    [TestMethod]
    public void Names_of_extras_are_compared_normalised()
    {
        Marker marker = Read("extra == 'Test_Extra'");
        Assert.IsTrue(marker.Evaluate(TestEnvironments.Linux, "test.extra"));
        Assert.IsFalse(marker.Evaluate(TestEnvironments.Linux));
        Assert.AreEqual("extra == \"test-extra\"", marker.ToString());
    }

    [TestMethod]
    public void A_lock_file_asks_for_extras_and_groups()
    {
        MarkerSelection selection = MarkerSelection.ForLockFile(["Socks"], ["dev"]);
        Marker marker = Read("'socks' in extras and 'docs' not in dependency_groups");
        Assert.IsTrue(marker.TryEvaluate(TestEnvironments.Linux, selection, out bool holds, out _) && holds);
        Assert.IsFalse(Read("'socks' in extras").TryEvaluate(TestEnvironments.Linux, MarkerSelection.NoExtra, out _, out _));
    }

    [TestMethod]
    [DataRow("os_name == 'posix' or sys_platform ~= 'linux'", 22, 23)]
    [DataRow("'a' == 'b'", 0, 10)]
    [DataRow("extras == 'x'", 0, 13)]
    public void A_comparison_without_meaning_is_reported_wherever_it_stands(string text, int position, int length)
    {
        Assert.IsFalse(Read(text).TryEvaluate(TestEnvironments.Linux, MarkerSelection.NoExtra, out bool holds, out ParseError? error));
        Assert.IsFalse(holds);
        Assert.AreEqual((position, length), (error.Position, error.Length));
    }

    [TestMethod]
    public void A_build_between_releases_is_still_a_version() =>
        Assert.IsTrue(Read("python_full_version > '3.14.0a6'").Evaluate(TestEnvironments.Linux with { PythonFullVersion = "3.14.0a7+" }));

    [TestMethod]
    public void Parentheses_are_kept_where_they_join_several_parts() =>
        Assert.AreEqual(
            "(os_name == \"a\" or os_name == \"b\") and os_name == \"c\"",
            Read("((os_name=='a' or (os_name == \"b\"))) and (os_name=='c')").ToString());

    [TestMethod]
    public void Nesting_has_an_end()
    {
        Assert.IsTrue(Marker.TryParse(Nested(200), out _, out _));
        Assert.IsFalse(Marker.TryParse(Nested(100_000), out _, out ParseError? error));
        Assert.Contains("nested", error.Message);

        static string Nested(int depth) => new string('(', depth) + "os_name == 'a'" + new string(')', depth);
    }

    private static Marker Read(string text)
    {
        Assert.IsTrue(Marker.TryParse(text, out Marker? marker, out ParseError? error), error?.Message);
        return marker!;
    }
}
