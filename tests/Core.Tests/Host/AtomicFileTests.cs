using System.Runtime.Versioning;
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
    [UnsupportedOSPlatform("windows")]
    public void A_file_of_peoples_keeps_its_rights_and_the_link_to_it()
    {
        Requires.Posix("rights of files");
        using TempDirectory folder = new();
        string shared = folder.Write("shared/requirements.in", "old");
        string link = folder["project/requirements.in"];
        Directory.CreateDirectory(folder["project"]);
        File.CreateSymbolicLink(link, "../shared/requirements.in");
        string leftover = folder.Write($"shared/requirements.in.{Guid.NewGuid():N}.tmp", "half");
        File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddMinutes(-2));

        foreach (int mode in (int[])[0b110_000_000, 0b110_110_110, 0b100_100_100])
        {
            File.SetUnixFileMode(shared, (UnixFileMode)mode);
            AtomicFile.Rewrite(link, [(byte)'n']);
            AtomicFile.Rewrite(folder[$"new{mode}"], [(byte)'n'], like: shared);

            Assert.AreEqual((UnixFileMode)mode, File.GetUnixFileMode(shared));
            Assert.AreEqual((UnixFileMode)mode, File.GetUnixFileMode(folder[$"new{mode}"]));
        }

        AtomicFile.Rewrite(folder["alone"], [(byte)'n'], like: folder["nothing"]);
        Assert.AreEqual("n", File.ReadAllText(folder["alone"]));
        Assert.AreEqual("n", File.ReadAllText(shared));
        Assert.AreEqual("../shared/requirements.in", new FileInfo(link).LinkTarget);
        Assert.HasCount(1, Directory.GetFiles(folder["shared"]));
        Assert.HasCount(1, Directory.GetFiles(folder["project"]));
    }

    [TestMethod]
    public void What_cant_be_written_leaves_no_temporary_file()
    {
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder["taken"]);

        Assert.Throws<Exception>(() => AtomicFile.WriteAllText(folder["taken"], "text"));

        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task What_a_killed_write_has_left_is_deleted_and_nothing_else()
    {
        using TempDirectory folder = new();
        string path = folder["file"];
        byte[] much = new byte[1 << 26];
        Task write;
        string[] seen;
        do
        {
            write = Task.Run(() => AtomicFile.WriteAllBytes(path, much, flush: false), TestContext.CancellationToken);
            do
                seen = Directory.GetFiles(folder.Path, "file.*");
            while (seen.Length == 0 && !write.IsCompleted);
            await write;
        }
        while (seen.Length == 0);
        string others = folder.Write($"other.{Guid.NewGuid():N}.tmp", "");
        string[] kept = [path, folder.Write("file.tmp", ""), folder.Write("file.draft.tmp", ""), others];
        string young = folder.Write($"file.{Guid.NewGuid():N}.tmp", "");
        File.WriteAllText(seen[0], "half of");
        foreach (string file in (string[])[.. kept, seen[0]])
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-2));

        AtomicFile.DeleteLeftovers(path);
        AtomicFile.DeleteLeftovers(folder["missing/file"]);

        CollectionAssert.AreEquivalent((string[])[.. kept, young], Directory.GetFiles(folder.Path));
    }
}
