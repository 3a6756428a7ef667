using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class DiskProblemTests
{
    private const int Busy = 16;
    private const int NoSpace = 28;

    [TestMethod]
    [DataRow("/proc", Busy, "PYENV4001")]
    [DataRow("/proc/self", Busy, "PYENV4002")]
    [DataRow("/proc", NoSpace, "PYENV4002")]
    public void A_mount_point_that_cant_be_replaced_is_told_from_a_disk_that_takes_nothing(string environment, int error, string code)
    {
        Requires.Posix("a system with /proc");
        Requires.That(OperatingSystem.IsLinux(), "a system with /proc");

        Assert.AreEqual(code, DiskProblem.Describe(new IOException("refused", error), "/tmp", environment).Code);
    }

    [TestMethod]
    public void A_full_disk_is_named_also_for_an_environment_that_could_not_be_made()
    {
        using TempDirectory folder = new();

        string told = DiskProblem.Describe(new IOException("full", NoSpace), folder.Path, folder["not/there/.venv"]).ToString();

        Assert.DoesNotContain("an unknown amount", told);
    }

    [TestMethod]
    public void What_is_to_be_moved_is_what_lies_on_the_full_disk()
    {
        Requires.Posix("a system with /proc");
        // On which nothing is free.
        Requires.That(OperatingSystem.IsLinux(), "a system with /proc");
        using TempDirectory folder = new();
        var full = new IOException("full", NoSpace);

        Assert.Contains("set `PythonEnvCacheDirectory` to", DiskProblem.Describe(full, "/proc", folder.Path).ToString());
        Assert.Contains("set `PythonEnvLocation` to", DiskProblem.Describe(full, folder.Path, "/proc/a").ToString());
        Assert.Contains("set `PublishDir` to", DiskProblem.OfPublishing(full, folder.Path, "/proc").ToString());
    }

    [TestMethod]
    public void A_file_that_a_program_has_open_is_named_with_the_program_and_no_disk_is_blamed()
    {
        var refusal = new FileInUseException(@"C:\app\.venv\Lib\a.pyd", ["python.exe (process 7)"], new IOException());

        Diagnostic told = DiskProblem.Describe(refusal, @"C:\cache", @"C:\app\.venv");

        Assert.AreEqual("PYENV4002", told.Code);
        StringAssert.Contains(told.ToString(), @"`C:\app\.venv\Lib\a.pyd` is in use by python.exe (process 7)");
        StringAssert.Contains(told.ToString(), "Close the program and build again");
        Assert.DoesNotContain("Free are", told.ToString());
    }
}
