using PythonEnv.Indexes;
using PythonEnv.TestSupport;
using PythonEnv.Vendoring;

namespace PythonEnv.Core.Tests.Vendoring;

[TestClass]
internal sealed class VendoredFolderTests
{
    [TestMethod]
    public void A_copy_that_breaks_off_leaves_nothing()
    {
        Requires.Posix("a file that opens and can't be read");
        Requires.That(OperatingSystem.IsLinux(), "Linux has such a file in /proc");
        using TempDirectory project = new();
        VendoredFolder folder = VendoredFolder.Open(project.Path)!;
        LocalWheel unreadable = new("/proc/self/mem", new string('0', 64));

        Assert.ThrowsExactly<IOException>(() => folder.Replace("default", [unreadable]));

        CollectionAssert.AreEqual(
            new[] { VendoredFolder.MarkName }, Array.ConvertAll(Directory.GetFiles(folder.Path), Path.GetFileName));
    }
}
