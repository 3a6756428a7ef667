using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Installing.Compiling;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class CompilerOutputTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_module_that_cant_be_written_ends_the_compiler_and_one_that_does_not_compile_does_not()
    {
        using TempDirectory folder = new();
        string module = folder.Write("a.py", "x = 1\n");
        string[] broken = [folder.Write("broken.py", "x ="), folder["broken.pyc"], "broken.py"];

        ProcessResult refused = await RunAsync(broken, [module, Path.Combine(folder.Write("file", ""), "a.pyc"), "a.py"]);
        ProcessResult done = await RunAsync(broken, [folder["gone.py"], folder["gone.pyc"], "gone.py"], [module, folder["a.pyc"], "a.py"]);

        Assert.AreNotEqual(0, refused.ExitCode);
        StringAssert.Contains(CompilerOutput.Refusal(refused)!.Message, "a.pyc");
        Assert.AreEqual(0, done.ExitCode);
        Assert.IsNull(CompilerOutput.Refusal(done));
        Assert.IsTrue(File.Exists(folder["a.pyc"]));
    }

    [TestMethod]
    public void A_full_disk_is_known_by_the_number_that_Python_prints()
    {
        // As `compileall -q` prints it.
        var full = new ProcessResult(1, "*** Error compiling 'a.py'...\nOSError: [Errno 28] No space left on device: 'a.pyc.7'\n", "");

        Assert.IsTrue(DiskSpace.IsMissing(CompilerOutput.Refusal(full)!));
    }

    [TestMethod]
    public void A_line_of_source_that_Python_quotes_says_nothing_of_the_disk()
    {
        var quoted = new ProcessResult(
            1, "*** Error compiling 'a.py'...\n  File \"a.py\", line 1\n    print \"[Errno 28] full\"\n    ^\nSyntaxError: invalid syntax\n",
            "");

        Assert.IsNull(CompilerOutput.Refusal(quoted));
    }

    private Task<ProcessResult> RunAsync(params string[][] jobs) => new ProcessRunner().RunAsync(
        new ProcessInvocation(
            MachineInterpreters.Usual, ["-I", "-S", "-B", "-c", EmbeddedScript.Read(ByteCompiler.Script)], Path.GetTempPath(),
            HostFacts.Current().Environment)
        {
            StandardInput = string.Concat(jobs.Select(job => JsonSerializer.Serialize(job) + "\n")),
        },
        TestContext.CancellationToken);
}
