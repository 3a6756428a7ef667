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

    private static string[] Entries(string root) =>
        [.. Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];
}
