using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Installing.Linking;
using PythonEnv.Publishing;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Several projects, and people, at one environment.</summary>
[TestClass]
internal sealed class SharedLocationTests
{
    [TestMethod]
    public async Task Another_project_with_other_pins_is_refused_by_name_and_takes_nothing_away()
    {
        using EngineLab lab = TwoProjects();
        await lab.ShouldRestoreAsync();
        TurnToOther(lab, "words==2.0\n");

        await lab.ShouldNotRestoreAsync("PYENV5010");

        StringAssert.Contains(lab.Log.Errors.Single().Message, $"`{lab["app/App.csproj"]}` made it");
        lab.Project = "app/App.csproj";
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_project_that_was_edited_since_or_is_gone_has_given_the_environment_up()
    {
        using EngineLab lab = TwoProjects();
        await lab.ShouldRestoreAsync();
        TurnToOther(lab, "words==2.0\n");

        lab.Write("app/App.csproj", "<Project><!-- elsewhere now --></Project>");
        await lab.ShouldRestoreAsync("PYENV5003", "PYENV5003");

        // And the other way round: the one that comes back is told.
        lab.Project = "app/App.csproj";
        await lab.ShouldNotRestoreAsync("PYENV5010");
        File.Delete(lab["other/Other.csproj"]);
        await lab.ShouldRestoreAsync("PYENV5003", "PYENV5003");
    }

    [TestMethod]
    public async Task A_copy_of_a_project_with_its_environment_makes_its_own_while_the_original_is_still_there()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string project = File.ReadAllText(lab["app/App.csproj"]);
        Directory.Move(lab["app"], lab["copy"]);
        lab.Write("app/App.csproj", project);
        lab.Project = "copy/App.csproj";

        await lab.ShouldRestoreAsync("PYENV5008");

        Assert.AreEqual(lab["copy/.venv"], lab.Receipt.Location);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_copy_whose_files_are_links_to_those_of_the_original_is_a_copy_and_the_same_folder_by_a_link_is_none()
    {
        Requires.Posix("`cp -al`");
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string command = File.ReadAllText(Path.Combine(lab.Layout.ScriptsDirectory, "greet"));
        Link(new DirectoryInfo(lab["app"]), lab["copy"]);
        lab.Project = "copy/App.csproj";

        await lab.ShouldVerifyAsync("PYENV5008");
        await lab.ShouldRestoreAsync("PYENV5008");

        Assert.AreEqual(lab["copy/.venv"], lab.Receipt.Location);
        Assert.AreNotEqual(command, File.ReadAllText(Path.Combine(lab.Layout.ScriptsDirectory, "greet")));
        lab.Project = "app/App.csproj";
        Assert.AreEqual("", lab.Look());

        Directory.CreateSymbolicLink(lab["same"], lab["app"]);
        lab.Project = "same/App.csproj";
        await lab.ShouldVerifyAsync();
    }

    private static void Link(DirectoryInfo folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            string target = Path.Combine(copy, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo below)
                Link(below, target);
            else
                Assert.AreEqual(Placement.Placed, HardLink.Native.Create(entry.FullName, target));
        }
    }

    [TestMethod]
    public async Task Projects_that_say_the_same_in_different_words_share_it_and_have_nothing_to_do()
    {
        using EngineLab lab = TwoProjects();
        await lab.ShouldRestoreAsync();
        TurnToOther(lab, "words==1.0\ngreeting==1.0\n");
        await lab.ShouldRestoreAsync();

        Assert.AreEqual("", lab.Look());
        lab.Project = "app/App.csproj";
        Assert.AreEqual("", lab.Look());

        // An edit of either is seen by both, and refused where it no longer fits.
        lab.Pinned("greeting==1.0", "words==2.0");
        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync("PYENV5003");
        lab.Project = "other/Other.csproj";
        await lab.ShouldNotRestoreAsync("PYENV5010");
    }

