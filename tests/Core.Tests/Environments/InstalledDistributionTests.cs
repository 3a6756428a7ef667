using PythonEnv.Environments;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class InstalledDistributionTests
{
    [TestMethod]
    [DataRow("Flask-2.3.0.dist-info", "flask 2.3.0 True")]
    [DataRow("ruamel.yaml-0.17.dist-info", "ruamel-yaml 0.17 True")]
    [DataRow("zope_interface-5.0+local.1.dist-info", "zope-interface 5.0+local.1 True")]
    [DataRow("PyYAML-6.0-py3.11-linux-x86_64.egg-info", "pyyaml 6.0 False")]
    [DataRow("cryptography.egg-info", "cryptography  False")]
    [DataRow("~ip-23.0.dist-info", null)]
    [DataRow(".dist-info", null)]
    [DataRow("words.py", null)]
    [DataRow("words.egg-link", null)]
    public void It_is_told_by_the_name_of_its_metadata(string name, string? expected)
    {
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder[name]);

        InstalledDistribution? found = InstalledDistribution.List(folder.Path).SingleOrDefault();

        Assert.AreEqual(expected, found is null ? null : $"{found.Name} {found.Version} {found.HasRecord}");
    }

    [TestMethod]
    public void A_folder_that_is_not_there_holds_none() => Assert.IsEmpty(InstalledDistribution.List("/nowhere/site-packages"));
}
