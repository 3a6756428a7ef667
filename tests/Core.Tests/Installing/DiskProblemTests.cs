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
        Requires.That(OperatingSystem.IsLinux(), "a system with /proc");

        Assert.AreEqual(code, DiskProblem.Describe(new IOException("refused", error), "/tmp", environment).Code);
    }
}
