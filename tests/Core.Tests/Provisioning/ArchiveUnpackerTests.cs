using System.Formats.Tar;
using PythonEnv.Provisioning;
using PythonEnv.TestSupport;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Core.Tests.Provisioning;

[TestClass]
internal sealed class ArchiveUnpackerTests
{
    [TestMethod]
    [DataRow(false, DisplayName = "gzip")]
    [DataRow(true, DisplayName = "Zstandard")]
    public void Files_folders_links_and_permissions_come_out_as_they_went_in(bool zstandard)
    {
        using TempDirectory folder = new("untar");
        TarBuilder archive = TarBuilder.Interpreter()
            .With(TarEntryType.Directory, "python/share/")
            .With(TarEntryType.HardLink, "python/bin/python3.11-copy", "python/bin/python3.11")
            .WithLink("python/lib/libpython.so", "../lib/./libpython.so.1.0")
            .WithFile("python/lib/libpython.so.1.0", "elf");

        Unpack(archive, folder.Path, zstandard);

        Assert.AreEqual("#!/bin/sh\n", File.ReadAllText(folder["python/bin/python3"]));
        Assert.AreEqual("#!/bin/sh\n", File.ReadAllText(folder["python/bin/python3.11-copy"]));
        Assert.AreEqual("elf", File.ReadAllText(folder["python/lib/libpython.so"]));
        Assert.IsTrue(Directory.Exists(folder["python/share"]));
        if (!OperatingSystem.IsWindows())
            Assert.IsTrue(File.GetUnixFileMode(folder["python/bin/python3.11"]).HasFlag(UnixFileMode.UserExecute));
    }

    [TestMethod]
    [DataRow(TarEntryType.RegularFile, "/etc/evil", "", "absolute")]
    [DataRow(TarEntryType.RegularFile, "python/../../evil", "", "..")]
    [DataRow(TarEntryType.RegularFile, "python\\evil", "", "backslash")]
    [DataRow(TarEntryType.SymbolicLink, "python/out", "../../..", "leads out")]
    [DataRow(TarEntryType.SymbolicLink, "python/out", "/etc", "leads out")]
    [DataRow(TarEntryType.SymbolicLink, "out", "..", "leads out")]
    [DataRow(TarEntryType.HardLink, "python/out", "/etc/passwd", "no earlier file")]
    [DataRow(TarEntryType.HardLink, "python/out", "../etc/passwd", "no earlier file")]
    [DataRow(TarEntryType.CharacterDevice, "python/null", "", "CharacterDevice")]
    [DataRow(TarEntryType.Fifo, "python/pipe", "", "Fifo")]
    public void An_entry_that_reaches_out_of_the_archive_is_refused(TarEntryType type, string name, string link, string reason)
    {
        using TempDirectory folder = new("untar");
        string inside = Directory.CreateDirectory(folder["inside"]).FullName;

        InvalidDataException refused = Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack(TarBuilder.Interpreter().With(type, name, link, type == TarEntryType.RegularFile ? "x" : null), inside));

        StringAssert.Contains(refused.Message, reason);
        CollectionAssert.AreEqual(new[] { inside }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_file_below_a_link_of_the_archive_is_refused()
    {
        using TempDirectory folder = new("untar");

        InvalidDataException refused = Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack(new TarBuilder().WithLink("python/lib", "other").WithFile("python/lib/evil", "x"), folder.Path));

        StringAssert.Contains(refused.Message, "below a link");
    }

    [TestMethod]
    public void Links_that_lead_out_over_another_link_are_refused()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new("untar");

        // `a` leads to `.`, so `a/..` is the folder above: a name that looks harmless segment by segment.
        InvalidDataException refused = Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack(new TarBuilder().WithLink("a", "b/c").WithLink("out", "a/../.."), folder.Path));

        StringAssert.Contains(refused.Message, "leads out");
    }

    [TestMethod]
    [DataRow("python/a", "python/a/b", "below a file")]
    [DataRow("python/a/b", "python/a", "other entries lie below it")]
    public void A_name_that_is_a_file_and_a_folder_is_refused(string first, string second, string reason)
    {
        using TempDirectory folder = new("untar");

        InvalidDataException refused = Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack(new TarBuilder().WithFile(first, "1").WithFile(second, "2"), folder.Path));

        StringAssert.Contains(refused.Message, $"`{second}` is refused");
        StringAssert.Contains(refused.Message, reason);
    }

    [TestMethod]
    public void A_name_that_is_listed_twice_is_refused()
    {
        using TempDirectory folder = new("untar");

        Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack(new TarBuilder().WithFile("python/a", "1").WithFile("python/a", "2"), folder.Path));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void An_archive_that_is_cut_off_or_no_archive_is_damaged(bool zstandard)
    {
        using TempDirectory folder = new("untar");
        // What can't be compressed is cut within the file and not before it.
        string content = Convert.ToHexString(new Random(1).GetItems<byte>([.. Enumerable.Range(0, 256).Select(i => (byte)i)], 300_000));
        byte[] whole = TarBuilder.Interpreter().WithFile("python/big", content).ToBytes(zstandard);

        Assert.ThrowsExactly<InvalidDataException>(() => Unpack(whole[..(whole.Length / 2)], folder["half"], zstandard));
        Assert.ThrowsExactly<InvalidDataException>(
            () => Unpack("no archive at all, but text that is long enough"u8.ToArray(), folder["none"], zstandard));
    }

    [TestMethod]
    public void More_bytes_than_the_limit_are_refused_before_they_are_written()
    {
        using TempDirectory folder = new("untar");
        using MemoryStream bytes = new(new TarBuilder().WithFile("python/big", new string('x', 5000)).ToBytes());
        var unpacker = new ArchiveUnpacker(folder.Path, EntryNameRules.Linux, new ArchiveLimits { TotalSize = 1000 }, isWindows: false);

        Assert.ThrowsExactly<InvalidDataException>(() => unpacker.Unpack(bytes, isZstandard: false, CancellationToken.None));

        Assert.IsFalse(Path.Exists(folder["python/big"]));
    }

    [TestMethod]
    public void On_Windows_a_link_becomes_a_copy()
    {
        using TempDirectory folder = new("untar");
        using MemoryStream bytes = new(TarBuilder.Interpreter().ToBytes());

        new ArchiveUnpacker(
            folder.Path, EntryNameRules.Windows, ArchiveLimits.Default,
            isWindows: true).Unpack(bytes, isZstandard: false, CancellationToken.None);

        Assert.IsNull(new FileInfo(folder["python/bin/python3"]).LinkTarget);
        Assert.AreEqual("#!/bin/sh\n", File.ReadAllText(folder["python/bin/python3"]));
    }

    private static void Unpack(TarBuilder archive, string folder, bool zstandard = false) =>
        Unpack(archive.ToBytes(zstandard), folder, zstandard);

    private static void Unpack(byte[] archive, string folder, bool zstandard)
    {
        Directory.CreateDirectory(folder);
        using MemoryStream bytes = new(archive);
        new ArchiveUnpacker(
            folder, EntryNameRules.Linux, ArchiveLimits.Default,
            OperatingSystem.IsWindows()).Unpack(bytes, zstandard, CancellationToken.None);
    }
}
