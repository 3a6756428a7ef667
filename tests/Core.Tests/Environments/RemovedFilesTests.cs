using PythonEnv.Environments;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
public sealed class RemovedFilesTests
{
    [TestMethod]
    public void What_was_taken_out_is_put_back_where_it_was()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        folder.Write(".venv/lib/a.py", "A");
        folder.Write(".venv/lib/deep/b.py", "B");
        var removed = new RemovedFiles(workspace);

        removed.Take(folder[".venv/lib/a.py"]);
        removed.Take(folder[".venv/lib/deep/b.py"]);
        Directory.Delete(folder[".venv/lib"], recursive: true);
        folder.Write(".venv/lib/a.py", "something new");
        removed.PutBack();

        Assert.AreEqual("A", File.ReadAllText(folder[".venv/lib/a.py"]));
        Assert.AreEqual("B", File.ReadAllText(folder[".venv/lib/deep/b.py"]));
    }

    [TestMethod]
    public void A_link_that_leads_nowhere_is_a_file_like_others()
    {
        Requires.That(!OperatingSystem.IsWindows(), "links without rights");
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder[".venv"]);
        File.CreateSymbolicLink(folder[".venv/link"], "/nowhere");
        var removed = new RemovedFiles(new EnvironmentWorkspace(folder[".venv"]));

        removed.Take(folder[".venv/link"]);
        Assert.IsFalse(Path.Exists(folder[".venv/link"]) || File.Exists(folder[".venv/link"]));
        removed.PutBack();

        Assert.AreEqual("/nowhere", new FileInfo(folder[".venv/link"]).LinkTarget);
    }
}
