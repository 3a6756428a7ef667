using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using PythonEnv.Host.Processes;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class ProcessRunnerTests
{
    private static readonly ProcessRunner Runner = new();

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Arguments_reach_the_program_as_they_are()
    {
        ImmutableArray<string> arguments = ["a b", "", "\"q\" 'r'", "$HOME `id` ; &", @"back\slash\", "ünï-日本"];
        using TempDirectory folder = new();

        ProcessResult result = await Run(Script(folder, "for a in \"$@\"; do printf '%s\\n' \"$a\"; done"), folder, arguments);

        CollectionAssert.AreEqual(arguments, result.StandardOutput.Split('\n')[..^1]);
    }

    [TestMethod]
    public async Task A_program_in_a_folder_with_spaces_and_foreign_letters_runs_there()
    {
        using TempDirectory folder = new("a b (ünï-日本) & 'c'");

        ProcessResult result = await Run(Script(folder, "pwd"), folder, []);

        Assert.AreEqual(folder.Path + "\n", result.StandardOutput);
    }

    [TestMethod]
    public async Task Only_the_given_variables_are_seen()
    {
        using TempDirectory folder = new();

        ProcessResult result = await Run(Script(folder, "/usr/bin/env"), folder, []);

        CollectionAssert.IsSubsetOf(
            result.StandardOutput
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line[..line.IndexOf('=', StringComparison.Ordinal)])
                .ToArray(),
            new[] { "GIVEN", "PWD", "SHLVL", "_", "OLDPWD" });
        StringAssert.Contains(result.StandardOutput, "GIVEN=yes", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Input_output_error_and_exit_code_are_passed_on()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "cat; echo said >&2; exit 7");

        ProcessResult result = await Runner.RunAsync(
            Invocation(program, folder, []) with { StandardInput = "日本\n" }, TestContext.CancellationToken);

        Assert.AreEqual(new ProcessResult(7, "日本\n", "said\n"), result);
    }

    [TestMethod]
    public async Task A_program_that_ignores_a_large_input_is_no_failure()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "exit 0");

        ProcessResult result = await Runner.RunAsync(
            Invocation(program, folder, []) with { StandardInput = new string('x', 1 << 20) }, TestContext.CancellationToken);

        Assert.AreEqual(0, result.ExitCode);
    }

    [TestMethod]
    public async Task Only_the_end_of_what_a_program_prints_is_kept()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "i=0; while [ $i -lt 2000 ]; do echo \"line $i\"; echo \"line $i\" >&2; i=$((i+1)); done");

        ProcessResult result = await Runner.RunAsync(
            Invocation(program, folder, []) with { StandardOutputLimit = 1000, StandardErrorLimit = 1000 },
            TestContext.CancellationToken);

        foreach (string end in (string[])[result.StandardOutput, result.StandardError])
        {
            Assert.IsInRange(1000, 6200, end.Length);
            Assert.EndsWith("line 1999\n", end);
        }
    }

    [TestMethod]
    public async Task A_timeout_kills_the_children_too()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "sleep 60 & echo $! > child; wait");

        await Assert.ThrowsExactlyAsync<TimeoutException>(() =>
            Runner.RunAsync(Invocation(program, folder, []) with { Timeout = TimeSpan.FromSeconds(1) }, TestContext.CancellationToken));

        await AssertEnds(folder["child"]);
    }

    [TestMethod]
    public async Task Cancelling_kills_the_children_too()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "sleep 60 & echo $! > child; wait");
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<OperationCanceledException>(() => Runner.RunAsync(Invocation(program, folder, []), source.Token));

        await AssertEnds(folder["child"]);
    }

    [TestMethod]
    public async Task A_child_that_stays_behind_does_not_hold_the_result_back()
    {
        using TempDirectory folder = new();
        string program = Script(folder, "sleep 20 & echo $! > child; echo done");

        Stopwatch watch = Stopwatch.StartNew();
        ProcessResult result = await Run(program, folder, []);

        Assert.AreEqual("done\n", result.StandardOutput);
        Assert.IsLessThan(TimeSpan.FromSeconds(15), watch.Elapsed);
        using Process child = Process.GetProcessById(int.Parse(File.ReadAllText(folder["child"]), CultureInfo.InvariantCulture));
        child.Kill();
    }

    [TestMethod]
    public async Task What_cannot_be_started_says_so()
    {
        using TempDirectory folder = new();

        await Assert.ThrowsExactlyAsync<Win32Exception>(() => Run(folder["absent"], folder, []));
        await Assert.ThrowsExactlyAsync<Win32Exception>(() => Run(folder.Write("plain", "not a program"), folder, []));
    }

    [TestMethod]
    public async Task A_relative_program_is_refused()
    {
        using TempDirectory folder = new();

        await Assert.ThrowsExactlyAsync<ArgumentException>(() => Run("sh", folder, []));
    }

    [TestMethod]
    public void Cleaned_variables_leave_an_interpreter_as_it_is()
    {
        Dictionary<string, string> variables = new()
        {
            ["PATH"] = "/bin",
            ["PYTHONPATH"] = "x",
            ["PythonHome"] = "x",
            ["PYTHON_GIL"] = "0",
            ["__PYVENV_LAUNCHER__"] = "x",
            ["VIRTUAL_ENV"] = "x",
            ["CONDA_PREFIX"] = "x",
            ["PIP_INDEX_URL"] = "x",
            ["pythonLocation"] = "/opt/py",
            ["Python3_ROOT_DIR"] = "/opt/py",
        };

        CollectionAssert.AreEquivalent(
            new[] { "PATH", "pythonLocation", "Python3_ROOT_DIR" }, PythonEnvironmentVariables.Clean(variables).Keys.ToArray());
        Assert.IsTrue(PythonEnvironmentVariables.Clean(variables, keepPip: true).ContainsKey("PIP_INDEX_URL"));
    }

    private Task<ProcessResult> Run(string program, TempDirectory folder, ImmutableArray<string> arguments) =>
        Runner.RunAsync(Invocation(program, folder, arguments), TestContext.CancellationToken);

    private static ProcessInvocation Invocation(string program, TempDirectory folder, ImmutableArray<string> arguments) =>
        new(program, arguments, folder.Path, new Dictionary<string, string> { ["GIVEN"] = "yes" }) { Timeout = TimeSpan.FromSeconds(30) };

    private static string Script(TempDirectory folder, string lines) => ShellScript.Write(folder, "program", lines);

    private async Task AssertEnds(string pidFile)
    {
        string status = $"/proc/{File.ReadAllText(pidFile).Trim()}/status";
        // Killed but not yet reaped by init still has an entry.
        for (int attempt = 0; File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal); attempt++)
        {
            Assert.IsLessThan(50, attempt, "the child still runs");
            await Task.Delay(100, TestContext.CancellationToken);
        }
    }
}
