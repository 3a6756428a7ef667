using PythonEnv.Environments;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
public sealed class ChangeJournalTests
{
    [TestMethod]
    public void What_was_taken_out_and_put_in_is_undone()
    {
        using TempDirectory folder = new();
        folder.Write(".venv/lib/a.py", "A");
        folder.Write(".venv/lib/deep/b.py", "B");
        folder.Write("staging/a.py", "another A");
        folder.Write("staging/c.py", "C");
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder[".venv"]));

        journal.Take(folder[".venv/lib/deep/b.py"]);
        journal.Place(folder["staging/a.py"], folder[".venv/lib/a.py"]);
        journal.Place(folder["staging/c.py"], folder[".venv/lib/new/folder/c.py"]);
        Assert.AreEqual("another A", File.ReadAllText(folder[".venv/lib/a.py"]));
        CollectionAssert.AreEqual(new[] { folder[".venv/lib/deep/b.py"] }, journal.Taken.ToArray());
        journal.Undo();

        Assert.AreEqual("A", File.ReadAllText(folder[".venv/lib/a.py"]));
        Assert.AreEqual("B", File.ReadAllText(folder[".venv/lib/deep/b.py"]));
        Assert.IsFalse(Path.Exists(folder[".venv/lib/new"]));
    }

    [TestMethod]
    public void A_folder_that_went_with_its_files_comes_back_with_them()
    {
        using TempDirectory folder = new();
        folder.Write(".venv/lib/deep/b.py", "B");
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder[".venv"]));
        journal.Take(folder[".venv/lib/deep/b.py"]);
        Directory.Delete(folder[".venv/lib"], recursive: true);

        journal.Undo();

        Assert.AreEqual("B", File.ReadAllText(folder[".venv/lib/deep/b.py"]));
    }

    [TestMethod]
    public void What_has_to_stay_after_all_is_put_back_and_stays_when_the_rest_is_undone()
    {
        using TempDirectory folder = new();
        folder.Write(".venv/shared.py", "S");
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder[".venv"]));

        journal.Take(folder[".venv/shared.py"]);
        journal.PutBack(folder[".venv/shared.py"]);

        Assert.AreEqual("S", File.ReadAllText(folder[".venv/shared.py"]));
        Assert.IsEmpty(journal.Taken);
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_is_a_file_like_others()
    {
        Requires.That(!OperatingSystem.IsWindows(), "links without rights");
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder[".venv"]);
        File.CreateSymbolicLink(folder[".venv/link"], "/nowhere");
        var journal = new ChangeJournal(new EnvironmentWorkspace(folder[".venv"]));

        journal.Take(folder[".venv/link"]);
        Assert.IsNull(new FileInfo(folder[".venv/link"]).LinkTarget);
        journal.Undo();

        Assert.AreEqual("/nowhere", new FileInfo(folder[".venv/link"]).LinkTarget);
    }
}
