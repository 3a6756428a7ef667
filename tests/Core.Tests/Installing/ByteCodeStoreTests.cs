using PythonEnv.Cache;
using PythonEnv.Installing.Compiling;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class ByteCodeStoreTests
{
    [TestMethod]
    public void What_another_build_has_compiled_stays_while_it_is_linked_unless_it_is_doubted()
    {
        using InstallLab lab = new();
        CachedArchive archive = lab.Unpack(new WheelBuilder("greeting", "1.0").WithFile("greeting.py", "x = 1\n"));
        ByteCodeStore store = new(lab.Cache, lab.Target);

        Assert.AreEqual("first", Publish("first", isDoubted: false));
        Assert.AreEqual("first", Publish("second", isDoubted: false));
        Assert.AreEqual("third", Publish("third", isDoubted: true));

        string Publish(string code, bool isDoubted)
        {
            string folder = lab.Cache.NewTemporaryFolder();
            string compiled = Path.Combine(folder, "tree", store.ModulesOf(archive).Single().Target);
            Directory.CreateDirectory(Path.GetDirectoryName(compiled)!);
            File.WriteAllText(compiled, code);
            CachedArchive kept = store.Publish(archive, folder, isDoubted)!;
            return File.ReadAllText(kept.PathOf(kept.Manifest.Files.Single()));
        }
    }
}
