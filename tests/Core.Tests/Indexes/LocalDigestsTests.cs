using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Downloading;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class LocalDigestsTests : IDisposable
{
    private readonly TempDirectory _folder = new("digests");
    private readonly string _file;
    private readonly string _digest = Digest.OfText("a wheel");

    public LocalDigestsTests()
    {
        _file = _folder.Write("wheels/a.whl", "some bytes");
        Age(_file);
    }

    private LocalDigests Digests => new(_folder["cache"]);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void What_was_read_once_is_known()
    {
        Remember();

        Assert.AreEqual(_digest, Digests.Recall(_file));
        Assert.IsNull(Digests.Recall(_folder.Write("wheels/b.whl", "some bytes")));
        Assert.IsNull(new LocalDigests(_folder["cache"]) { IsIgnored = true }.Recall(_file));
    }

    [TestMethod]
    public void Another_size_or_time_or_file_at_its_place_or_none_is_not_known()
    {
        Remember();

        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddDays(-2));
        Assert.IsNull(Digests.Recall(_file));
        Age(_file);
        Assert.AreEqual(_digest, Digests.Recall(_file));

        File.WriteAllText(_file, "more bytes than before");
        Age(_file);
        Assert.IsNull(Digests.Recall(_file));

        File.Delete(_file);
        Assert.IsNull(Digests.Recall(_file));
    }

    [TestMethod]
    public void Another_file_of_the_same_size_and_time_is_not_known()
    {
        Requires.Posix("numbers of files that .NET can't set");
        Remember();
        string other = _folder.Write("wheels/other", "SOME BYTES");
        Age(other);

        File.Move(other, _file, overwrite: true);

        Assert.IsNull(Digests.Recall(_file));
    }

    [TestMethod]
    public void What_was_just_written_or_has_changed_meanwhile_is_not_remembered()
    {
        FileStamp stamp = FileStamp.Of(_file)!.Value;
        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow.AddDays(-3));
        Digests.Remember(_file, stamp, _digest);
        Assert.IsNull(Digests.Recall(_file));

        File.SetLastWriteTimeUtc(_file, DateTime.UtcNow);
        Remember();
        Assert.IsNull(Digests.Recall(_file));
    }

    [TestMethod]
    public void What_a_power_cut_has_left_is_forgotten()
    {
        Remember();
        string kept = Directory.GetFiles(new UserCache(_folder["cache"]).Digests, "*", SearchOption.AllDirectories).Single();
        byte[] whole = File.ReadAllBytes(kept);

        foreach (byte[] left in new[] { [], new byte[whole.Length], whole[..^1] })
        {
            File.WriteAllBytes(kept, left);
            Assert.IsNull(Digests.Recall(_file));
        }
    }

    [TestMethod]
    public void A_cache_that_takes_nothing_is_no_reason_to_fail()
    {
        _folder.Write("cache", "a file");

        Remember();

        Assert.IsNull(Digests.Recall(_file));
    }

    private void Remember() => Digests.Remember(_file, FileStamp.Of(_file)!.Value, _digest);

    private static void Age(string file) => File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
}
