using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Processes;
using PythonEnv.Running;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class ProgramFailureTests
{
    [TestMethod]
    public void The_place_is_the_innermost_file_of_the_users_own()
    {
        using TempDirectory folder = new();
        foreach (string file in (ReadOnlySpan<string>)[
            "tool.py", "env/lib/python3.11/site-packages/click/core.py", "base/lib/python3.11/json/decoder.py"
        ])
            folder.Write(file, "");

        Diagnostic failure = Describe(folder, $"""
            Traceback (most recent call last):
              File "tool.py", line 3, in <module>
              File "{folder["env/lib/python3.11/site-packages/click/core.py"]}", line 9, in call
              File "{folder["base/lib/python3.11/json/decoder.py"]}", line 353, in decode
              File "<frozen importlib._bootstrap>", line 1140, in _find_and_load
            json.decoder.JSONDecodeError: Expecting value
            """);

        Assert.AreEqual(new SourceSpan(folder["tool.py"], 3), failure.Where);
        Assert.AreEqual("json.decoder.JSONDecodeError: Expecting value. It ended with exit code 2.", failure.Message);
    }

    [TestMethod]
    [DataRow(
        "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\nZeroDivisionError: division by zero\n", "",
        "ZeroDivisionError: division by zero. It ended with exit code 2.")]
    [DataRow("loading\nplease set KEY\n", "", "please set KEY. It ended with exit code 2.")]
    [DataRow("", "", "the Python program failed and wrote nothing to standard error. It ended with exit code 2.")]
    [DataRow(
        "/e/bin/python: No module named sphinx\n", "sphinx",
        "the environment `docs` has no module `sphinx`. Pin the distribution that brings `sphinx` in its requirements.")]
    [DataRow("/e/bin/python: Error while finding module specification for 'a.b' (ModuleNotFoundError: No module named 'a')\n", "a.b", null)]
    public void Without_a_file_the_reason_is_told_without_a_place(string error, string module, string? message)
    {
        using TempDirectory folder = new();

        Diagnostic failure = Describe(folder, error, module);

        Assert.AreEqual(SourceSpan.None, failure.Where);
        Assert.AreEqual(message ?? $"{error.Trim()}. It ended with exit code 2.", failure.Message);
    }

    [TestMethod]
    public void A_crash_in_native_code_is_told_at_the_innermost_file_of_the_users_own()
    {
        using TempDirectory folder = new();
        folder.Write("tool.py", "");
        folder.Write("base/lib/python3.11/ctypes/__init__.py", "");

        Diagnostic failure = Describe(folder, $"""
            Fatal Python error: Segmentation fault

            Current thread 0x00007f8a3c1d2740 (most recent call first):
              File "{folder["base/lib/python3.11/ctypes/__init__.py"]}", line 517 in string_at
              File "tool.py", line 3 in main
              File "<string>", line 202 in <module>

            """);

        Assert.AreEqual(new SourceSpan(folder["tool.py"], 3), failure.Where);
        Assert.AreEqual("fatal Python error: Segmentation fault. It ended with exit code 2.", failure.Message);
    }

    [TestMethod]
    [DataRow(139, "exit code 139, that of signal 11 (SIGSEGV)")]
    [DataRow(137, "exit code 137, that of signal 9 (SIGKILL)")]
    [DataRow(138, "exit code 138, that of signal 10", DisplayName = "a number with another name on each system")]
    [DataRow(128, "exit code 128")]
    [DataRow(255, "exit code 255")]
    [DataRow(-1, "exit code -1")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_program_that_a_signal_ended_is_told_by_the_signals_name(int exitCode, string ending) =>
        Assert.AreEqual(ending, new ProcessResult(exitCode, "", "").Ending);

    private static Diagnostic Describe(TempDirectory folder, string error, string module = "")
    {
        EnvironmentLayout layout = EnvironmentLayout.For(folder["env"], "3.11", "cpython", gilDisabled: false, windows: false);
        return new ProgramFailure(
            new ProcessResult(2, "", error), "docs", layout, folder["base/bin/python3.11"], module).Describe(folder.Path);
    }
}
