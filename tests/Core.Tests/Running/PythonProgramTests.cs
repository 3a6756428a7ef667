using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Running;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class PythonProgramTests
{
    [TestMethod]
    public async Task It_runs_as_in_an_activated_environment()
    {
        Requires.Posix("such paths");
        ProcessInvocation run = await RunAsync(new() { Arguments = ["-m", "x"], WorkingDirectory = "/p" });

        Assert.AreEqual("/e/bin/python", run.Executable);
        Assert.AreEqual("-m x", string.Join(' ', run.Arguments));
        Assert.AreEqual("/p", run.WorkingDirectory);
        Assert.AreEqual("/e", run.Environment["VIRTUAL_ENV"]);
        Assert.AreEqual("/e/bin:/usr/bin", run.Environment["PATH"]);
        Assert.IsFalse(run.Environment.ContainsKey("PYTHONHOME"));
        Assert.IsFalse(run.Environment.ContainsKey("PYTHONPATH"));
        Assert.AreEqual(Timeout.InfiniteTimeSpan, run.Timeout);
    }

    [TestMethod]
    public async Task Its_own_variables_win() =>
        Assert.AreEqual("/q", (await RunAsync(new()
        {
            Arguments = [],
            WorkingDirectory = "/p",
            Variables = new Dictionary<string, string> { ["PATH"] = "/q" },
        })).Environment["PATH"]);

    [TestMethod]
    public async Task A_real_one_answers()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = RealEnvironment.Make(folder["env"]);

        List<string> lines = [];
        var program = new PythonProgram
        {
            Arguments = ["-c", "import os, sys; print(os.environ['VIRTUAL_ENV']); print('é\\nlast', end=''); sys.exit(4)"],
            WorkingDirectory = folder.Path,
            OnOutput = lines.Add,
        };

        ProcessResult result = await program.RunAsync(layout, HostFacts.Current(), new ProcessRunner(), CancellationToken.None);

        Assert.AreEqual(4, result.ExitCode);
        CollectionAssert.AreEqual(new[] { layout.Root, "é", "last" }, lines);
    }

    [TestMethod]
    public async Task What_it_has_printed_is_told_before_it_ends()
    {
        using TempDirectory folder = new();
        string gate = folder["gate"];
        EnvironmentLayout layout = RealEnvironment.Make(folder["env"]);
        var program = new PythonProgram
        {
            // Ends only once its first line has been heard.
            Arguments = ["-c", "import os, sys\nprint('ready')\nwhile not os.path.exists(sys.argv[1]): pass", gate],
            WorkingDirectory = folder.Path,
            Timeout = TimeSpan.FromSeconds(60),
            OnOutput = line => folder.Write("gate", line),
        };

        ProcessResult result = await program.RunAsync(layout, HostFacts.Current(), new ProcessRunner(), CancellationToken.None);

        Assert.AreEqual((0, "ready"), (result.ExitCode, File.ReadAllText(gate)));
    }

    private static async Task<ProcessInvocation> RunAsync(PythonProgram program)
    {
        HostFacts host = HostFacts.Current(
            new Dictionary<string, string> { ["PATH"] = "/usr/bin", ["PYTHONHOME"] = "/h", ["PYTHONPATH"] = "/shadows", ["OTHER"] = "x" });
        var recorder = new Recorder();
        await program.RunAsync(
            EnvironmentLayout.For("/e", "3.11", "cpython", gilDisabled: false, windows: false), host, recorder, CancellationToken.None);
        return recorder.Last!;
    }

    private sealed class Recorder : IProcessRunner
    {
        public ProcessInvocation? Last { get; private set; }

        public Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation)
        {
            Last = invocation;
            return Task.FromResult(new ProcessResult(0, "", ""));
        }
    }
}
