using PythonEnv.Environments;
using PythonEnv.Installing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class DistributionRemoverTests
{
    [TestMethod]
    public async Task What_was_installed_goes_and_what_was_not_stays()
    {
        Requires.Posix("commands without a launcher");
        using InstallLab lab = new();
        Directory.CreateDirectory(lab.Script(""));
        File.WriteAllText(lab.Script("python"), "the interpreter");
        string[] before = InstallLab.Files(lab.Layout.Root);
        await lab.InstallAsync(
            new WheelBuilder("gone", "1.0").WithFile("gone/__init__.py", "").WithFile("gone/deep/er/x.py", "").WithFile("space/gone.py", "")
                .WithConsoleScript("gone", "gone:main").WithData("data", "share/gone/x", []).WithData("headers", "gone.h", []),
            new WheelBuilder("kept", "1.0").WithFile("space/kept.py", ""));
        Directory.CreateDirectory(lab.Site("gone/__pycache__"));
        File.WriteAllText(lab.Site("gone/__pycache__/__init__.cpython-311.pyc"), "");
        File.WriteAllText(lab.Site("gone/__pycache__/__init__.pypy310.opt-1.pyc"), "");
        File.WriteAllText(lab.Site("gone/deep/notes.txt"), "the user's own");

        Remove(lab, "gone");

        string[] left = [.. InstallLab.Files(lab.Layout.Root).Except(before).Where(file => !file.Contains("kept", StringComparison.Ordinal))];
        CollectionAssert.AreEqual(
            new[] { Path.GetRelativePath(lab.Layout.Root, lab.Site("gone/deep/notes.txt")).Replace('\\', '/') }, left);
        Assert.IsFalse(Directory.Exists(lab.Site("gone/deep/er")));
        Assert.IsFalse(Directory.Exists(Path.Combine(lab.Layout.Root, "share")));
        Assert.IsTrue(File.Exists(lab.Site("space/kept.py")));
    }

    [TestMethod]
    [DataRow("../../../../victim.txt")]
    [DataRow("/etc/hostname")]
    [DataRow("../../../pyvenv.cfg")]
    [DataRow("../../../bin/python")]
    [DataRow("other-1.0.dist-info/victim.txt")]
    public async Task A_row_that_leads_elsewhere_is_left_alone(string row)
    {
        using InstallLab lab = new();
        await lab.InstallAsync(new WheelBuilder("evil", "1.0").WithFile("evil.py", ""));
        Directory.CreateDirectory(lab.Site("other-1.0.dist-info"));
        string[] victims =
        [
            Path.Combine(lab.Root, "victim.txt"), lab.Layout.ConfigurationFile, lab.Script("python"),
            lab.Site("other-1.0.dist-info/victim.txt"),
        ];
        foreach (string victim in victims)
            File.WriteAllText(victim, "");
        File.AppendAllText(lab.Site("evil-1.0.dist-info/RECORD"), $"{row},,\r\n");

        Remove(lab, "evil");

        Assert.IsTrue(victims.All(File.Exists));
        Assert.IsFalse(File.Exists(lab.Site("evil.py")));
    }

    [TestMethod]
    [DataRow("evil")]
    [DataRow("evil-1.0.dist-info")]
    public async Task A_folder_that_was_replaced_by_a_link_is_not_looked_into(string linked)
    {
        Requires.Posix("links without rights");
        using InstallLab lab = new();
        await lab.InstallAsync(new WheelBuilder("evil", "1.0").WithFile("evil/__init__.py", ""));
        string checkout = Path.Combine(lab.Root, "checkout");
        Directory.Move(lab.Site(linked), checkout);
        Directory.CreateSymbolicLink(lab.Site(linked), checkout);
        string[] before = InstallLab.Files(checkout);

        Assert.ThrowsExactly<IOException>(() => Remove(lab, "evil"));

        CollectionAssert.AreEqual(before, InstallLab.Files(checkout));
    }

    private static void Remove(InstallLab lab, string name) => DistributionRemover.Remove(
        new InstalledDistribution(PackageName.Normalize(name), "1.0", lab.Site($"{name}-1.0.dist-info")), lab.Layout, File.Delete);
}
