using System.Runtime.InteropServices;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;
using PythonEnv.Provisioning;

namespace PythonEnv.Core.Tests.Provisioning;

[TestClass]
internal sealed class StandaloneArchiveTests
{
    [TestMethod]
    [DataRow("cpython-3.11.7+20240107-x86_64-unknown-linux-gnu-install_only.tar.gz", "3.11.7", "20240107")]
    [DataRow("cpython-3.13.0+20241016-aarch64-apple-darwin-freethreaded+pgo+lto-full.tar.zst", "3.13.0", "20241016")]
    [DataRow("cpython-3.14.0rc1-x86_64-pc-windows-msvc-install_only.tar.gz", "3.14.0rc1", "")]
    [DataRow("python-3.12.1.tgz", "3.12.1", "")]
    public void A_name_says_version_and_build(string name, string version, string build)
    {
        Assert.IsTrue(StandaloneArchive.TryParse(name, out StandaloneArchive? archive));

        Assert.AreEqual((version, build), (archive.Version.ToString(), archive.Build));
    }

    [TestMethod]
    [DataRow("SHA256SUMS")]
    [DataRow("cpython-3.11.7.zip")]
    [DataRow("cpython-latest.tar.gz")]
    [DataRow("cpython.tar.gz")]
    public void A_name_without_a_version_or_of_another_kind_is_none(string name) => Assert.IsFalse(StandaloneArchive.TryParse(name, out _));

    [TestMethod]
    [DataRow("x86_64-unknown-linux-gnu-install_only", "linux", true)]
    [DataRow("x86_64-unknown-linux-musl-install_only", "linux", false)]
    [DataRow("x86_64-unknown-linux-musl-install_only", "musl", true)]
    [DataRow("x86_64-unknown-linux-gnu-install_only", "musl", false)]
    [DataRow("aarch64-unknown-linux-gnu-install_only", "linux", false)]
    [DataRow("x86_64_v3-unknown-linux-gnu-install_only", "linux", false)]
    [DataRow("x86_64-apple-darwin-install_only", "linux", false)]
    [DataRow("x86_64-apple-darwin-install_only", "macos", true)]
    [DataRow("x86_64-pc-windows-msvc-install_only", "windows", true)]
    [DataRow("install_only", "linux", true)]
    public void An_archive_runs_on_the_machine_that_its_triple_names(string rest, string machine, bool runs)
    {
        Assert.IsTrue(StandaloneArchive.TryParse($"cpython-3.11.7+20240107-{rest}.tar.gz", out StandaloneArchive? archive));

        Assert.AreEqual(runs, archive.RunsOn(Machine(machine)));
    }

    [TestMethod]
    [DataRow("3.11.7", "", true)]
    [DataRow("3.12.1", "", false)]
    [DataRow("3.11.7", "-freethreaded", false)]
    [DataRow("3.11.7", "-debug", false)]
    [DataRow("3.11.0rc1", "", false)]
    public void An_archive_fits_the_declared_version_and_kind(string version, string flavour, bool fits)
    {
        Assert.IsTrue(SpecifierSet.TryParse("==3.11.*", out SpecifierSet? versions, out _));
        var request = new InterpreterRequest { Text = "3.11", Where = SourceSpan.None, Versions = versions };
        Assert.IsTrue(StandaloneArchive.TryParse(
            $"cpython-{version}+1-x86_64-unknown-linux-gnu{flavour}-install_only.tar.gz", out StandaloneArchive? archive));

        Assert.AreEqual(fits, archive.Fits(request));
    }

    [TestMethod]
    public void A_list_of_checksums_is_read_as_sha256sum_writes_it()
    {
        string one = new('a', 64), two = new('B', 64);

        var digests = ChecksumList.Parse($"{one}  first.tar.gz\n{two} *./second.tar.gz\r\n# a comment\nshort  third\n");

        Assert.HasCount(2, digests);
        Assert.AreEqual(one, digests["first.tar.gz"]);
        Assert.AreEqual(two.ToLowerInvariant(), digests["second.tar.gz"]);
    }

    private static HostFacts Machine(string name) => HostFacts.Current() with
    {
        System = name switch { "windows" => HostSystem.Windows, "macos" => HostSystem.MacOS, _ => HostSystem.Linux },
        Architecture = Architecture.X64,
        IsMusl = name == "musl",
    };
}
