using System.Diagnostics;
using System.Globalization;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Tasks.Tests;

/// <summary>Real builds that are ended from outside while they wait for an index.</summary>
[TestClass]
internal sealed class InterruptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    [DataRow("INT")]
    [DataRow("KILL")]
    public async Task A_build_ended_from_outside_leaves_nothing_running_and_the_next_one_is_right(string signal)
    {
        Requires.Posix("signals of POSIX");
        using LoopbackIndex index = new LoopbackIndex().Add(File(PinnedWheels.Greeting("1.0"))).Add(File(PinnedWheels.Wordshapes("1.0")));
        string wheel = LoopbackIndex.FilePath(PinnedWheels.Greeting("1.0").FileName);
        TaskCompletionSource asked = new();
        index.Inject(wheel, (request, right) =>
        {
            asked.TrySetResult();
            return Faults.Stall(20)(request, right);
        }, times: 1);
        using TestProject project = new TestProject().WithPins();
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        project.Properties["PythonEnvIndexUrl"] = index.Simple.AbsoluteUri;
        (await project.RunAsync("restore")).ShouldSucceed();

        using (Process build = project.Start("build", "--no-restore", "-t:PythonEnvRestore"))
        {
            Task<string> output = build.StandardOutput.ReadToEndAsync();
            await asked.Task.WaitAsync(Patience);
            using (Process kill = Process.Start("kill", [$"-{signal}", build.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            Assert.IsTrue(build.WaitForExit(Patience), await output);
            Assert.AreNotEqual(0, build.ExitCode);
        }
        Assert.IsFalse(Directory.Exists(project[".venv"]));
        project.Properties["PythonEnvMode"] = "Verify";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldFail("PYENV5005");

        project.Properties["PythonEnvMode"] = "Restore";
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify", "--no-restore")).ShouldSucceed();

        Assert.IsFalse(Directory.Exists(project[".venv.pythonenv/staging"]));
    }

    private static IndexedFile File(WheelBuilder wheel) => new(wheel.FileName, wheel.ToBytes());
}
