using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Progress;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class RestoreTests
{
    [TestMethod]
    public async Task Two_pins_whose_markers_both_hold_for_the_interpreter_contradict_each_other()
    {
        using EngineLab lab = EngineLab.Greeting()
            .Pinned("greeting==1.0", "words==1.0 ; python_version > '3'", "words==2.0 ; sys_platform != 'plan9'");

        await lab.ShouldNotRestoreAsync("PYENV2007");

        Diagnostic found = lab.Log.Errors.Single();
        Assert.AreEqual(3, found.Where.Line);
        Assert.AreEqual("Keep one of the two, or let their markers exclude each other", found.Remedy);
    }

    [TestMethod]
    public async Task The_activation_scripts_name_the_place_where_the_environment_stands_and_outlast_a_change()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string script = Path.Combine(lab.Layout.ScriptsDirectory, "activate");
        string text = File.ReadAllText(script);
        StringAssert.Contains(text, $"VIRTUAL_ENV='{lab.Location}'");

        lab.Pinned("greeting==1.0", "words==2.0");
        await lab.ShouldRestoreAsync("PYENV5003");

        Assert.AreEqual(text, File.ReadAllText(script));
    }

    [TestMethod]
    public async Task A_constraint_that_excludes_what_is_pinned_fails_the_restore_and_the_verification()
    {
        using EngineLab lab = EngineLab.Greeting();
        string wheel = Directory.GetFiles(lab["wheels"], "words-1.0-*.whl").Single();
        // What a URL leads to has no version of its own in the requirements, which the pin policy could look at.
        lab.Pinned("greeting==1.0", $"words @ {new Uri(wheel)}#sha256={Digest.OfFile(wheel)}");
        lab.Declared[DeclaredNames.Constraints] = "constraints.txt";
        lab.Write("app/constraints.txt", "words<2\nunheard-of<1\n");
        await lab.ShouldRestoreAsync();
        await lab.ShouldVerifyAsync();

        lab.Write("app/constraints.txt", "words>1\n");

        await lab.ShouldVerifyAsync("PYENV3005");
        await lab.ShouldNotRestoreAsync("PYENV3005");
    }

    [TestMethod]
    [DataRow("declared")]
    [DataRow("PIP_CONSTRAINT")]
    [DataRow("-c constraints.txt")]
    public async Task The_pin_of_a_constraint_is_that_of_a_bare_name(string way)
    {
        using EngineLab lab = EngineLab.Greeting();
        string constraints = lab.Write("app/constraints.txt", "words==1.0\n");
        lab.Pinned("greeting==1.0", "words", way.StartsWith("-c", StringComparison.Ordinal) ? way : "");
        if (way == "declared")
            lab.Declared[DeclaredNames.Constraints] = constraints;
        else if (way == "PIP_CONSTRAINT")
            lab.Set(way, constraints);

        Receipt receipt = await lab.ShouldRestoreAsync();

        Assert.AreEqual("1.0", receipt.Packages.Single(package => package.Name == "words").Version);
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_constraints_file_that_is_missing_is_told_where_it_is_declared()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/App.csproj", """
            <Project><PropertyGroup>
              <PythonEnvRequirements>requirements.txt</PythonEnvRequirements>
              <PythonEnvConstraints>none.txt</PythonEnvConstraints>
            </PropertyGroup></Project>
            """);
        lab.Declared[DeclaredNames.Requirements] = "requirements.txt";
        lab.Declared[DeclaredNames.Constraints] = "none.txt";

        await lab.ShouldNotRestoreAsync("PYENV2001");

        Assert.AreEqual((lab["app/App.csproj"], 3), (lab.Log.Errors.Single().Where.File, lab.Log.Errors.Single().Where.Line));
    }

    [TestMethod]
    [DataRow(DeclaredNames.Extras, "dev", "write the extra to its requirement")]
    [DataRow(DeclaredNames.Groups, "test", "declare the lock")]
    [DataRow(DeclaredNames.LockPackage, "member", "declare the lock")]
    public async Task What_selects_from_a_lock_is_refused_beside_a_list_of_requirements(string name, string value, string remedy)
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/App.csproj", $"<Project>\n <PropertyGroup>\n  <PythonEnv{name}>{value}</PythonEnv{name}>\n </PropertyGroup>\n</Project>");
        // One that is there for its tools alone, or whose list somebody else has compiled.
        lab.Write("app/pyproject.toml", "[project]\nname = \"app\"\nversion = \"1\"\n[project.optional-dependencies]\ndev = [\"words\"]\n");
        lab.Declared[name] = value;

        await lab.ShouldNotRestoreAsync("PYENV1004");

        Diagnostic finding = lab.Log.Errors.Single();
        Assert.AreEqual((lab["app/App.csproj"], 3), (finding.Where.File, finding.Where.Line));
        StringAssert.Contains(finding.Message, $"`PythonEnv{name}` has no effect");
        StringAssert.Contains(finding.Message, remedy);
    }

    [TestMethod]
    public async Task An_environment_is_made_and_then_there_is_nothing_to_do()
    {
        using EngineLab lab = EngineLab.Greeting();

        Receipt receipt = await lab.ShouldRestoreAsync();

        Assert.AreEqual(
            "greeting 1.0, words 1.0", string.Join(", ", receipt.Packages.Select(package => $"{package.Name} {package.Version}")));
        Assert.AreEqual("1", lab.Python("import greeting; print(greeting.words.VALUE)"));
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Another_pin_changes_one_distribution_in_place()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        DateTime untouched = Directory.GetCreationTimeUtc(lab.Site("greeting-1.0.dist-info"));

        lab.Pinned("greeting==1.0", "words==2.0");
        await lab.ShouldRestoreAsync("PYENV5003");

        Assert.AreEqual("2", lab.Python("import words; print(words.VALUE)"));
        Assert.AreEqual(untouched, Directory.GetCreationTimeUtc(lab.Site("greeting-1.0.dist-info")));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    [DataRow("# by hand\n\ngreeting==1.0  # why\nwords==1.0\n", true)]
    [DataRow("words==1.0\n\\\ngreeting==1.0\n", true)]
    [DataRow("greeting==1.0\nwords==1.0\n--prefer-binary\n", false)]
    [DataRow("greeting==1.0 # words==1.0\nwords==1.0 ; python_version > '3'\n", false)]
    public async Task An_edit_that_says_nothing_else_is_no_new_plan_and_its_lines_are_the_new_ones(string edited, bool same)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Write("app/requirements.txt", edited);

        await lab.ShouldRestoreAsync();

        Assert.AreEqual(same, lab.Log.Progressed.All(work => work.Stage != WorkStage.Looking));
        int line = edited.Split('\n').ToList().FindIndex(text => text.StartsWith("greeting", StringComparison.Ordinal)) + 1;
        Assert.AreEqual(line, lab.Receipt.Packages.Single(package => package.Name == "greeting").DeclaredAt.Line);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    [DataRow(DeclaredNames.Location)]
    [DataRow(DeclaredNames.Requirements)]
    [DataRow(DeclaredNames.Interpreter)]
    [DataRow(DeclaredNames.CacheDirectory)]
    [DataRow(DeclaredNames.AuditSources)]
    [DataRow(DeclaredNames.InterpreterSearchPath)]
    [DataRow(DeclaredNames.LockFrom)]
    public async Task A_value_with_a_NUL_is_an_error_that_names_it(string name)
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[name] = "a\0b";

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => lab.RestoreAsync());

        Assert.AreEqual("PYENV1004", refused.Diagnostic.Code);
        StringAssert.Contains(refused.Message, $"`PythonEnv{name}` can't be read");
    }

    [TestMethod]
    public async Task A_missing_file_to_make_a_lock_from_is_told_beside_a_list_written_by_hand()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.LockFrom] = "nope.in";

        await lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV2001" }, lab.Log.WarningCodes.ToArray(), lab.Log.ToString());
        lab.Declared[DeclaredNames.Mode] = "Verify";
        await lab.ShouldNotRestoreAsync("PYENV2001");

        lab.Write("app/nope.in", "greeting\n");
        StringAssert.Contains(lab.Look(), "nope.in");
        lab.Declared.Remove(DeclaredNames.Mode);
        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(lab.Log.WarningCodes);
    }

    [TestMethod]
    public async Task What_a_failed_run_leaves_in_the_cache_can_be_pruned()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting==9.9");
        await lab.ShouldNotRestoreAsync("PYENV3001");
        Assert.IsNotEmpty(Directory.GetFiles(lab["cache/interpreters"]));

        CachePruner.Prune(lab["cache"], TimeSpan.Zero);

        Assert.IsEmpty(Directory.GetFiles(lab["cache/interpreters"]));
    }

    [TestMethod]
    public async Task Installed_by_hand_is_undone()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Write(
            Path.GetRelativePath(lab.Root, lab.Site("intruder-3.0.dist-info/RECORD")), "intruder.py,,\nintruder-3.0.dist-info/RECORD,,\n");
        File.WriteAllText(lab.Site("intruder.py"), "");
        StringAssert.EndsWith(lab.Look(), "site-packages` is gone, new or changed");

        await lab.ShouldVerifyAsync("PYENV5003");
        await lab.ShouldRestoreAsync("PYENV5003");

        Assert.IsFalse(File.Exists(lab.Site("intruder.py")));
        StringAssert.Contains(lab.Log.Notices.Single(), "+0 ~0 -1 distributions");
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task What_came_without_a_RECORD_is_mended_by_making_it_anew()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Write(Path.GetRelativePath(lab.Root, lab.Site("old-1.0-py3.11.egg-info")), "Metadata-Version: 1.0\nName: old\nVersion: 1.0\n");
        File.WriteAllText(lab.Site("old.py"), "");

        await lab.ShouldRestoreAsync("PYENV5003", "PYENV5004");

        Assert.IsFalse(File.Exists(lab.Site("old.py")));
    }

    [TestMethod]
    public async Task Metadata_removed_by_hand_takes_its_files_along()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.WriteAllText(lab.Site("words.py"), "VALUE = 'edited'\n");
        Directory.Delete(lab.Site("words-1.0.dist-info"), recursive: true);

        await lab.ShouldRestoreAsync("PYENV5003", "PYENV5004");

        Assert.AreEqual("1", lab.Python("import words; print(words.VALUE)"));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Edited_and_missing_files_are_put_back_by_a_full_restore()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.Delete(lab.Site("words.py"));
        File.WriteAllText(lab.Site("words.py"), "VALUE = 9\n");
        File.Delete(Path.Combine(lab.Layout.ScriptsDirectory, OperatingSystem.IsWindows() ? "greet.exe" : "greet"));
        File.WriteAllText(lab.Site("dropped.py"), "");

        await lab.ShouldVerifyAsync("PYENV5004", "PYENV5004", "PYENV5004");
        lab.Declared[DeclaredNames.VerifyLevel] = "Full";
        await lab.ShouldRestoreAsync("PYENV5004", "PYENV5004", "PYENV5004");

        Assert.IsFalse(File.Exists(lab.Site("dropped.py")));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Without_its_receipt_or_after_a_move_it_is_made_anew()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.Delete(Receipt.PathIn(lab.Location));
        await lab.ShouldVerifyAsync("PYENV5005");
        await lab.ShouldRestoreAsync("PYENV5005");

        Directory.Move(lab.Location, lab["app/other"]);
        lab.Declared[DeclaredNames.Location] = "other";
        await lab.ShouldVerifyAsync("PYENV5008");
        await lab.ShouldRestoreAsync("PYENV5008");
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_pyvenv_cfg_that_was_removed_is_written_again()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.Delete(lab.Layout.ConfigurationFile);

        await lab.ShouldVerifyAsync("PYENV5004");
        await lab.ShouldRestoreAsync("PYENV5004");

        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_failing_import_check_leaves_the_previous_environment_as_it_was()
    {
        using EngineLab lab = EngineLab.Greeting().With(
            new WheelBuilder("words", "3.0").WithFile("words.py", "from collections import Mapping\n"));
        lab.Declared[DeclaredNames.ImportChecks] = "greeting";
        await lab.ShouldRestoreAsync();
        string[] before = TreeListing.Of(lab.Layout.SitePackages)
            .Where(line => !line.Contains("dist-info ", StringComparison.Ordinal) && !line.StartsWith(". ", StringComparison.Ordinal))
            .ToArray();
        string verified = lab.Receipt.Verified;

        lab.Pinned("greeting==1.0", "words==3.0");
        await lab.ShouldNotRestoreAsync("PYENV5007");

        StringAssert.Contains(lab.Log.Errors.Single().Message, "ImportError: cannot import name 'Mapping' from 'collections'");
        Assert.AreEqual(verified, lab.Receipt.Verified);
        CollectionAssert.AreEqual(
            before,
            TreeListing.Of(lab.Layout.SitePackages)
                .Where(line => !line.Contains("dist-info ", StringComparison.Ordinal) && !line.StartsWith(". ", StringComparison.Ordinal))
                .ToArray());
        lab.Pinned("greeting==1.0", "words==1.0");
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task An_import_check_declared_later_is_made_although_nothing_else_changes()
    {
        using EngineLab lab = new EngineLab().With(
            new WheelBuilder("words", "3.0").WithFile("words.py", "from collections import Mapping\n")).Pinned("words==3.0");
        await lab.ShouldRestoreAsync();

        lab.Declared[DeclaredNames.ImportChecks] = "direct";
        await lab.ShouldNotRestoreAsync("PYENV5007");
        await lab.ShouldNotRestoreAsync("PYENV5007");

        lab.Declared.Remove(DeclaredNames.ImportChecks);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_failing_rebuild_leaves_the_previous_environment_where_it_was()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string version = lab.Python("import sys; print(sys.version)");
        lab.Declared[DeclaredNames.Interpreter] = MachineInterpreters.Another;
        lab.Declared[DeclaredNames.ImportChecks] = "absent";

        await lab.ShouldNotRestoreAsync("PYENV5007");

        Assert.AreEqual(version, lab.Python("import sys; print(sys.version)"));
        Assert.AreEqual("1", lab.Python("import greeting; print(greeting.words.VALUE)"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task What_a_killed_write_has_left_goes_and_does_not_come_along_when_all_is_made_anew(bool isAnew)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string[] left = Array.ConvertAll(
            (string[])["pythonenv.receipt", "pythonenv.files", "pyvenv.cfg"],
            name => Path.Combine(lab.Location, $"{name}.{Guid.NewGuid():N}.tmp"));
        string mine = Path.Combine(lab.Location, "pythonenv.receipt.mine.tmp");
        foreach (string file in left.Append(mine))
            File.WriteAllText(file, "half");
        // A change that is killed has no receipt; an edited comment has one, and writes it anew.
        if (isAnew)
            File.Delete(Receipt.PathIn(lab.Location));
        else
            lab.Write("app/requirements.txt", $"# a comment\n{File.ReadAllText(lab["app/requirements.txt"])}");

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        Assert.IsEmpty(left.Where(File.Exists));
        Assert.AreEqual("half", File.ReadAllText(mine));
    }

    [TestMethod]
    public async Task What_people_put_beside_the_distributions_stays_when_all_is_made_anew_and_what_goes_is_named()
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting().With(
            new WheelBuilder("shared", "1.0").WithData("data", "share/theirs.txt", "1"u8.ToArray()));
        lab.Pinned("greeting==1.0", "words==1.0", "shared==1.0");
        await lab.ShouldRestoreAsync();
        string notes = Path.Combine(lab.Location, "notes.txt"), kernel = Path.Combine(lab.Location, "share", "kernels", "k.json");
        File.WriteAllText(notes, "mine");
        Directory.CreateDirectory(Path.GetDirectoryName(kernel)!);
        File.WriteAllText(kernel, "mine too");
        string[] library = [.. ((string[])["lib/mine.txt", "lib/other/x", "lib/python3.11/mine.py", "lib/python3.11/deep/more.py"])
            .Select(file => Path.Combine(lab.Location, file))];
        foreach (string file in library)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "also mine");
        }
        Directory.CreateSymbolicLink(Path.Combine(lab.Location, "data"), lab["wheels"]);
        File.CreateSymbolicLink(Path.Combine(lab.Location, "gone"), "/nowhere");
        await lab.ShouldVerifyAsync();
        File.WriteAllText(lab.Site("mine.pth"), "");
        string site = lab.Layout.SitePackages;
        Directory.CreateDirectory(Path.Combine(site, "six-1.16.0.dist-info"));
        File.WriteAllText(Path.Combine(site, "six-1.16.0.dist-info", "RECORD"), "six-1.16.0.dist-info/RECORD,,\n");

        lab.Declared[DeclaredNames.Interpreter] = MachineInterpreters.Another;
        lab.Pinned("greeting==1.0", "words==1.0");
        await lab.ShouldRestoreAsync("PYENV5002", "PYENV5003", "PYENV5004");

        Assert.AreEqual("mine", File.ReadAllText(notes));
        Assert.AreEqual("mine too", File.ReadAllText(kernel));
        Assert.IsTrue(library.All(file => File.ReadAllText(file) == "also mine"));
        Assert.IsFalse(Directory.Exists(site), "what lay among the distributions goes with them");
        Assert.IsTrue(Directory.Exists(Path.Combine(lab.Location, "data")) && Directory.Exists(lab["wheels"]));
        Assert.AreEqual("/nowhere", new FileInfo(Path.Combine(lab.Location, "gone")).LinkTarget);
        Assert.IsFalse(File.Exists(Path.Combine(lab.Location, "share", "theirs.txt")), "it was a distribution's");
        StringAssert.Contains(lab.Log.ToString(), $"Found `{Path.Combine(site, "mine.pth")}`");
        StringAssert.Contains(lab.Log.ToString(), "Pin `six==1.16.0` to keep it.");
        StringAssert.Contains(lab.Log.ToString(), "8 files that belong to no distribution came along");
        StringAssert.EndsWith(lab.Log.Notices.Single(), " s, 1 stray file removed");
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();

        // Without a receipt, and where a run was killed after the renames.
        File.Delete(Receipt.PathIn(lab.Location));
        await lab.ShouldRestoreAsync("PYENV5005");
        StringAssert.Contains(lab.Log.ToString(), "has no receipt that can be read: its creation or its last change was interrupted");
        Assert.AreEqual("mine", File.ReadAllText(notes));
        Directory.CreateDirectory(Path.Combine(lab.Location + ".pythonenv", "aside"));
        File.Move(notes, Path.Combine(lab.Location + ".pythonenv", "aside", "notes.txt"));
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("mine", File.ReadAllText(notes));
    }

    [TestMethod]
    public async Task A_patch_release_is_linked_in_place_and_another_version_made_anew()
    {
        Requires.Posix("an interpreter that is linked");
        string newer = MachineInterpreters.Usual;
        using EngineLab lab = EngineLab.Greeting();
        // The same installation by another path stands in for another patch.
        Directory.CreateSymbolicLink(lab["patched"], Path.GetDirectoryName(Path.GetDirectoryName(newer))!);
        await lab.ShouldRestoreAsync();
        DateTime untouched = Directory.GetCreationTimeUtc(lab.Site("words-1.0.dist-info"));

        string patched = Path.Combine(lab["patched/bin"], Path.GetFileName(newer));
        string version = lab.Python("import sys; print(sys.version)");
        lab.Declared[DeclaredNames.Interpreter] = patched;
        await lab.ShouldRestoreAsync("PYENV5002");
        Assert.AreEqual(lab.Receipt.Interpreter.Executable, File.ResolveLinkTarget(lab.Layout.Executable, returnFinalTarget: false)!.FullName);
        Assert.AreEqual(untouched, Directory.GetCreationTimeUtc(lab.Site("words-1.0.dist-info")));

        // And it goes away.
        Directory.Delete(lab["patched"]);
        lab.Declared[DeclaredNames.Interpreter] = newer;
        await lab.ShouldVerifyAsync("PYENV5001");
        await lab.ShouldRestoreAsync("PYENV5001");
        await lab.ShouldVerifyAsync();

        lab.Declared[DeclaredNames.Interpreter] = MachineInterpreters.Another;
        await lab.ShouldVerifyAsync("PYENV5002");
        await lab.ShouldRestoreAsync("PYENV5002");
        Assert.AreNotEqual(version, lab.Python("import sys; print(sys.version)"));
    }

    [TestMethod]
    public async Task Byte_code_asked_for_later_is_made()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        Assert.IsFalse(Directory.Exists(lab.Site("__pycache__")));

        lab.Declared[DeclaredNames.Compile] = "true";
        await lab.ShouldRestoreAsync();

        Assert.HasCount(1, Directory.GetFiles(lab.Site("__pycache__"), "words.cpython-*.pyc"));
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Byte_code_of_the_cache_that_was_edited_or_whose_archive_is_doubted_is_made_anew_at_once(bool doubted)
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Compile] = "true";
        await lab.ShouldRestoreAsync();
        string compiled = Directory.GetFiles(lab.Site("__pycache__"), "words.cpython-*.pyc").Single();
        byte[] right = File.ReadAllBytes(compiled);
        string cached = Directory.GetFiles(lab["cache"], "words.cpython-*.pyc", SearchOption.AllDirectories).Single();
        DateTime time = File.GetLastWriteTimeUtc(cached);
        File.WriteAllBytes(cached, [.. right[..^1], (byte)(right[^1] ^ 1)]);
        if (doubted)
        {
            File.SetLastWriteTimeUtc(cached, time);
            File.WriteAllText(lab.Site("words.py"), "VALUE = 9\n");
        }
        else
            await lab.CleanAsync();

        await lab.ShouldRestoreAsync(doubted ? ["PYENV5004"] : []);

        // The header holds the time of the source, which an archive that is made anew has of its own.
        CollectionAssert.AreEqual(right[16..], File.ReadAllBytes(compiled)[16..]);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_size_that_a_lock_has_wrong_is_told_although_the_cache_has_the_wheel(bool isClean)
    {
        using EngineLab lab = EngineLab.Greeting();
        string wheel = Directory.GetFiles(lab["wheels"], "words-1.0-*.whl").Single();
        long size = new FileInfo(wheel).Length;
        lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        lab.Write("app/pylock.toml", Lock(size));
        await lab.ShouldRestoreAsync();
        if (isClean)
            await lab.CleanAsync();

        lab.Write("app/pylock.toml", Lock(size + 1));
        await lab.ShouldNotRestoreAsync("PYENV3006");

        string Lock(long bytes) => LockOfWords($$"""
            size = {{bytes}}
            hashes = { sha256 = "{{Digest.OfFile(wheel)}}" }
            """);
    }

    private static string LockOfWords(string aboutTheWheel) => $"""
        lock-version = "1.0"
        created-by = "a test"

        [[packages]]
        name = "words"
        version = "1.0"

        [[packages.wheels]]
        name = "words-1.0-py3-none-any.whl"
        path = "../wheels/words-1.0-py3-none-any.whl"
        {aboutTheWheel}
        """;

    [TestMethod]
    public async Task A_location_that_is_not_ours_is_refused_and_left()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/.venv/pyvenv.cfg", "home = /usr/bin\n");

        await lab.ShouldNotRestoreAsync("PYENV4001");
        await lab.ShouldVerifyAsync("PYENV4001");
        await lab.CleanAsync();

        CollectionAssert.AreEqual(new[] { "PYENV4001" }, lab.Log.ErrorCodes.ToArray());
        Assert.AreEqual("home = /usr/bin\n", File.ReadAllText(lab["app/.venv/pyvenv.cfg"]));
    }

    [TestMethod]
    public async Task Cleaning_removes_the_environment_and_its_workspace_alone()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        await lab.CleanAsync();

        Assert.IsFalse(Path.Exists(lab.Location));
        CollectionAssert.AreEquivalent(
            new[] { "App.csproj", "requirements.txt" }, Directory.GetFileSystemEntries(lab["app"]).Select(Path.GetFileName).ToArray());
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task A_link_at_the_location_stays_and_leads_to_the_environment()
    {
        Requires.Posix("links without rights");
        using EngineLab lab = EngineLab.Greeting();
        Directory.CreateDirectory(lab["elsewhere/env"]);
        Directory.CreateSymbolicLink(lab.Location, lab["elsewhere/env"]);

        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.Interpreter] = MachineInterpreters.Another;
        await lab.ShouldRestoreAsync("PYENV5002");

        Assert.AreEqual(lab["elsewhere/env"], new DirectoryInfo(lab.Location).LinkTarget);
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Two_restores_at_once_make_one_environment()
    {
        using EngineLab lab = EngineLab.Greeting();

        Receipt?[] receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
            Restoring_(lab))));

        Assert.IsTrue(receipts.All(receipt => receipt is not null));
        lab.AssertNothingLeft();
        await lab.ShouldVerifyAsync();

        static Receipt? Restoring_(EngineLab lab) =>
            EnvironmentEngine.Create(lab.Values, new MemoryLog(), lab.Host).Restore("a test", CancellationToken.None);
    }

    [TestMethod]
    public async Task What_a_program_still_runs_from_can_be_replaced_and_goes_with_a_later_build()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        // Windows opens libraries and programs that run in this way: they may be renamed, but stay on the disk.
        using (new FileStream(lab.Site("words.py"), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            lab.Pinned("greeting==1.0", "words==2.0");
            Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
        }

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
        lab.AssertNothingLeft();
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task Twenty_first_builds_at_once_fill_one_empty_cache()
    {
        using TempDirectory cache = new();
        EngineLab[] labs = [.. Enumerable.Range(0, 20).Select(_ => EngineLab.Greeting())];
        try
        {
            foreach (EngineLab lab in labs)
                lab.Declared[DeclaredNames.CacheDirectory] = cache["cache"];

            Receipt?[] receipts = await Task.WhenAll(labs.Select(lab => Task.Run(() => lab.RestoreAsync())));

            for (int i = 0; i < labs.Length; i++)
            {
                Assert.IsNotNull(receipts[i], labs[i].Log.ToString());
                await labs[i].ShouldVerifyAsync();
            }
            Assert.IsEmpty(Directory.GetFiles(cache["cache"], "*.tmp", SearchOption.AllDirectories));
        }
        finally
        {
            foreach (EngineLab lab in labs)
                lab.Dispose();
        }
    }

    [TestMethod]
    public async Task A_cancelled_restore_leaves_what_was_there()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Pinned("greeting==1.0", "words==2.0");

        await Assert.ThrowsAsync<OperationCanceledException>(() => lab.RestoreAsync(new CancellationToken(canceled: true)));

        lab.Pinned("greeting==1.0", "words==1.0");
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task Every_edit_of_an_installed_file_is_found_by_the_next_build_and_mended()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string words = lab.Site("words.py");
        Action[] edits =
        [
            () => File.Delete(words),
            () => File.AppendAllText(words, "# more\n"),
            () => File.WriteAllText(words, "VALUE = 9\n"),
            () => File.WriteAllText(lab.Site("greeting/stranger.py"), ""),
            () => Directory.Delete(lab.Site("greeting"), recursive: true),
            () => File.Delete(Path.Combine(lab.Layout.ScriptsDirectory, OperatingSystem.IsWindows() ? "greet.exe" : "greet")),
        ];
        foreach (Action edit in edits)
        {
            edit();
            StringAssert.EndsWith(lab.Look(), "is gone, new or changed");
            await lab.ShouldRestoreAsync("PYENV5004");
            Assert.AreEqual("", lab.Look());
            await lab.ShouldVerifyAsync();
        }
    }

    // Where there are more folders than were listed, the list is made anew, else changed.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task The_same_bytes_at_another_time_are_the_same_file(bool hasMoreFolders)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        File.SetLastWriteTimeUtc(lab.Site("words.py"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("words.py", lab.Look());
        File.Copy(lab.Site("greeting/__init__.py"), lab.Site("copy"));
        File.Move(lab.Site("copy"), lab.Site("greeting/__init__.py"), overwrite: true);
        if (hasMoreFolders)
            Directory.CreateDirectory(lab.Site("empty/folder"));

        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_wheel_that_another_checkout_had_is_taken_from_this_one()
    {
        using EngineLab lab = EngineLab.Greeting();
        foreach (string name in new[] { "greeting", "words" })
            lab.Write($"app/{name}.txt", $"{name}==1.0 --hash=sha256:{Digest.OfFile(lab[$"wheels/{name}-1.0-py3-none-any.whl"])}\n");
        lab.Declared[DeclaredNames.Requirements] = "greeting.txt;words.txt";
        await lab.ShouldRestoreAsync();
        Directory.Move(lab["wheels"], lab["elsewhere"]);

        // All of it is in the cache still.
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();

        // Of this it is not: an archive of another version of the package, such as one that wrote manifests differently.
        foreach (string manifest in Directory.GetFiles(lab["cache"], "manifest", SearchOption.AllDirectories))
            File.WriteAllText(manifest, "another");
        lab.Declared[DeclaredNames.FindLinks] = lab["elsewhere"];
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task A_wheel_of_a_folder_is_read_once_and_again_when_it_is_another_one()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting==1.0", "words==1.0");
        string wheel = lab["wheels/words-1.0-py3-none-any.whl"];
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(wheel, time);
        await lab.ShouldRestoreAsync();
        string installed = File.ReadAllText(lab.Site("words.py"));

        // Nobody who looks into it could take it for a wheel.
        byte[] whole = File.ReadAllBytes(wheel);
        File.WriteAllBytes(wheel, new byte[whole.Length]);
        File.SetLastWriteTimeUtc(wheel, time);
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();
        Assert.AreEqual(installed, File.ReadAllText(lab.Site("words.py")));

        new WheelBuilder("words", "1.0").WithFile("words.py", "text = 'another'\n").WriteTo(lab["wheels"]);
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("text = 'another'\n", File.ReadAllText(lab.Site("words.py")));
    }

    [TestMethod]
    [DataRow("--format=gnu")]
    [DataRow("--format=ustar")]
    public async Task A_cache_that_a_pipeline_keeps_in_an_archive_is_used_as_it_is(string format)
    {
        Requires.Posix("GNU tar");
        Requires.That(File.Exists("/usr/bin/tar"), "tar");
        using EngineLab lab = EngineLab.Greeting();
        lab.Pinned([.. new[] { "greeting", "words" }
            .Select(name => $"{name}==1.0 --hash=sha256:{Digest.OfFile(lab[$"wheels/{name}-1.0-py3-none-any.whl"])}")]);
        await lab.ShouldRestoreAsync();

        Tar("-cf", lab["cache.tar"], format, "-C", lab.Root, "cache");
        Directory.Delete(lab["cache"], recursive: true);
        Tar("-xf", lab["cache.tar"], "-C", lab.Root);
        // Whatever counts as edited would have to be unpacked anew, and there is nothing to unpack.
        Directory.Delete(lab["wheels"], recursive: true);
        await lab.CleanAsync();
        await lab.ShouldRestoreAsync();

        await lab.ShouldVerifyAsync();

        static void Tar(params string[] arguments)
        {
            using var tar = System.Diagnostics.Process.Start("/usr/bin/tar", arguments);
            tar.WaitForExit();
            Assert.AreEqual(0, tar.ExitCode);
        }
    }

    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_file_of_two_distributions_is_the_same_one_however_they_came(string installer)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        string run = OperatingSystem.IsWindows() ? "run.exe" : "run";
        using EngineLab lab = new EngineLab().With(
            new WheelBuilder("aa", "1.0").WithFile("shared.py", "WHO = 'aa'\n").WithFile("aa.py", "").WithConsoleScript("run", "aa:main"),
            new WheelBuilder("aa", "2.0").WithFile("aa.py", ""),
            new WheelBuilder("bb", "1.0").WithFile("shared.py", "WHO = 'bb'\n").WithFile("bb.py", "").WithConsoleScript("run", "bb:main"),
            new WheelBuilder("cc", "1.0").WithFile("cc.py", ""));
        lab.Declared[DeclaredNames.Installer] = installer;

        // Fresh; the first of them added; the first of them given up; and back; and what changes neither of them.
        foreach (string[] pins in (string[][])[
            ["aa==1.0", "bb==1.0"], ["bb==1.0"], ["aa==1.0", "bb==1.0"], ["aa==2.0", "bb==1.0"], ["aa==1.0", "bb==1.0"],
            ["aa==1.0", "", "bb==1.0"], ["aa==1.0", "", "bb==1.0", "cc==1.0"], ["aa==1.0", "bb==1.0"]
        ])
        {
            Receipt? receipt = await lab.Pinned(pins).RestoreAsync();
            Assert.IsNotNull(receipt, lab.Log.ToString());
            string owner = pins[0] == "aa==1.0" ? "aa" : "bb";
            Assert.AreEqual($"WHO = '{owner}'\n", File.ReadAllText(lab.Site("shared.py")), string.Join(' ', pins));
            Assert.AreEqual(owner, LauncherOf(Path.Combine(lab.Layout.ScriptsDirectory, run)));
            Assert.AreEqual("", lab.Look());
            await lab.ShouldVerifyAsync();
            if (pins is not ["aa==1.0", ..])
                continue;
            Diagnostic warning = lab.Receipt.Warnings.Single();
            StringAssert.Contains(warning.Message, "belongs to several distributions with different content");
            Assert.AreEqual(Array.IndexOf(pins, "bb==1.0") + 1, warning.Where.Line);
        }
    }

    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_file_where_another_distribution_has_a_folder_is_refused_with_both_named(string installer)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        using EngineLab lab = new EngineLab().With(
            new WheelBuilder("aa", "1.0").WithFile("thing", ""), new WheelBuilder("bb", "1.0").WithFile("thing/y.txt", ""));
        lab.Declared[DeclaredNames.Installer] = installer;

        await lab.Pinned("aa==1.0", "bb==1.0").ShouldNotRestoreAsync("PYENV4005");
        StringAssert.Contains(lab.Log.ToString(), "`aa` brings a file where `bb` has a folder", StringComparison.Ordinal);

        await lab.Pinned("aa==1.0").ShouldRestoreAsync();
        await lab.Pinned("aa==1.0", "bb==1.0").ShouldNotRestoreAsync("PYENV4005");
        await lab.Pinned("aa==1.0").ShouldVerifyAsync();
    }

    [TestMethod]
    [DataRow("", "it has no `Name`")]
    [DataRow("Metadata-Version: 2.1\nName: aa\n", "it has no `Version`")]
    [DataRow("Metadata-Version: 2.1\nName: bb\nVersion: 1.0\n", "it is of `bb 1.0`")]
    public async Task A_wheel_whose_metadata_is_not_its_own_is_told_with_what_it_has(string metadata, string problem)
    {
        using EngineLab lab = new EngineLab().With(new WheelBuilder("aa", "1.0").WithFile("aa-1.0.dist-info/METADATA", metadata));

        await lab.Pinned("aa==1.0").ShouldNotRestoreAsync("PYENV4005");

        StringAssert.Contains(lab.Log.ToString(), $"entry `METADATA`: {problem}.");
    }

    [TestMethod]
    [DataRow("pythonenv.receipt")]
    [DataRow("PythonEnv.Files")]
    [DataRow(".gitignore")]
    [DataRow("CACHEDIR.tag")]
    [DataRow("lib64/pythonX.Y/site-packages/words.py")]
    [DataRow("Lib64")]
    [DataRow("bin")]
    [DataRow("pythonenv.files/x")]
    [DataRow(".gitignore/deep/x")]
    [DataRow("pyvenv.cfg/x")]
    public async Task What_belongs_to_the_environment_is_brought_by_no_wheel(string file)
    {
        using EngineLab lab = new EngineLab().With(new WheelBuilder("aa", "1.0").WithFile($"aa-1.0.data/data/{file}", "x"));

        await lab.Pinned("aa==1.0").ShouldNotRestoreAsync("PYENV4005");
        StringAssert.Contains(lab.Log.ToString(), "requirements.txt(1,1): error PYENV4005: ");
        Assert.DoesNotContain("Install only one of them", lab.Log.ToString());
        lab.Declared[DeclaredNames.Installer] = "pip";
        await lab.ShouldNotRestoreAsync("PYENV4005");
    }

    [TestMethod]
    public async Task A_wheel_that_the_own_installer_refuses_is_no_wheel_for_pip_either()
    {
        using EngineLab lab = new EngineLab().With(
            new WheelBuilder("aa", "1.0").WithFile("aa.py", "").WithConsoleScript("python", "aa:main"),
            new WheelBuilder("bb", "1.0").WithFile("bb.py", "").WithUnrecorded(new ZipEntrySpec("extra.py", "")),
            new WheelBuilder("cc", "1.0").WithFile("cc.py", "").WithRecordRow("gone.py", "gone.py,,"));
        lab.Declared[DeclaredNames.Installer] = "pip";

        await lab.Pinned("aa==1.0", "bb==1.0", "cc==1.0").ShouldNotRestoreAsync("PYENV4005", "PYENV4005", "PYENV4005");
        Assert.IsTrue(lab.Log.Errors.All(error => error.Where.File == lab["app/requirements.txt"]));
    }

    [TestMethod]
    public async Task What_cant_be_mended_file_by_file_is_made_anew()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        Action[] wrecks =
        [
            () =>
            {
                File.Delete(lab.Site("words.py"));
                Directory.CreateDirectory(lab.Site("words.py/deep"));
                File.WriteAllText(lab.Site("words.py/deep/file"), "");
            },
            () =>
            {
                Directory.Delete(lab.Site("words-1.0.dist-info"), recursive: true);
                File.WriteAllText(lab.Site("words-1.0.dist-info"), "");
            },
            () =>
            {
                File.Delete(lab.Site("words-1.0.dist-info/RECORD"));
                Directory.CreateDirectory(lab.Site("words-1.0.dist-info/RECORD"));
            },
            () => File.WriteAllBytes(lab.Site("words-1.0.dist-info/METADATA"), [0xff, 0xfe, 0x00]),
            () => File.WriteAllText(lab.Site("words-1.0.dist-info/RECORD"), "../../../../../../etc/passwd,,\n\0,,\n\"unclosed"),
            () => File.WriteAllText(Path.Combine(lab.Location, "pythonenv.files"), "nonsense"),
        ];
        foreach (Action wreck in wrecks)
        {
            wreck();
            Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
            Assert.AreEqual("", lab.Look());
            await lab.ShouldVerifyAsync();
            Assert.AreEqual("VALUE = 1\n", File.ReadAllText(lab.Site("words.py")));
        }
    }

    [TestMethod]
    public async Task A_stray_egg_info_in_a_wheel_is_a_file_of_its_distribution()
    {
        using EngineLab lab = new EngineLab().With(
            new WheelBuilder("aa", "1.0").WithFile("aa.py", "")
                .WithFile("aa.egg-info/PKG-INFO", "Name: aa\nVersion: 1.0\n")
                .WithFile("other.egg-info", "x"));

        await lab.Pinned("aa==1.0").ShouldRestoreAsync();
        await lab.ShouldVerifyAsync();
        await lab.Pinned("# nothing").ShouldRestoreAsync("PYENV5003");
        Assert.IsFalse(Path.Exists(lab.Site("aa.egg-info")));
    }

    [TestMethod]
    public async Task An_interpreter_with_the_same_bytes_and_other_times_is_the_same()
    {
        using EngineLab lab = EngineLab.Greeting();
        Receipt receipt = await lab.ShouldRestoreAsync();
        ReceiptFile.Write(
            receipt with { Interpreter = receipt.Interpreter with { Stamp = receipt.Interpreter.Stamp.Replace('1', '2') } }, lab.Location);

        StringAssert.EndsWith(lab.Look(), "is gone or changed");
        await lab.ShouldVerifyAsync();
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_script_that_starts_an_interpreter_stands_for_that_interpreter()
    {
        Requires.Posix("a POSIX shell");
        using EngineLab plain = EngineLab.Greeting();
        Receipt receipt = await plain.ShouldRestoreAsync();
        string script = plain.Write("launcher/python3.11", $"#!/bin/sh\nexec '{receipt.Interpreter.Executable}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        using EngineLab lab = EngineLab.Greeting(script);

        Receipt launched = await lab.ShouldRestoreAsync();

        Assert.AreEqual(receipt.Interpreter.Executable, launched.Interpreter.Executable);
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Hashes_that_pips_configuration_requires_are_required()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Set("PIP_REQUIRE_HASHES", "1");
        await lab.ShouldNotRestoreAsync("PYENV2006", "PYENV2006");

        lab.Set("PIP_REQUIRE_HASHES", "0");
        await lab.ShouldRestoreAsync();

        string configuration = lab.Write("pip.conf", "[install]\nrequire-hashes = yes\n");
        lab.Set("PIP_REQUIRE_HASHES", "");
        lab.Set("PIP_CONFIG_FILE", configuration);
        await lab.ShouldNotRestoreAsync("PYENV2006", "PYENV2006");
        StringAssert.Contains(lab.Log.ToString(), "pip.conf(2)", StringComparison.Ordinal);

        lab.Declared[DeclaredNames.RequireHashes] = "false";
        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task Constraints_of_pips_configuration_hold()
    {
        using EngineLab lab = EngineLab.Greeting();
        string constraints = lab.Write("constraints.txt", "words<1.0\n");
        lab.Set("PIP_CONSTRAINT", constraints);
        Assert.IsNull(await lab.RestoreAsync());

        lab.Write("constraints.txt", "words<2.0\n");
        await lab.ShouldRestoreAsync();
        lab.Write("constraints.txt", "words<1.0\n");
        Assert.AreEqual($"`{constraints}` changed", lab.Look());

        lab.Set("PIP_CONSTRAINT", lab["nowhere.txt"]);
        await lab.ShouldNotRestoreAsync("PYENV2001");
        Assert.AreEqual(lab["app/App.csproj"], lab.Log.Errors.Single().Where.File);
        StringAssert.Contains(lab.Log.ToString(), "PIP_CONSTRAINT names it");

        lab.Set("PIP_CONSTRAINT", "https://host/constraints.txt");
        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
        StringAssert.Contains(lab.Log.ToString(), "warning PYENV1004", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task A_lock_whose_only_digest_cant_be_computed_proves_nothing()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/pylock.toml", LockOfWords($$"""hashes = { blake2b = "{{new string('0', 128)}}" }"""));

        await lab.ShouldNotRestoreAsync("PYENV2006");
    }

    [TestMethod]
    [DataRow("Requires-Dist: zeta>=1", "PYENV3004")]
    [DataRow("Requires-Python: <3", "PYENV3003")]
    public async Task Metadata_that_an_index_tells_is_held_against_what_is_in_the_wheel(string hidden, string code)
    {
        using EngineLab lab = new EngineLab().With(new WheelBuilder("aa", "1.0").WithFile("aa.py", "").WithHeader(hidden));
        using var index = new LoopbackIndex();
        string wheel = Directory.GetFiles(lab["wheels"], "aa-*.whl").Single();
        index.Add(new IndexedFile(Path.GetFileName(wheel), File.ReadAllBytes(wheel))
        {
            Metadata = "Metadata-Version: 2.1\nName: aa\nVersion: 1.0\n"u8.ToArray()
        });
        lab.Declared[DeclaredNames.FindLinks] = "";
        lab.Declared[DeclaredNames.NoIndex] = "false";
        lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;

        await lab.Pinned("aa==1.0").ShouldNotRestoreAsync(code);
    }

    [TestMethod]
    public async Task A_verification_holds_the_installed_metadata_against_the_interpreter()
    {
        using EngineLab lab = new EngineLab()
            .With(new WheelBuilder("aa", "1.0").WithFile("aa.py", "").WithHeader("Requires-Python: nonsense"))
            .Pinned("aa==1.0");
        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
        string metadata = lab.Site("aa-1.0.dist-info/METADATA");
        File.WriteAllText(metadata, File.ReadAllText(metadata).Replace("nonsense", "<3", StringComparison.Ordinal));

        await lab.ShouldVerifyAsync("PYENV3003", "PYENV5004");
    }

    // A program of Windows carries its code as an archive behind it.
    private static string LauncherOf(string script)
    {
        string code = File.ReadAllText(script, Encoding.Latin1);
        if (OperatingSystem.IsWindows())
        {
            // The archive counts from its own beginning, and the program stands before it.
            int start = code.LastIndexOf("PK\x3\x4", StringComparison.Ordinal);
            using var archive = new ZipArchive(new MemoryStream(Encoding.Latin1.GetBytes(code[start..])));
            using var reader = new StreamReader(archive.Entries.Single().Open());
            code = reader.ReadToEnd();
        }
        return Regex.Match(code, "from (\\w+) import").Groups[1].Value;
    }
}
