using PythonEnv.Environments;
using PythonEnv.Packaging.Requirements;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class SystemDistributionTests
{
    [TestMethod]
    public void Every_form_of_metadata_is_read()
    {
        using TempDirectory folder = new();
        folder.Write("a/blinker-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: blinker\nVersion: 1.5\n");
        folder.Write("a/six-1.16.0.egg-info", "Metadata-Version: 1.2\nName: six\nVersion: 1.16.0\n");
        folder.Write("a/pyOpenSSL-23.0.0.egg-info/PKG-INFO", "Metadata-Version: 2.1\nName: pyOpenSSL\nVersion: 23.0.0\n");
        folder.Write(
            "a/pyOpenSSL-23.0.0.egg-info/requires.txt",
            "cryptography<40,>=38.0.0\n\n[docs]\nsphinx\n\n[test:python_version<\"3\"]\nmock\n\n[:sys_platform==\"win32\"]\ncolorama\n");
        folder.Write("a/broken-1.0.dist-info/RECORD", "");
        folder.Write("a/cryptography-38.0.4.dist-info/METADATA", "Name: cryptography\nVersion: 38.0.4\n");
        folder.Write("a/cryptography.egg-info/PKG-INFO", "Name: cryptography\nVersion: 1.0\n");
        folder.Write("b/six-1.17.0.dist-info/METADATA", "Name: six\nVersion: 1.17.0\n");

        var found = SystemDistribution.List([folder["a"], folder["b"], folder["absent"]]);

        Assert.AreEqual(
            "blinker 1.5, cryptography 38.0.4, pyopenssl 23.0.0, six 1.16.0",
            string.Join(", ", found.Values.Select(each => $"{each.Name} {each.Version}")));
        Assert.AreEqual(
            "cryptography<40,>=38.0.0|sphinx ; extra == \"docs\"|mock ; (python_version<\"3\") and extra == \"test\"|colorama ; sys_platform==\"win32\"",
            string.Join('|', found[PackageName.Normalize("pyopenssl")].Metadata.RequiresDist));
        Assert.AreEqual("docs test", string.Join(' ', found[PackageName.Normalize("pyopenssl")].Metadata.ProvidesExtra));
    }
}
