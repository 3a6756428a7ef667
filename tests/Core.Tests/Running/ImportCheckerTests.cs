using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Running;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class ImportCheckerTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task What_imports_is_not_mentioned() =>
        Assert.IsEmpty(await CheckAsync(new() { ["fine"] = "import json\n" }, "fine", "json", "os.path"));

    [TestMethod]
    public async Task Each_failure_is_told_with_its_file_and_line_and_ends_nothing_else()
    {
        IReadOnlyList<ImportFailure> failures = await CheckAsync(
            new()
            {
                ["old"] = "# a comment\nfrom collections import Mapping\n",
                ["torn"] = "x = 1\ndef (:\n",
                ["leaving"] = "import sys\nsys.exit('no')\n",
                ["outer"] = "import old\n",
                ["fine"] = "",
                ["odd"] = "class E(Exception):\n    def __str__(self): raise ValueError\nraise E()\n",
            },
            "old", "torn", "absent", "leaving", "fine", "outer", "odd");

        CollectionAssert.AreEqual(
            new[]
            {
                "old ImportError old.py 2", "torn SyntaxError torn.py 2", "absent ModuleNotFoundError  0",
                "leaving SystemExit leaving.py 2",
                "outer ImportError old.py 2", "odd E odd.py 3",
            },
            failures.Select(f => $"{f.Module} {f.Error.Split(':')[0]} {Path.GetFileName(f.File)} {f.Line}").ToArray());
        Assert.AreEqual("ModuleNotFoundError: No module named 'absent'", failures[2].Error);
        Assert.AreEqual("SystemExit: no", failures[3].Error);
    }

    [TestMethod]
    public async Task Answers_end_with_the_line_ends_of_their_system()
    {
        var checker = new ImportChecker(
            new Answering("{\"end\": \"fine\"}\r\n{\"end\": \"old\", \"error\": {\"type\": \"E\", \"text\": \"no\", \"file\": \"\", \"line\": 0}}\r\n"), new Dictionary<string, string>(), TimeSpan.FromSeconds(1));

        IReadOnlyList<ImportFailure> failures = await checker.CheckAsync(
            Environment.ProcessPath!, ["fine", "old"], TestContext.CancellationToken);

        Assert.AreEqual("old E: no", string.Join(';', failures.Select(failure => $"{failure.Module} {failure.Error}")));
    }

    [TestMethod]
    public async Task What_a_module_prints_is_no_answer()
    {
        IReadOnlyList<ImportFailure> failures = await CheckAsync(
            new()
            {
                ["chatty"] =
                    "import os, sys\nprint('{\"end\": \"chatty\", \"error\": {}}')\nos.write(1, b'{}\\n')\nprint('x', file=sys.stderr)\n"
            }, "chatty");

        Assert.IsEmpty(failures);
    }

    [TestMethod]
    public async Task A_name_that_is_not_Unicode_is_told_all_the_same()
    {
        ImportFailure failure = (await CheckAsync(new() { ["odd"] = "raise OSError('caf\\udce9')\n" }, "odd")).Single();

        Assert.AreEqual(@"OSError: caf\udce9", failure.Error);
    }

    [TestMethod]
    public async Task A_crash_in_native_code_is_told_and_the_others_are_still_checked()
    {
        IReadOnlyList<ImportFailure> failures = await CheckAsync(
            new() { ["crash"] = "import ctypes\nctypes.string_at(0)\n", ["old"] = "from collections import Mapping\n" }, "json", "crash",
            "old");

        CollectionAssert.AreEqual(new[] { "crash", "old" }, failures.Select(f => f.Module).ToArray());
        // Windows has no signals.
        string signal = OperatingSystem.IsWindows() ? "" : ", that of signal 11 (SIGSEGV)";
        Assert.AreEqual($"Segmentation fault; the interpreter ended with exit code 139{signal}", failures[0].Error);
        Assert.IsTrue(failures[0].Line > 0);
        StringAssert.EndsWith(failures[0].File, ".py");
    }

    [TestMethod]
    public async Task A_module_that_ends_the_process_is_told()
    {
        IReadOnlyList<ImportFailure> failures = await CheckAsync(new() { ["gone"] = "import os\nos._exit(3)\n" }, "gone", "json");

        Assert.AreEqual("gone: the interpreter ended with exit code 3", failures.Select(f => $"{f.Module}: {f.Error}").Single());
    }

    [TestMethod]
    public async Task A_module_that_hangs_is_stopped_at_its_line()
    {
        IReadOnlyList<ImportFailure> failures = await CheckAsync(
            new() { ["hang"] = "import time\n\ntime.sleep(60)\n" }, TimeSpan.FromSeconds(3), "hang", "json");

        ImportFailure hang = failures.Single();
        Assert.AreEqual("its import was not done after 3 seconds", hang.Error);
        Assert.AreEqual("hang.py 3", $"{Path.GetFileName(hang.File)} {hang.Line}");
    }

    [TestMethod]
    [DataRow("ImportError: libpq.so.5: cannot open shared object file: No such file or directory", "`libpq.so.5`")]
    [DataRow("ImportError: Error loading shared library libxml2.so.2: No such file or directory (needed by /x.so)", "A native library")]
    [DataRow("ImportError: DLL load failed while importing _x: The specified module could not be found.", "Visual C++")]
    [DataRow("ImportError: dlopen(/x.so, 0x0002): Library not loaded: @rpath/libfoo.dylib", "A native library")]
    [DataRow("ImportError: cannot import name 'Mapping' from 'collections'", null)]
    public void A_missing_native_library_gets_a_hint(string error, string? hint)
    {
        string? given = new ImportFailure("x", error, "", 0).NativeLibraryHint;

        if (hint is null)
            Assert.IsNull(given);
        else
            StringAssert.Contains(given, hint);
    }

    [TestMethod]
    public void A_crash_of_another_thread_is_told_by_the_one_that_crashed()
    {
        const string Text = """
            Fatal Python error: Aborted

            Thread 0x1 (most recent call first):
              File "/a.py", line 1 in wait

            Current thread 0x2 (most recent call first):
              File "/b, line 7.py", line 22 in f
              File "/c.py", line 3 in <module>

            Extension modules: x
            """;

        Assert.AreEqual(new CrashReport("Aborted", "/b, line 7.py", 22), CrashReport.Find("noise\n" + Text));
        Assert.IsNull(CrashReport.Find("Traceback (most recent call last):\n  File \"x\", line 1, in y\nError\n"));
    }

    [TestMethod]
    public void What_hangs_in_the_import_system_is_told_by_the_file_that_imports()
    {
        const string Text = """
            Timeout (0:00:01)!
            Thread 0x1 (most recent call first):
              File "<frozen importlib._bootstrap>", line 1176 in _find_and_load
              File "/usr/lib/python3.11/importlib/__init__.py", line 126 in import_module
              File "/app/plugins.py", line 4 in <module>
              File "<string>", line 39 in main

            """;

        Assert.AreEqual(new CrashReport("", "/app/plugins.py", 4), CrashReport.Find(Text));
    }

    private Task<IReadOnlyList<ImportFailure>> CheckAsync(Dictionary<string, string> files, params string[] modules) =>
        CheckAsync(files, TimeSpan.FromSeconds(60), modules);

    private async Task<IReadOnlyList<ImportFailure>> CheckAsync(Dictionary<string, string> files, TimeSpan limit, params string[] modules)
    {
        using TempDirectory folder = new("import");
        var layout = RealEnvironment.Make(folder["env"]);
        foreach ((string name, string text) in files)
            File.WriteAllText(Path.Combine(layout.SitePackages, name + ".py"), text);
        var checker = new ImportChecker(new ProcessRunner(), PythonEnvironmentVariables.Clean(HostFacts.Current().Environment), limit);
        return await checker.CheckAsync(layout.Executable, modules, TestContext.CancellationToken);
    }

    private sealed class Answering(string output) : IProcessRunner
    {
        public Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation) =>
            Task.FromResult(new ProcessResult(0, output, ""));
    }
}
