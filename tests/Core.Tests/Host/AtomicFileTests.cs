using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class AtomicFileTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Many_writers_and_readers_of_one_file_meet_no_error_and_no_half_of_it()
    {
        using TempDirectory folder = new();
        string path = folder["file"];
        AtomicFile.WriteAllText(path, new string('0', 5_000));

        ParallelWork.For(80, i =>
        {
            if (i % 2 == 0)
                AtomicFile.WriteAllText(path, new string((char)('0' + i % 10), 5_000), flush: false);
            else
                Assert.AreEqual(1, AtomicFile.ReadAllText(path).Distinct().Count());
        }, TestContext.CancellationToken);

        Assert.AreEqual(5_000, AtomicFile.ReadAllBytes(path).Length);
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task A_reader_that_has_the_file_open_only_delays_a_writer()
    {
        using TempDirectory folder = new();
        string path = folder.Write("file", "old");
        Task write;
        using (new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            write = Task.Run(() => AtomicFile.WriteAllText(path, "new"), TestContext.CancellationToken);
            // The temporary file is there while the writer waits; where nobody has to wait it is gone at once.
            SpinWait.SpinUntil(() => write.IsCompleted || Directory.GetFiles(folder.Path).Length > 1);
        }
        await write;

        Assert.AreEqual("new", File.ReadAllText(path));
    }

    [TestMethod]
    public void A_file_that_is_read_only_is_replaced_and_deleted()
    {
        using TempDirectory folder = new();
        string path = folder.Write("folder/file", "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        AtomicFile.WriteAllText(path, "new");
        Assert.AreEqual("new", File.ReadAllText(path));
        File.SetAttributes(path, FileAttributes.ReadOnly);
        FileChange.DeleteFolder(folder["folder"]);

        Assert.IsFalse(Path.Exists(folder["folder"]));
    }

    [TestMethod]
    public void What_cant_be_written_leaves_no_temporary_file()
    {
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder["taken"]);

        Assert.Throws<Exception>(() => AtomicFile.WriteAllText(folder["taken"], "text"));

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }
}