    [TestMethod]
    public async Task What_was_installed_by_hand_is_removed_with_a_word_on_how_to_keep_it_and_what_was_unpinned_without()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Write(
            Path.GetRelativePath(lab.Root, lab.Site("six-1.16.0.dist-info/METADATA")),
            "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n");
        lab.Write(
            Path.GetRelativePath(lab.Root, lab.Site("six-1.16.0.dist-info/RECORD")),
            "six-1.16.0.dist-info/METADATA,,\nsix-1.16.0.dist-info/RECORD,,\n");
        lab.Pinned("words==1.0");

        await lab.ShouldRestoreAsync("PYENV5003", "PYENV5003");

        // What was mended is a message, whatever a project says of warnings.
        Assert.IsTrue(lab.Log.Diagnostics.All(each => each.Severity == Severity.Message), lab.Log.ToString());
        Diagnostic byHand = lab.Log.Diagnostics.Single(each => each.Problem.StartsWith("`six` 1.16.0 was removed", StringComparison.Ordinal));
        StringAssert.EndsWith(byHand.Message, "Pin `six==1.16.0` to keep it.");
        StringAssert.StartsWith(lab.Log.Notices.Single(), ".venv, +0 ~0 -2 distributions, CPython 3.");
        StringAssert.EndsWith(lab.Log.Notices.Single(), " s; removed what was installed by hand: six 1.16.0");
        Assert.IsEmpty(lab.Receipt.Warnings, "it is said once");
    }

    [TestMethod]
    [DataRow("Pipfile.lock", "`Pipfile.lock`, a lock of pipenv", "Run `pipenv requirements --hash > requirements.txt`")]
    [DataRow("environment.yml", "`environment.yml`, an environment of conda", "Conda's packages can't be converted")]
    [DataRow("requirements.in", "`requirements.in`, what a lock is made from", "Run `dotnet build -t:PythonEnvLock`")]
    public async Task What_lies_beside_the_project_instead_is_named_with_the_way_over(string file, string found, string remedy)
    {
        using var lab = new EngineLab();
        lab.Write($"app/{file}", "x: 1\n");

        await lab.ShouldNotRestoreAsync("PYENV2001");
        StringAssert.Contains(lab.Log.Errors.Single().Message, found);
        StringAssert.Contains(lab.Log.Errors.Single().Message, remedy);

        if (file != "requirements.in")
        {
            lab.Declared[DeclaredNames.Requirements] = file;
            await lab.ShouldNotRestoreAsync("PYENV2002");
            StringAssert.StartsWith(lab.Log.Errors.Single().Message, $"`PythonEnvRequirements` names {found}");
        }
    }

    [TestMethod]
    public async Task The_settings_of_setuptools_are_a_project_where_they_have_its_options()
    {
        using var lab = new EngineLab();
        lab.Write("app/setup.cfg", "[flake8]\nmax-line-length = 99\n");
        await lab.ShouldNotRestoreAsync("PYENV2001");
        StringAssert.EndsWith(lab.Log.Errors.Single().Message, "Put a pinned `requirements.txt` beside the project.");

        lab.Write("app/setup.cfg", "[flake8]\nmax-line-length = 99\n\n[options]\r\ninstall_requires =\n    web\n");
        await lab.ShouldNotRestoreAsync("PYENV2001");
        StringAssert.Contains(lab.Log.Errors.Single().Message, "`setup.cfg`, a project of setuptools");
    }

    [TestMethod]
    public async Task A_project_whose_dependencies_are_dynamic_is_not_told_to_be_locked()
    {
        using var lab = new EngineLab();
        lab.Write("app/pyproject.toml", "[project]\nname = 'app'\ndynamic = ['version', 'dependencies']\n");

        await lab.ShouldNotRestoreAsync("PYENV2001");

        string said = lab.Log.Errors.Single().Message;
        StringAssert.Contains(said, "whose dependencies only its build knows");
        StringAssert.Contains(said, "Write what it uses into `requirements.in`, and run `dotnet build -t:PythonEnvLock`");
    }

    [TestMethod]
    public async Task Lists_of_other_names_are_told_where_none_is_declared()
    {
        using var lab = new EngineLab();
        lab.Write("app/requirements-dev.txt", "");
        lab.Write("app/requirements/prod.txt", "");
        lab.Write("app/docs/notes.txt", "");

        await lab.ShouldNotRestoreAsync("PYENV2001");

        string said = lab.Log.Errors.Single().Message.Replace('\\', '/');
        StringAssert.Contains(said, "; there are `requirements-dev.txt`, `requirements/prod.txt`. Set `PythonEnvRequirements` to what is");
    }

    [TestMethod]
    public async Task A_file_that_is_not_there_is_told_with_those_that_are()
    {
        using var lab = new EngineLab();
        lab.Write("app/requirements-dev.txt", "");
        lab.Write("app/reqs/requirements.txt", "");
        lab.Declared[DeclaredNames.Requirements] = "reqs/prod.txt";

        await lab.ShouldNotRestoreAsync("PYENV2001");

        Assert.AreEqual(
            "the requirements file `reqs/prod.txt` does not exist. Declared by `PythonEnvRequirements`; there are `reqs/requirements.txt`, `requirements-dev.txt`. "
                + "Correct the declaration, or put the file there.",
            lab.Log.Errors
                .Single().Message
                .Replace('\\', '/')
                .Replace(
                    "`requirements-dev.txt`, `reqs/requirements.txt`", "`reqs/requirements.txt`, `requirements-dev.txt`",
                    StringComparison.Ordinal));
    }

    [TestMethod]
    public void Two_projects_publish_into_one_folder_only_what_is_the_same()
    {
        using EngineLab lab = TwoProjects();
        Assert.IsEmpty(Publish(lab).ErrorCodes);
        TurnToOther(lab, "words==1.0\ngreeting==1.0\n");
        Assert.IsEmpty(Publish(lab).ErrorCodes);
        lab.Project = "app/App.csproj";
        Assert.IsEmpty(Publish(lab).ErrorCodes);
        string published = File.ReadAllText(lab["out/python/pythonenv.json"]);

        TurnToOther(lab, "words==2.0\n");
        lab.Declared[DeclaredNames.Location] = ".venv";
        MemoryLog refused = Publish(lab);

        Assert.AreEqual("PYENV5010", refused.ErrorCodes.Single(), refused.ToString());
        StringAssert.Contains(refused.Errors.Single().Message, "`App.csproj` has published");
        Assert.AreEqual(published, File.ReadAllText(lab["out/python/pythonenv.json"]));
        Assert.IsFalse(Path.Exists(lab["out/python.pythonenv"]));

        // Sources count as well.
        lab.Write("other/app.py", "");
        TurnToOther(lab, "words==1.0\ngreeting==1.0\n");
        Assert.AreEqual("PYENV5010", Publish(lab, new PublishedSource(lab["other/app.py"], "app.py")).ErrorCodes.Single());

        // What is not as it is written here is no project's.
        lab.Write("out/python/pythonenv.json", "{\"project\": \"App.csproj\", \"distributions\": null}");
        Assert.IsEmpty(Publish(lab).ErrorCodes);
    }

    private static MemoryLog Publish(EngineLab lab, params PublishedSource[] sources)
    {
        var log = new MemoryLog();
        EnvironmentEngine.Create(lab.Values, log, lab.Host).Publish(new PublishRequest(lab["out"], "", [.. sources], false, false), default);
        return log;
    }

    private static void TurnToOther(EngineLab lab, string requirements)
    {
        lab.Project = "other/Other.csproj";
        lab.Write("other/requirements.txt", requirements);
    }

    private static EngineLab TwoProjects()
    {
        EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Location] = "../env";
        lab.Write("other/Other.csproj", "<Project />");
        return lab;
    }
}
