using PythonEnv.Cache;
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
    [DataRow("choices-v1/ab/abcd.0123.tmp", 2, false)]
    [DataRow("choices-v1/ab/abcd", 2, true)]
    [DataRow("interpreters/abcd.0123.tmp", 2, false)]
    [DataRow("interpreters/abcd", 31, false)]
    [DataRow("CACHEDIR.TAG.0123.tmp", 2, false)]
    [DataRow("CACHEDIR.TAG", 31, true)]
    [DataRow("somebody/elses.tmp", 31, true)]
    public void What_is_old_goes_and_what_is_unfinished_goes_earlier(string file, int days, bool stays)
    {
        using var cache = new TempDirectory();
        string path = cache.Write(file, "x");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-days));

        CachePruner.Prune(cache.Path, Month);

        Assert.AreEqual(stays, File.Exists(path));
        Assert.IsTrue(stays || file.Split('/').Length < 3 || !Directory.Exists(Path.GetDirectoryName(path)));
    }

    [TestMethod]
    public void Nothing_is_spared_when_everything_is_to_go()
    {
        using var cache = new TempDirectory();
        cache.Write("downloads/ab12/new.whl", "12345");

        Assert.AreEqual(5, CachePruner.Prune(cache.Path, TimeSpan.Zero).Bytes);
    }
}
