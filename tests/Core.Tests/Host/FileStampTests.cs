using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class FileStampTests
{
    [TestMethod]
    public void It_tells_size_and_time_as_the_framework_does()
    {
        using TempDirectory folder = new();
        FileInfo file = new(folder["ünï code.txt"]);
        File.WriteAllText(file.FullName, "four");

        FileStamp stamp = FileStamp.Of(file.FullName)!.Value;

        Assert.AreEqual(4, stamp.Size);
        Assert.AreEqual(file.LastWriteTimeUtc.Ticks, stamp.Modified);
        Assert.IsTrue(FileStamp.TryParse(stamp.ToString(), out FileStamp again));
        Assert.AreEqual(stamp, again);
    }

    [TestMethod]
    public void It_looks_behind_links()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        File.WriteAllText(folder["file"], "");
        File.CreateSymbolicLink(folder["link"], folder["file"]);
        File.CreateSymbolicLink(folder["link of link"], folder["link"]);

        Assert.AreEqual(FileStamp.Of(folder["file"]), FileStamp.Of(folder["link of link"]));
    }

    [TestMethod]
    public void Another_file_of_the_same_size_and_time_has_another_one()
    {
        using TempDirectory folder = new();
        File.WriteAllText(folder["one"], "1");
        File.WriteAllText(folder["two"], "2");
        File.SetLastWriteTimeUtc(folder["two"], File.GetLastWriteTimeUtc(folder["one"]));

        Assert.AreNotEqual(FileStamp.Of(folder["one"]), FileStamp.Of(folder["two"]));
    }

    [TestMethod]
    public void A_file_that_gets_the_number_of_one_that_is_gone_has_another_one_and_a_rename_and_a_right_of_others_change_nothing()
    {
        Requires.Posix("numbers that are given anew at once");
        Requires.That(OperatingSystem.IsLinux(), "a system whose numbers are given anew at once");
        using TempDirectory folder = new();
        string file = folder.Write("file", "1");
        DateTime time = File.GetLastWriteTimeUtc(file);
        FileStamp before = FileStamp.Of(file)!.Value;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) ^ UnixFileMode.GroupRead);
        File.Move(file, folder["renamed"]);
        File.Move(folder["renamed"], file);
        Assert.AreEqual(before, FileStamp.Of(file));

        // The kernel's clock ticks a hundred times a second or more.
        for (DateTime end = DateTime.UtcNow.AddMilliseconds(20); DateTime.UtcNow < end;)
            Thread.Yield();
        File.Delete(file);
        File.WriteAllText(file, "2");
        File.SetLastWriteTimeUtc(file, time);

        Assert.AreNotEqual(before, FileStamp.Of(file));
    }

    [TestMethod]
    public void It_tells_whether_its_owner_may_do_less_than_before()
    {
        Requires.Posix("rights of files");
        if (OperatingSystem.IsWindows())
            return;
        using TempDirectory folder = new();
        string file = folder.Write("file", "1");
        foreach (Func<FileStamp> look in (Func<FileStamp>[])
            [() => FileStamp.Of(file)!.Value, () => FileStamp.OfEntry(file)!.Value, () => FileStamp.OfEntryOfAnySystem(file)!.Value])
        {
            FileStamp whole = With(UnixFileMode.UserRead | UnixFileMode.UserExecute), text = With(UnixFileMode.UserRead);
            FileStamp none = With(UnixFileMode.None);

            Assert.IsTrue(text.LacksRightsOf(whole) && none.LacksRightsOf(text) && none.LacksRightsOf(UnixFileMode.UserRead));
            Assert.IsFalse(whole.LacksRightsOf(text) || text.LacksRightsOf(text) || text.LacksRightsOf(UnixFileMode.UserRead));

            FileStamp With(UnixFileMode mode)
            {
                File.SetUnixFileMode(file, mode);
                return look();
            }
        }
    }

    [TestMethod]
    public void A_new_file_that_takes_over_the_name_and_all_times_of_another_has_another_one()
    {
        using TempDirectory folder = new();
        string old = folder.Write("file", "1"), successor = folder.Write("successor", "2");
        FileStamp before = FileStamp.Of(old)!.Value;
        // As NTFS does by itself to a name that was free for less than 15 seconds.
        File.SetCreationTimeUtc(successor, File.GetCreationTimeUtc(old));
        File.SetLastWriteTimeUtc(successor, File.GetLastWriteTimeUtc(old));
        File.Move(successor, old, overwrite: true);

        Assert.AreNotEqual(before, FileStamp.Of(old));
    }

    [TestMethod]
    public void What_is_no_file_has_none()
    {
        using TempDirectory folder = new();
        File.CreateSymbolicLink(folder["dangling"], folder["absent"]);
        File.CreateSymbolicLink(folder["circle"], folder["circle"]);

        Assert.IsNull(FileStamp.Of(folder["absent"]));
        Assert.IsNull(FileStamp.Of(folder["dangling"]));
        Assert.IsNull(FileStamp.Of(folder["circle"]));
        Assert.IsNull(FileStamp.Of(folder.Path));
    }
}
