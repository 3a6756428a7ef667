using PythonEnv.Core.Tests.Installing;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class FileVerifierTests
{
    [TestMethod]
    public async Task What_was_installed_is_intact()
    {
        using InstallLab lab = await InstalledAsync();

        FileVerification verified = Verify(lab);

        Assert.IsEmpty(verified.Damaged);
        Assert.IsEmpty(verified.Unowned);
    }

    [TestMethod]
    public async Task Missing_edited_and_resized_files_are_told()
    {
        using InstallLab lab = await InstalledAsync();
        File.Delete(lab.Site("thing/a.py"));
        Replace(lab.Site("thing/b.py"), "B = 2\n");
        Replace(lab.Site("thing/__init__.py"), "longer than it was\n");
        Replace(lab.Script("thing"), "#!/bin/sh\n");

        DistributionFiles damaged = Verify(lab).Damaged.Single();

        CollectionAssert.AreEqual(new[] { "thing/a.py" }, damaged.Missing.ToArray());
        CollectionAssert.AreEqual(new[] { "../../../bin/thing", "thing/__init__.py", "thing/b.py" }, damaged.Edited.ToArray());
        Assert.IsNull(damaged.Unreadable);
    }

    [TestMethod]
    public async Task A_folder_or_a_link_to_nowhere_in_the_place_of_a_file_is_told()
    {
        using InstallLab lab = await InstalledAsync();
        File.Delete(lab.Site("thing/a.py"));
        Directory.CreateDirectory(lab.Site("thing/a.py"));
        File.Delete(lab.Site("thing/b.py"));
        File.CreateSymbolicLink(lab.Site("thing/b.py"), "/nowhere/at/all");

        DistributionFiles damaged = Verify(lab).Damaged.Single();

        Assert.AreEqual("thing/a.py thing/b.py", string.Join(' ', damaged.Missing.Concat(damaged.Edited).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task An_edited_RECORD_is_told_although_it_agrees_with_the_files()
    {
        using InstallLab lab = await InstalledAsync();
        string record = lab.Site("thing-1.0.dist-info/RECORD");
        string digest = PythonEnv.Host.Files.Digest.OfFile(record)!;
        Replace(lab.Site("thing/b.py"), "B = 2\n");
        string[] rows =
        [
            .. File.ReadAllLines(record).Where(row => !row.StartsWith("thing/b.py", StringComparison.Ordinal)),
            WheelBuilder.RecordRow("thing/b.py", "B = 2\n"u8)
        ];
        Replace(record, string.Join('\n', rows) + "\n");

        Assert.IsEmpty(Verify(lab).Damaged);
        Assert.AreEqual("its RECORD was edited", Verify(lab, _ => digest).Damaged.Single().Unreadable);
    }

    [TestMethod]
    [DataRow("thing/a.py,sha256=x\n", "its RECORD can't be read: expected 3 columns, got 2")]
    [DataRow("a\0b.py,,\n", "its RECORD can't be read: a path in it has a NUL")]
    [DataRow(null, "it has no RECORD")]
    public async Task A_RECORD_that_cant_be_read_is_told(string? text, string problem)
    {
        using InstallLab lab = await InstalledAsync();
        File.Delete(lab.Site("thing-1.0.dist-info/RECORD"));
        if (text is not null)
            File.WriteAllText(lab.Site("thing-1.0.dist-info/RECORD"), text);

        Assert.AreEqual(problem, Verify(lab).Damaged.Single().Unreadable);
    }

    [TestMethod]
    public async Task Weak_and_unknown_hashes_prove_nothing()
    {
        using InstallLab lab = await InstalledAsync();
        Replace(lab.Site("thing-1.0.dist-info/RECORD"), "thing/a.py,md5=YWJj,\nthing/b.py,sha3=YWJj,\nthing/__init__.py,,\n");

        CollectionAssert.AreEqual(new[] { "thing/a.py", "thing/b.py" }, Verify(lab).Damaged.Single().Edited.ToArray());
    }

    [TestMethod]
    public async Task What_no_RECORD_lists_is_told_but_for_bytecode_and_the_environments_own()
    {
        using InstallLab lab = await InstalledAsync();
        File.WriteAllText(lab.Site("dropped.py"), "");
        File.WriteAllText(lab.Site("thing/more.so"), "");
        File.WriteAllText(lab.Script("tool"), "");
        File.WriteAllText(lab.Script("python3.11"), "");
        Directory.CreateDirectory(lab.Site("thing/__pycache__"));
        File.WriteAllText(lab.Site("thing/__pycache__/a.cpython-311.pyc"), "");
        Directory.CreateDirectory(lab.Site("empty"));
        Directory.CreateSymbolicLink(lab.Site("linked"), "/usr/lib");

        CollectionAssert.AreEqual(
            new[] { lab.Script("tool"), lab.Site("dropped.py"), lab.Site("linked"), lab.Site("thing/more.so") },
            Verify(lab).Unowned.ToArray());
    }

    [TestMethod]
    public async Task It_ends_when_it_is_cancelled()
    {
        using InstallLab lab = await InstalledAsync();

        Assert.ThrowsExactly<OperationCanceledException>(
            () => new FileVerifier(lab.Layout).Verify(
                InstalledDistribution.List(lab.Layout.SitePackages), _ => null, changed: null, new CancellationToken(canceled: true)));
    }

    private static FileVerification Verify(InstallLab lab, Func<string, string?>? digests = null) =>
        new FileVerifier(lab.Layout).Verify(
            InstalledDistribution.List(lab.Layout.SitePackages), digests ?? (_ => null), changed: null, CancellationToken.None);

    private static async Task<InstallLab> InstalledAsync()
    {
        Requires.Posix("a POSIX layout");
        InstallLab lab = new();
        var result = await lab.InstallAsync(new WheelBuilder("thing", "1.0")
            .WithFile("thing/__init__.py", "")
                .WithFile("thing/a.py", "A = 1\n")
                .WithFile("thing/b.py", "B = 1\n")
                .WithConsoleScript("thing", "thing:main"));
        Assert.IsTrue(result.Succeeded);
        return lab;
    }

    // The file may be linked to the cache's.
    private static void Replace(string path, string text)
    {
        File.Delete(path);
        File.WriteAllText(path, text);
    }
}
