using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class VerifyWritesNothingTests
{
    [TestMethod]
    public async Task A_good_environment_is_left_to_the_last_time_stamp()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        await LeavesEverythingAsync(lab);
    }

    [TestMethod]
    public async Task So_is_one_without_a_cache_or_with_another_declaration()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        Directory.Delete(lab["cache"], recursive: true);
        await LeavesEverythingAsync(lab);

        lab.Pinned("greeting==1.0", "words==2.0", "absent==1.0");
        await LeavesEverythingAsync(lab, "PYENV5003", "PYENV5003");
    }

    [TestMethod]
    public async Task So_is_a_damaged_one_and_where_there_is_none()
    {
        using EngineLab lab = EngineLab.Greeting();
        await LeavesEverythingAsync(lab, "PYENV5005");
        await lab.ShouldRestoreAsync();
        File.Delete(lab.Site("words.py"));
        File.Delete(lab.Layout.Executable);
        await LeavesEverythingAsync(lab, "PYENV5001");
    }

    [TestMethod]
    [DataRow(DeclaredNames.IndexUrl, "ftp://index.example.com/")]
    [DataRow(DeclaredNames.FindLinks, "ftp://index.example.com/")]
    [DataRow(DeclaredNames.FindLinks, "http://")]
    [DataRow(DeclaredNames.PackageIndexes, "acme=https://:x/")]
    [DataRow(DeclaredNames.PackageIndexes, "acme=https://${NOT_SET}/")]
    public async Task What_stops_a_restore_stops_a_verification_too(string name, string value)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Declared[name] = value;

        await lab.ShouldVerifyAsync("PYENV1004");
        await lab.ShouldNotRestoreAsync("PYENV1004");
    }

    [TestMethod]
    public async Task A_build_in_Verify_mode_writes_nothing_either_and_does_not_need_to()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Pinned("# another text", "greeting==1.0", "words==1.0");
        lab.Declared[DeclaredNames.Mode] = "Verify";
        // For anyone but root, the tree is read-only as well.
        SetWritable(lab.Root, false);
        string[] before = TreeListing.Of(lab.Root);

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        CollectionAssert.AreEqual(before, TreeListing.Of(lab.Root));
        SetWritable(lab.Root, true);
    }

    private static async Task LeavesEverythingAsync(EngineLab lab, params string[] codes)
    {
        string[] before = TreeListing.Of(lab.Root);
        await lab.ShouldVerifyAsync(codes);
        CollectionAssert.AreEqual(before, TreeListing.Of(lab.Root));
    }

    private static void SetWritable(string root, bool writable)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        foreach (string folder in Directory.EnumerateDirectories(
            root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Append(root)
            .ToList())
            File.SetUnixFileMode(
                folder, writable ? File.GetUnixFileMode(folder) | UnixFileMode.UserWrite : File.GetUnixFileMode(folder) & ~Write);
    }
}
