using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Cache;

[TestClass]
internal sealed class CachePrunerTests
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [TestMethod]
    [DataRow("downloads/ab12/greeting-1.0-py3-none-any.whl", 31, false)]
    [DataRow("downloads/ab12/greeting-1.0-py3-none-any.whl", 29, true)]
    [DataRow("downloads/ab12/greeting-1.0-py3-none-any.whl.part", 2, false)]
    [DataRow("downloads/ab12/greeting-1.0-py3-none-any.whl.part", 0, true)]
    [DataRow("advisories-v1/ab/abcd.0123.tmp", 2, false)]
    [DataRow("advisories-v1/ab/abcd", 31, false)]
    [DataRow("digests-v1/ab/abcd.0123.tmp", 2, false)]
    [DataRow("pages-v1/ab/abcd.0123.tmp", 2, false)]
    [DataRow("choices-v1/ab/abcd.0123.tmp", 2, false)]
    [DataRow("choices-v1/ab/abcd", 2, true)]
    [DataRow("interpreters/abcd.0123.tmp", 2, false)]
    [DataRow("interpreters/abcd", 31, false)]
    [DataRow("CACHEDIR.TAG.0123.tmp", 2, false)]
    [DataRow("metadata-v1/ab/abcd", 31, false)]
    [DataRow("README", 31, true)]
    [DataRow("somebody/elses.tmp", 31, true)]
    public void What_is_old_goes_and_what_is_unfinished_goes_earlier(string file, int days, bool stays)
    {
        using TempDirectory cache = Marked();
        string path = cache.Write(file, "x");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-days));

        CachePruner.Prune(cache.Path, Month);

        Assert.AreEqual(stays, File.Exists(path));
        Assert.IsTrue(stays || file.Split('/').Length < 3 || !Directory.Exists(Path.GetDirectoryName(path)));
    }

    [TestMethod]
    public void Nothing_is_spared_when_everything_is_to_go()
    {
        using TempDirectory cache = Marked();
        cache.Write("downloads/ab12/new.whl", "12345");

        Assert.AreEqual(5, CachePruner.Prune(cache.Path, TimeSpan.Zero).Bytes);
    }

    [TestMethod]
    [DataRow("downloads/ab12/new.whl.part")]
    [DataRow("choices-v1/ab/abcd.0123.tmp")]
    [DataRow("tmp/0123/tree/greeting.py")]
    public void What_a_build_is_writing_stays_when_everything_is_to_go(string file)
    {
        using TempDirectory cache = Marked();
        string path = cache.Write(file, "x");

        CachePruner.Prune(cache.Path, TimeSpan.Zero);

        Assert.IsTrue(File.Exists(path));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        if (file.StartsWith("tmp", StringComparison.Ordinal))
            Directory.SetLastWriteTimeUtc(cache["tmp/0123"], DateTime.UtcNow.AddHours(-1));
        CachePruner.Prune(cache.Path, TimeSpan.Zero);
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public void A_cache_that_cant_be_written_is_named()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            throw new AssertInconclusiveException("POSIX: permissions, which do not stop root");
        using TempDirectory cache = Marked();
        string folder = Path.GetDirectoryName(cache.Write("pages-v1/ab/abcd", "x"))!;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var refused = Assert.ThrowsExactly<PythonEnvException>(() => CachePruner.Prune(cache.Path, TimeSpan.Zero));

            Assert.AreEqual("PYENV4002", refused.Diagnostic.Code);
            StringAssert.Contains(refused.Diagnostic.ToString(), $"`{cache.Path}`");
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [TestMethod]
    public async Task Prunings_that_run_at_once_dont_stop_each_other()
    {
        using TempDirectory cache = Marked();
        for (int round = 0; round < 20; round++)
        {
            foreach (int i in Enumerable.Range(0, 100))
                cache.Write($"pages-v1/{i % 10:d2}/{i}", "x");
            foreach (int i in Enumerable.Range(0, 20))
                cache.Write($"archives-v2/ab/{i}/tree/a.py", "x");

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CachePruner.Prune(cache.Path, TimeSpan.Zero))));

            Assert.IsEmpty(Directory.EnumerateFiles(cache["pages-v1"], "*", SearchOption.AllDirectories));
            Assert.IsEmpty(Directory.EnumerateDirectories(cache["archives-v2/ab"]));
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by another program.\n")]
    public void A_folder_without_the_mark_is_left_alone(string? tag)
    {
        using TempDirectory home = new();
        string mine = home.Write("tmp/mine/old.txt", "x");
        File.SetLastWriteTimeUtc(mine, DateTime.UtcNow.AddYears(-1));
        home.Write("notes.txt", "");
        if (tag is not null)
            home.Write("CACHEDIR.TAG", tag);

        var refused = Assert.ThrowsExactly<PythonEnvException>(() => CachePruner.Prune(home.Path, TimeSpan.Zero));

        Assert.AreEqual("PYENV4001", refused.Diagnostic.Code);
        Assert.IsTrue(File.Exists(mine));
    }

    [TestMethod]
    public void A_folder_that_is_used_for_something_else_gets_no_mark()
    {
        using TempDirectory home = new();
        home.Write("notes.txt", "");
        home.Write("downloads/x", "");

        CacheMark.Put(home.Path);

        Assert.IsFalse(File.Exists(home["CACHEDIR.TAG"]));
        Assert.IsFalse(File.Exists(home[".gitignore"]));
        Assert.IsFalse(CacheMark.IsOn(home.Path));
    }

    [TestMethod]
    [DataRow("downloads")]
    [DataRow("downloads/inner")]
    [DataRow("tmp")]
    [DataRow("tmp/inner")]
    [DataRow("archives-v2")]
    [DataRow("archives-v2/ab")]
    [DataRow("archives-v2/ab/inner")]
    [DataRow("built-v1")]
    [DataRow("built-v1/inner")]
    public void Nothing_is_deleted_through_a_link(string link)
    {
        Requires.Posix("links without rights");
        using TempDirectory cache = Marked();
        using TempDirectory elsewhere = new();
        elsewhere.Write("ab/victim/file", "x");
        elsewhere.Write("file", "x");
        string[] before = TreeListing.Of(elsewhere.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(cache[link])!);
        Directory.CreateSymbolicLink(cache[link], elsewhere.Path);

        CachePruner.Prune(cache.Path, TimeSpan.Zero);

        CollectionAssert.AreEqual(before, TreeListing.Of(elsewhere.Path));
    }

    private static TempDirectory Marked()
    {
        var cache = new TempDirectory();
        CacheMark.Put(cache.Path);
        return cache;
    }
}
