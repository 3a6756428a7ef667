using System.Text.Json;
using PythonEnv.Conformance.Tags;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Targets;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class TargetEnvironmentTests
{
    private static readonly TagFacts s_running = new()
    {
        Implementation = "cpython",
        Major = 3,
        Minor = 11,
        Platform = new PlatformFacts { System = "Linux", SysconfigPlatform = "linux-x86_64", Glibc = new(2, 36) },
    };

    [TestMethod]
    [DataRow("win-x64", "win32", "AMD64", "cp311-cp311-win_amd64")]
    [DataRow("win-arm64", "win32", "ARM64", "cp311-cp311-win_arm64")]
    [DataRow("linux-arm64", "linux", "aarch64", "cp311-cp311-manylinux_2_28_aarch64")]
    [DataRow("linux-x64=glibc2.17", "linux", "x86_64", "cp311-cp311-manylinux_2_17_x86_64")]
    [DataRow("linux-musl-x64=musl1.1", "linux", "x86_64", "cp311-cp311-musllinux_1_1_x86_64")]
    [DataRow("osx-arm64=12", "darwin", "arm64", "cp311-cp311-macosx_12_0_arm64")]
    [DataRow("osx-x64 @ 3.12", "darwin", "x86_64", "cp312-cp312-macosx_14_0_x86_64")]
    public void A_rid_is_a_platform_of_python(string text, string sysPlatform, string machine, string best)
    {
        TargetEnvironment target = Read(text);

        Assert.AreEqual(sysPlatform, target.Markers.SysPlatform);
        Assert.AreEqual(machine, target.Markers.PlatformMachine);
        Assert.Contains(best, target.Tags.Take(2).Select(tag => tag.ToString()));
        Assert.Contains("py3-none-any", target.Tags.Select(tag => tag.ToString()));
    }

    [TestMethod]
    public void A_floor_shuts_out_what_needs_a_newer_system()
    {
        Assert.IsNull(Rank("linux-x64=glibc2.17", "cp311-cp311-manylinux_2_28_x86_64"));
        Assert.IsNotNull(Rank("linux-x64", "cp311-cp311-manylinux_2_28_x86_64"));
        Assert.IsNull(Rank("linux-x64", "cp311-cp311-manylinux_2_35_x86_64"));
        Assert.IsNull(Rank("linux-musl-x64", "cp311-cp311-manylinux_2_17_x86_64"));
        Assert.IsNull(Rank("osx-arm64=13.0", "cp311-cp311-macosx_14_0_arm64"));
    }

    [TestMethod]
    [DataRow("3.12", "3.12", "3.12.0")]
    [DataRow("3.12.4", "3.12", "3.12.4")]
    public void A_python_of_its_own_is_what_markers_see(string python, string shortVersion, string full)
    {
        MarkerEnvironment markers = Read($"linux-x64@{python}").Markers;

        Assert.AreEqual((shortVersion, full, full), (markers.PythonVersion, markers.PythonFullVersion, markers.ImplementationVersion));
    }

    [TestMethod]
    public void A_free_threaded_python_has_its_own_abi() =>
        Assert.AreEqual("cp313-cp313t-win_amd64", Read("win-x64@3.13t").Tags[0].ToString());

    [TestMethod]
    public void Glibc_and_musl_look_alike_to_markers() => Assert.AreEqual(Read("linux-x64").Markers, Read("linux-musl-x64").Markers);

    [TestMethod]
    public void The_machine_at_hand_is_a_target_whose_kernel_nobody_asks_for()
    {
        TargetEnvironment target = TargetEnvironment.Of(s_running, PlanLab.Markers);

        Assert.AreEqual("linux-x64", target.Text);
        Assert.AreEqual(PlanLab.Markers with { PlatformRelease = "", PlatformVersion = "" }, target.Markers);
        Assert.IsNotNull(target.Tags.RankOf(new WheelTag("cp311", "cp311", "manylinux_2_36_x86_64")));
    }

    [TestMethod]
    [DataRow("linux", 0, 5)]
    [DataRow("linux-x64=musl1.2", 10, 7)]
    [DataRow("win-x64=10", 8, 2)]
    [DataRow("osx-arm64=fourteen", 10, 8)]
    [DataRow("linux-x64@3", 10, 1)]
    [DataRow("linux-x64=glibc2.28@three", 20, 5)]
    public void What_is_no_target_is_told_at_its_place(string text, int position, int length)
    {
        Assert.IsFalse(TargetNotation.TryParse(text, out _, out ParseError? error));
        Assert.AreEqual((position, length), (error.Position, error.Length), error.Message);
    }

    // The corpus lists, for each platform and Python, what its markers and tags are.
    [TestMethod]
    public void Platforms_are_those_of_the_corpus()
    {
        using JsonDocument corpus = JsonDocument.Parse(File.ReadAllText(Requires.Shared("corpus/resolver/environments.json")));
        int compared = 0;
        foreach (JsonProperty environment in corpus.RootElement.EnumerateObject())
        {
            string rid = environment.Value.GetProperty("rid").GetString()!;
            JsonElement markers = environment.Value.GetProperty("markers");
            string python = markers.GetProperty("python_full_version").GetString()!;
            if (markers.GetProperty("implementation_name").GetString() != "cpython"
                || !TargetNotation.TryParse($"{rid}@{python}", out TargetNotation? notation, out _))
                continue;
            TargetEnvironment target = TargetEnvironment.Of(notation, s_running, PlanLab.Markers);
            foreach (JsonProperty marker in markers.EnumerateObject())
                Assert.AreEqual(
                    marker.Value.GetString(), target.Markers.ValueOf(MarkerVariables.Named(marker.Name)!.Value),
                    $"{environment.Name} {marker.Name}");
            // `packaging` spelt the three-way binaries of macOS `fat32` until 26.
            string[] expected =
            [
                .. environment.Value
                    .GetProperty("tags")
                    .EnumerateArray()
                    .Select(tag => tag.GetString()!.Replace("_fat32", "_fat3", StringComparison.Ordinal))
            ];
            List<string> actual = [.. target.Tags.Select(tag => tag.ToString())];
            // An older `packaging` put what is built for the machine itself last; that aside, the order is the same.
            CollectionAssert.AreEqual(Array.FindAll(expected, IsPortable), actual.FindAll(IsPortable), environment.Name);
            CollectionAssert.AreEquivalent(expected, actual, environment.Name);
            compared++;
        }
        Assert.IsGreaterThan(20, compared);
    }

    private static bool IsPortable(string tag) => !tag.Contains("-linux_", StringComparison.Ordinal);

    private static int? Rank(string target, string tag) => Read(target).Tags.RankOf(WheelTags.Parse(tag));

    private static TargetEnvironment Read(string text)
    {
        Assert.IsTrue(TargetNotation.TryParse(text, out TargetNotation? target, out ParseError? error), error?.Message);
        return TargetEnvironment.Of(target, s_running, PlanLab.Markers);
    }
}
