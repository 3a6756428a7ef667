using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Links lead to what is somebody else's: nothing there is written, replaced or deleted.</summary>
[TestClass]
internal sealed class LinkedFolderTests
{
    [TestMethod]
    [DataRow("greeting")]
    [DataRow("greeting-1.0.dist-info")]
    [DataRow("")]
    public async Task A_folder_that_is_a_link_to_a_checkout_stays_as_it_was(string linked)
    {
        using var lab = EngineLab.Greeting();
        lab.With(new WheelBuilder("greeting", "2.0").WithFile("greeting/__init__.py", "VALUE = 2\n"));
        await lab.ShouldRestoreAsync();
        string folder = Path.TrimEndingDirectorySeparator(lab.Site(linked));
        Directory.Move(folder, lab["checkout"]);
        Directory.CreateSymbolicLink(folder, lab["checkout"]);
        lab.Write("checkout/mine.py", "an edit\n");
        string[] before = TreeListing.Of(lab["checkout"]);

        lab.Pinned("greeting==2.0", "words==1.0");
        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        CollectionAssert.AreEqual(before, TreeListing.Of(lab["checkout"]));
        Assert.IsNull(new DirectoryInfo(folder).LinkTarget);
        Assert.AreEqual("2", lab.Python("import greeting; print(greeting.VALUE)"));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_link_in_the_place_of_a_folder_is_one_stray_whatever_it_leads_to()
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        Directory.Delete(lab.Layout.ScriptsDirectory, recursive: true);
        for (int i = 0; i < 7; i++)
            lab.Write($"victim/command{i}", "");
        Directory.CreateSymbolicLink(lab.Layout.ScriptsDirectory, lab["victim"]);

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        StringAssert.Contains(lab.Log.ToString(), $"Found `{lab.Layout.ScriptsDirectory}` (");
        Assert.HasCount(7, Directory.GetFiles(lab["victim"]));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_location_that_leads_to_the_project_is_refused_even_with_the_mark()
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        lab.Write("app/pyvenv.cfg", $"{LocationGuard.Marker} = 1.0\n");
        Directory.CreateSymbolicLink(lab["app/.venv"], lab["app"]);

        await lab.ShouldNotRestoreAsync("PYENV4001");
        await lab.CleanAsync();

        Assert.IsTrue(File.Exists(lab["app/App.csproj"]));
        Assert.AreEqual("PYENV4001", lab.Log.ErrorCodes.Single());
    }

    [TestMethod]
    public async Task A_workspace_that_leads_elsewhere_is_refused()
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        lab.Write("victim/staging/file", "");
        lab.Write("victim/removed/file", "");
        Directory.CreateSymbolicLink(new EnvironmentWorkspace(lab.Location).Root, lab["victim"]);
        string[] before = TreeListing.Of(lab["victim"]);

        Assert.IsNull(await lab.RestoreAsync());
        await lab.CleanAsync();

        CollectionAssert.AreEqual(before, TreeListing.Of(lab["victim"]));
        Assert.AreEqual("PYENV4001", lab.Log.ErrorCodes.Single());
    }

    [TestMethod]
    [DataRow("tmp")]
    [DataRow("archives-v2")]
    [DataRow("interpreters")]
    public async Task A_cache_of_which_a_folder_leads_elsewhere_is_not_used(string name)
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        lab.Write("victim/file", "");
        string[] before = TreeListing.Of(lab["victim"]);
        Directory.CreateDirectory(lab["cache"]);
        Directory.CreateSymbolicLink(lab[$"cache/{name}"], lab["victim"]);

        await lab.ShouldNotRestoreAsync("PYENV4001");

        CollectionAssert.AreEqual(before, TreeListing.Of(lab["victim"]));
        StringAssert.Contains(lab.Log.Errors.Single().Evidence, $"`{lab[$"cache/{name}"]}` in it is a link");
        File.Delete(lab[$"cache/{name}"]);
        Assert.IsNotNull(await lab.RestoreAsync());
    }

    [TestMethod]
    [DataRow("tmp")]
    [DataRow("downloads")]
    public async Task A_cache_of_which_a_folder_is_a_file_is_not_used(string name)
    {
        using var lab = EngineLab.Greeting();
        lab.Write($"cache/{name}", "");

        await lab.ShouldNotRestoreAsync("PYENV4001");

        StringAssert.Contains(lab.Log.Errors.Single().Evidence, $"`{lab[$"cache/{name}"]}` in it is a file");
        File.Delete(lab[$"cache/{name}"]);
        Assert.IsNotNull(await lab.RestoreAsync());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_link_or_a_file_in_the_place_of_a_folder_within_those_of_the_cache_gives_way(bool isLink)
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        string[] folders = [.. Directory.GetDirectories(lab["cache"]).SelectMany(Directory.GetDirectories)];
        await lab.CleanAsync();
        Directory.CreateDirectory(lab["victim"]);
        foreach (string folder in folders)
        {
            Directory.Delete(folder, recursive: true);
            if (isLink)
                Directory.CreateSymbolicLink(folder, lab["victim"]);
            else
                File.WriteAllText(folder, "");
        }

        await lab.ShouldRestoreAsync();

        Assert.IsEmpty(Directory.GetFileSystemEntries(lab["victim"]));
        foreach (string kind in new[] { "archives-v2", "choices-v1", "downloads" })
        {
            string[] made = [.. folders.Where(folder => folder.Contains($"/{kind}/", StringComparison.Ordinal))];
            Assert.IsNotEmpty(made, kind);
            foreach (string folder in made)
                Assert.IsTrue(new DirectoryInfo(folder) is { Exists: true, LinkTarget: null }, folder);
        }
    }

    [TestMethod]
    public async Task The_cache_itself_may_lie_behind_a_link()
    {
        Requires.Posix("links without rights");
        using var lab = EngineLab.Greeting();
        Directory.CreateDirectory(lab["another disk"]);
        Directory.CreateSymbolicLink(lab["cache"], lab["another disk"]);

        Assert.IsNotNull(await lab.RestoreAsync());

        Assert.IsTrue(Directory.Exists(lab["another disk/archives-v2"]));
    }
}
