using PythonEnv.Environments;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class ChangeJournalTests
{
    [TestMethod]
    public void What_was_taken_and_placed_is_undone_to_the_file_and_folder()
    {
        using var folder = new TempDirectory();
        folder.Write("env/old/a.py", "a");
        folder.Write("env/kept/b.py", "b");
        folder.Write("staging/new/deep/c.py", "c");
        folder.Write("staging/kept/b.py", "other");
        string[] before = Entries(folder["env"]);
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder["env"]));

        journal.Take(folder["env/old/a.py"]);
        Directory.Delete(folder["env/old"]);
        journal.Place(folder["staging/new/deep/c.py"], folder["env/new/deep/c.py"]);
        journal.Place(folder["staging/kept/b.py"], folder["env/kept/b.py"]);
        Assert.AreEqual("other", File.ReadAllText(folder["env/kept/b.py"]));
        CollectionAssert.AreEquivalent(new[] { folder["env/old/a.py"] }, journal.Taken.ToList());
        journal.Undo();

        CollectionAssert.AreEqual(before, Entries(folder["env"]));
        Assert.AreEqual("b", File.ReadAllText(folder["env/kept/b.py"]));
    }

    [TestMethod]
    public void A_file_that_others_own_too_is_put_back_alone()
    {
        using var folder = new TempDirectory();
        string shared = folder.Write("env/shared.py", "s");
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder["env"]));

        journal.Take(shared);
        journal.PutBack(shared);

        Assert.AreEqual("s", File.ReadAllText(shared));
        Assert.IsEmpty(journal.Taken);
    }

    [TestMethod]
    public void Nothing_is_moved_through_a_link()
    {
        Requires.Posix("links without rights");
        using var folder = new TempDirectory();
        folder.Write("env/pyvenv.cfg", "");
        string edited = folder.Write("checkout/deep/a.py", "edited");
        string fresh = folder.Write("staging/a.py", "new");
        Directory.CreateSymbolicLink(folder["env/package"], folder["checkout"]);
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder["env"]));

        Assert.ThrowsExactly<IOException>(() => journal.Take(folder["env/package/deep/a.py"]));
        Assert.ThrowsExactly<IOException>(() => journal.Place(fresh, folder["env/package/deep/a.py"]));
        Assert.ThrowsExactly<IOException>(() => journal.Place(fresh, folder["env/package/deep/new/a.py"]));
        Assert.ThrowsExactly<IOException>(() => journal.Place(fresh, folder["outside.py"]));
        journal.Undo();

        Assert.AreEqual("edited", File.ReadAllText(edited));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder["checkout/deep"]));
    }

    [TestMethod]
    public void Whatever_stands_in_the_way_goes_and_comes_back()
    {
        Requires.Posix("links without rights");
        using var folder = new TempDirectory();
        folder.Write("env/folder.py/notes.txt", "a folder in a file's place");
        folder.Write("env/package", "a file in a folder's place");
        Directory.CreateSymbolicLink(folder["env/link.py"], folder["elsewhere"]);
        string[] before = Entries(folder["env"]);
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder["env"]));

        journal.Place(folder.Write("staging/1", "1"), folder["env/folder.py"]);
        journal.Place(folder.Write("staging/2", "2"), folder["env/package/x.py"]);
        journal.Take(folder["env/link.py"]);
        Assert.AreEqual("1", File.ReadAllText(folder["env/folder.py"]));
        Assert.AreEqual("2", File.ReadAllText(folder["env/package/x.py"]));
        journal.Undo();

        CollectionAssert.AreEqual(before, Entries(folder["env"]));
        Assert.AreEqual(folder["elsewhere"], new FileInfo(folder["env/link.py"]).LinkTarget);
    }

    private static string[] Entries(string root) =>
        [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path))
            .Order(StringComparer.Ordinal)];
}
