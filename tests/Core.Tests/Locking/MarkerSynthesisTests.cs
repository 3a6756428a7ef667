using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Locking.Merging;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Locking;

[TestClass]
internal sealed class MarkerSynthesisTests
{
    private static readonly MarkerEnvironment s_linux = PlanLab.Markers;
    private static readonly MarkerEnvironment s_arm = s_linux with { PlatformMachine = "aarch64" };
    private static readonly MarkerEnvironment s_windows = s_linux.OnWindows();
    private static readonly MarkerEnvironment s_mac = s_linux.OnMacOS();
    private static readonly MarkerEnvironment s_newer = s_linux.WithPython("3.13.0") with { ImplementationVersion = "3.13.0" };
    private static readonly MarkerEnvironment s_pypy = s_linux with { ImplementationName = "pypy", PlatformPythonImplementation = "PyPy" };

    [TestMethod]
    public void What_every_target_needs_has_no_marker() =>
        Assert.IsNull(new MarkerSynthesis([s_linux, s_windows]).Of([true, true]));

    [TestMethod]
    public void What_Windows_alone_needs_says_so() =>
        Assert.AreEqual("""sys_platform == "win32" """.Trim(), Text([s_linux, s_windows, s_mac], [false, true, false]));

    [TestMethod]
    public void What_all_but_Windows_need_says_so() =>
        Assert.AreEqual("""sys_platform != "win32" """.Trim(), Text([s_linux, s_windows, s_mac], [true, false, true]));

    [TestMethod]
    public void The_short_python_version_is_enough_where_it_tells_them_apart() =>
        Assert.AreEqual("""python_version == "3.11" """.Trim(), Text([s_linux, s_newer], [true, false]));

    [TestMethod]
    public void Two_releases_of_one_python_are_told_apart_by_the_full_version()
    {
        MarkerEnvironment later = s_linux with { PythonFullVersion = "3.11.9", ImplementationVersion = "3.11.9" };

        Assert.AreEqual("""python_full_version == "3.11.9" """.Trim(), Text([s_linux, later], [false, true]));
    }

    [TestMethod]
    public void Every_subset_gets_a_marker_that_holds_in_exactly_its_environments()
    {
        MarkerEnvironment[] all =
        [
            s_linux, s_arm, s_windows, s_mac, s_newer, s_pypy, s_windows with { PythonVersion = "3.13", PythonFullVersion = "3.13.0" }
        ];
        var synthesis = new MarkerSynthesis(all);
        for (int subset = 1; subset < 1 << all.Length; subset++)
        {
            bool[] members = [.. all.Select((_, i) => (subset >> i & 1) != 0)];
            Marker? marker = synthesis.Of(members);
            CollectionAssert.AreEqual(members, all.Select(one => marker?.Evaluate(one) ?? true).ToArray(), marker?.ToString());
        }
    }

    [TestMethod]
    public void What_no_marker_can_tell_apart_is_refused() =>
        Assert.ThrowsExactly<InvalidOperationException>(
            () => new MarkerSynthesis([s_linux, s_linux with { PlatformVersion = "2" }]).Of([true, false]));

    [TestMethod]
    public void The_condition_of_one_environment_holds_in_no_other()
    {
        MarkerEnvironment[] all = [s_linux, s_arm, s_windows, s_mac, s_newer, s_pypy];
        foreach (MarkerEnvironment one in all)
        {
            Assert.IsTrue(Marker.TryParse(MarkerSynthesis.Of(one), out Marker? marker, out _));
            CollectionAssert.AreEqual(new[] { one }, all.Where(other => marker.Evaluate(other)).ToArray());
        }
    }

    private static string Text(MarkerEnvironment[] environments, bool[] members) =>
        new MarkerSynthesis(environments).Of(members)!.ToString();
}
