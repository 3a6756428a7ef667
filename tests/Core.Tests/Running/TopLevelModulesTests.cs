using PythonEnv.Environments;
using PythonEnv.Running;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class TopLevelModulesTests
{
    [TestMethod]
    [DataRow("six.py", "six")]
    [DataRow("flask/__init__.py flask/app.py flask/json/__init__.py", "flask")]
    [DataRow("_cffi_backend.cpython-311-x86_64-linux-gnu.so yaml/__init__.py _yaml/__init__.py", "yaml")]
    [DataRow("apt_pkg.cpython-311-x86_64-linux-gnu.so ujson.abi3.so win.pyd plain.so libhelper.so", "apt_pkg plain ujson win")]
    [DataRow("google/protobuf/__init__.py google/protobuf/internal/__init__.py google/_upb/_message.abi3.so", "google.protobuf")]
    [DataRow("lazr/uri/__init__.py lazr/uri/tests/__init__.py", "lazr.uri")]
    [DataRow("fast/__init__.cpython-311.so", "fast")]
    [DataRow("thing/__init__.py tests/__init__.py docs/__init__.py conftest.py setup.py", "thing")]
    [DataRow("my-script.py 2fast.py thing-1.0.dist-info/METADATA ../../../bin/thing data/file.txt", "")]
    [DataRow("naïve.py", "naïve")]
    public void They_are_read_from_RECORD(string files, string modules)
    {
        using TempDirectory folder = new();
        string record = folder.Write("thing-1.0.dist-info/RECORD", string.Concat(files.Split(' ').Select(file => $"{file},,\n")));

        IReadOnlyList<string> found = TopLevelModules.Of(InstalledDistribution.List(folder.Path).Single());

        Assert.AreEqual(modules, string.Join(' ', found));
        File.Delete(record);
        Assert.IsEmpty(TopLevelModules.Of(InstalledDistribution.List(folder.Path).Single()));
    }
}
