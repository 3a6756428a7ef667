using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>
/// What people, tools and accidents do to an environment: the next build finds it, a verification says it with a code, and it is mended
/// without touching what is somebody else's.
/// </summary>
[TestClass]
internal sealed class HandEditTests
{
    private const string Site = ".venv/lib/python3.11/site-packages";

    private static readonly Dictionary<string, Action<EngineLab>> s_edits = new(StringComparer.Ordinal)
    {
        ["a module becomes a folder"] = lab => ToFolder(lab, $"{Site}/words.py"),
        ["a RECORD becomes a folder"] = lab => ToFolder(lab, $"{Site}/words-1.0.dist-info/RECORD"),
        ["a METADATA becomes a folder"] = lab => ToFolder(lab, $"{Site}/words-1.0.dist-info/METADATA"),
        ["a command becomes a folder"] = lab => ToFolder(lab, ".venv/bin/greet"),
        ["the receipt becomes a folder"] = lab => ToFolder(lab, ".venv/pythonenv.receipt"),
        ["the list of files becomes a folder"] = lab => ToFolder(lab, ".venv/pythonenv.files"),
        ["pyvenv.cfg becomes a folder"] = lab => ToFolder(lab, ".venv/pyvenv.cfg"),
        ["the interpreter becomes a folder"] = lab => ToFolder(lab, ".venv/bin/python"),
        ["a package becomes a file"] = lab => ToFile(lab, $"{Site}/greeting"),
        ["a dist-info becomes a file"] = lab => ToFile(lab, $"{Site}/greeting-1.0.dist-info"),
        ["bin becomes a file"] = lab => ToFile(lab, ".venv/bin"),
        ["site-packages becomes a file"] = lab => ToFile(lab, Site),
        ["lib becomes a file"] = lab => ToFile(lab, ".venv/lib"),
        ["a package becomes a link"] = lab => ToLink(lab, $"{Site}/greeting"),
        ["a dist-info becomes a link"] = lab => ToLink(lab, $"{Site}/words-1.0.dist-info"),
        ["bin becomes a link"] = lab => ToLink(lab, ".venv/bin"),
        ["lib becomes a link"] = lab => ToLink(lab, ".venv/lib"),
        ["the folder of Python's version becomes a link"] = lab => ToLink(lab, ".venv/lib/python3.11"),
        ["site-packages becomes a link"] = lab => ToLink(lab, Site),
        ["a module becomes a link to the same text"] = lab => ToFileLink(lab, $"{Site}/words.py"),
        ["a RECORD becomes a link to the same text"] = lab => ToFileLink(lab, $"{Site}/words-1.0.dist-info/RECORD"),
        ["the receipt becomes a link to the same text"] = lab => ToFileLink(lab, ".venv/pythonenv.receipt"),
        ["a dist-info gets another version"] = lab => Rename(lab, $"{Site}/words-1.0.dist-info", $"{Site}/words-2.0.dist-info"),
        ["a dist-info gets another case"] = lab => Rename(lab, $"{Site}/words-1.0.dist-info", $"{Site}/WORDS-1.0.dist-info"),
        ["a dist-info is put aside as pip does"] = lab => Rename(lab, $"{Site}/words-1.0.dist-info", $"{Site}/~ords-1.0.dist-info"),
        ["a module gets another case"] = lab => Rename(lab, $"{Site}/words.py", $"{Site}/Words.py"),
        ["a second dist-info of one name"] = lab => Copy(lab, $"{Site}/words-1.0.dist-info", $"{Site}/words-1.1.dist-info"),
        ["a second dist-info of another spelling"] = lab => Copy(lab, $"{Site}/words-1.0.dist-info", $"{Site}/WORDS-1.0.0.dist-info"),
        ["an egg-info of a name that is there"] = lab => lab.Write($"app/{Site}/words-1.0-py3.11.egg-info", "Name: words\nVersion: 1.0\n"),
        ["an egg-link"] = lab => lab.Write($"app/{Site}/words.egg-link", "/tmp\n.\n"),
        ["a RECORD is deleted"] = lab => File.Delete(lab[$"app/{Site}/words-1.0.dist-info/RECORD"]),
        ["a METADATA is deleted"] = lab => File.Delete(lab[$"app/{Site}/words-1.0.dist-info/METADATA"]),
        ["an INSTALLER is deleted"] = lab => File.Delete(lab[$"app/{Site}/words-1.0.dist-info/INSTALLER"]),
        ["a dist-info is deleted"] = lab => Directory.Delete(lab[$"app/{Site}/words-1.0.dist-info"], true),
        ["a package is deleted"] = lab => Directory.Delete(lab[$"app/{Site}/greeting"], true),
        ["site-packages is deleted"] = lab => Directory.Delete(lab[$"app/{Site}"], true),
        ["bin is deleted"] = lab => Directory.Delete(lab["app/.venv/bin"], true),
        ["a RECORD with odd lines"] = lab => lab.Write($"app/{Site}/words-1.0.dist-info/RECORD", "../../../../../../etc/passwd,,\n\0,,\n\"\n,,,,,\n/etc/hosts,sha256=,\n"),
        ["a METADATA in another encoding"] = lab => File.WriteAllBytes(lab[$"app/{Site}/words-1.0.dist-info/METADATA"], [0xFF, 0xFE, 0x4E, 0, 0xC3, 0x28]),
        ["pyvenv.cfg has another home"] = lab => Replace(lab, ".venv/pyvenv.cfg", "home = ", "home = /nowhere"),
        ["pyvenv.cfg lets in the base's packages"] = lab => Replace(lab, ".venv/pyvenv.cfg", "= false", "= true"),
        ["pyvenv.cfg loses the mark"] = lab => lab.Write("app/.venv/pyvenv.cfg", "home = /usr/bin\n"),
        ["pyvenv.cfg is deleted"] = lab => File.Delete(lab["app/.venv/pyvenv.cfg"]),
        ["the interpreter leads elsewhere"] = lab => Relink(lab, ".venv/bin/python", "/usr/bin/python3"),
        ["the interpreter's second name leads elsewhere"] = lab => Relink(lab, ".venv/bin/python3", "/usr/bin/python3"),
        ["the interpreter's third name leads elsewhere"] = lab => Relink(lab, ".venv/bin/python3.11", "/usr/bin/python3"),
        ["the interpreter is a script"] = lab => Script(lab, ".venv/bin/python"),
        ["the interpreter's second name is a script"] = lab => Script(lab, ".venv/bin/python3"),
        ["the interpreter's second name is deleted"] = lab => File.Delete(lab["app/.venv/bin/python3"]),
        ["lib64 leads elsewhere"] = lab => Relink(lab, ".venv/lib64", "/usr/lib"),
        ["a .pth is added"] = lab => lab.Write($"app/{Site}/evil.pth", "import os\n"),
        ["a sitecustomize is added"] = lab => lab.Write($"app/{Site}/sitecustomize.py", ""),
        ["a module is added to a package"] = lab => lab.Write($"app/{Site}/greeting/more.py", ""),
        ["a package is added"] = lab => lab.Write($"app/{Site}/added/__init__.py", ""),
        ["a module of an extension is added"] = lab => lab.Write($"app/{Site}/greeting/__init__.cpython-311-x86_64-linux-gnu.so", ""),
        ["a command is added"] = lab => lab.Write("app/.venv/bin/extra", "#!/bin/sh\n"),
        ["an interpreter of another major version is added"] = lab => lab.Write("app/.venv/bin/python2", "#!/bin/sh\n"),
        ["an interpreter of no version is added"] = lab => lab.Write("app/.venv/bin/python3.99", ""),
        ["a link with an interpreter's name is added"] = lab => Relink(lab, ".venv/bin/python9", "/bin/ls"),
        ["an interpreter of another version is added"] = lab => Relink(lab, ".venv/bin/python3.12", MachineInterpreters.Another),
        ["an activation script is edited"] = lab => File.AppendAllText(lab["app/.venv/bin/activate"], "rm -rf /\n"),
        ["an activation script is a link to the same text"] = lab => ToFileLink(lab, ".venv/bin/activate"),
        ["an activation script becomes a folder"] = lab => ToFolder(lab, ".venv/bin/activate"),
        ["an activation script is deleted"] = lab => File.Delete(lab["app/.venv/bin/activate"]),
        ["a module may not be read"] = lab => Bar(lab[$"app/{Site}/words.py"]),
        ["a RECORD may not be read"] = lab => Bar(lab[$"app/{Site}/words-1.0.dist-info/RECORD"]),
        ["an activation script may not be read"] = lab => Bar(lab["app/.venv/bin/activate"]),
        ["a command may not be executed"] = lab => Bar(lab["app/.venv/bin/greet"], UnixFileMode.UserRead | UnixFileMode.UserWrite),
        ["a module is emptied"] = lab => lab.Write($"app/{Site}/words.py", ""),
        ["a module becomes zeros"] = lab => Zero(lab[$"app/{Site}/words.py"]),
        ["the receipt is emptied"] = lab => lab.Write("app/.venv/pythonenv.receipt", ""),
        ["the receipt becomes zeros"] = lab => Zero(lab["app/.venv/pythonenv.receipt"]),
        ["the list of files is emptied"] = lab => lab.Write("app/.venv/pythonenv.files", ""),
        ["the list of files becomes zeros"] = lab => Zero(lab["app/.venv/pythonenv.files"]),
        ["the list of files is deleted"] = lab => File.Delete(lab["app/.venv/pythonenv.files"]),
        ["the receipt becomes huge"] = lab => Grow(lab["app/.venv/pythonenv.receipt"]),
        ["the list of files becomes huge"] = lab => Grow(lab["app/.venv/pythonenv.files"]),
        ["pyvenv.cfg becomes huge"] = lab => Grow(lab["app/.venv/pyvenv.cfg"]),
        ["a RECORD becomes huge"] = lab => Grow(lab[$"app/{Site}/words-1.0.dist-info/RECORD"]),
        ["a METADATA becomes huge"] = lab => Grow(lab[$"app/{Site}/words-1.0.dist-info/METADATA"]),
        ["an activation script becomes huge"] = lab => Grow(lab["app/.venv/bin/activate"]),
        ["an egg-info of a huge METADATA"] = lab =>
        {
            lab.Write($"app/{Site}/other-1.0.egg-info/PKG-INFO", "Name: other\nVersion: 1.0\n");
            Grow(lab[$"app/{Site}/other-1.0.egg-info/PKG-INFO"]);
        },
        ["a leftover in the workspace"] = lab => lab.Write("app/.venv.pythonenv/staging/x", ""),
        ["a leftover of a change in the workspace"] = lab => lab.Write("app/.venv.pythonenv/removed/x", ""),
        ["the workspace is deleted"] = lab => Directory.Delete(new EnvironmentWorkspace(lab.Location).Root, true),
    };

    // Nothing of them is needed until a change.
    private static readonly string[] s_harmless = ["the workspace is deleted", "the receipt becomes a link to the same text"];

    // A thorough look does without, and every installed file is what it was.
    private static readonly string[] s_dispensable =
    [
        .. s_harmless, "the list of files becomes a folder", "the list of files is emptied", "the list of files becomes zeros",
        "the list of files is deleted", "the list of files becomes huge", "a leftover in the workspace", "a leftover of a change in the workspace"
    ];

    public static IEnumerable<object[]> Edits => s_edits.Keys.Select(edit => (object[])[edit]);

    [TestMethod]
    [DynamicData(nameof(Edits))]
    public async Task An_edit_is_found_told_and_mended(string edit)
    {
        Requires.Posix("links and the paths of POSIX");
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        s_edits[edit](lab);
        string[] elsewhere = Directory.Exists(lab["elsewhere"]) ? TreeListing.Of(lab["elsewhere"]) : [];

        Assert.AreEqual(s_harmless.Contains(edit), lab.Look().Length == 0, "not found by the next build");
        lab.Run(engine => Assert.AreEqual(s_dispensable.Contains(edit), engine.Verify(CancellationToken.None) is not null, lab.Log.ToString()));
        Assert.IsTrue(lab.Log.ErrorCodes.All(code => code.StartsWith("PYENV50", StringComparison.Ordinal)), lab.Log.ToString());
        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        lab.AssertNothingLeft();
        await lab.ShouldVerifyAsync();
        Assert.AreEqual("", lab.Look());
        Assert.AreEqual("1 True", lab.Python("import greeting, sys; print(greeting.words.VALUE, sys.prefix.endswith('.venv'))"));
        if (elsewhere.Length > 0)
            CollectionAssert.AreEqual(elsewhere, TreeListing.Of(lab["elsewhere"]));
    }

    [TestMethod]
    public async Task What_only_a_whole_verification_finds_is_mended_as_it_says()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        DateTime time = File.GetLastWriteTimeUtc(lab.Site("words.py"));
        File.WriteAllText(lab.Site("words.py"), "VALUE = 2\n");
        File.SetLastWriteTimeUtc(lab.Site("words.py"), time);

        lab.Run(engine => Assert.IsNull(engine.Verify(CancellationToken.None)));

        Assert.AreEqual(
            "Build with `PythonEnvMode=Restore` and `PythonEnvVerifyLevel=Full` to mend it", lab.Log.Errors.Single().Remedy);
        lab.Declared[DeclaredNames.VerifyLevel] = "Full";
        await lab.ShouldRestoreAsync("PYENV5004");
        Assert.AreEqual("1", lab.Python("import greeting; print(greeting.words.VALUE)"));
    }

    [TestMethod]
    [DataRow("emptied")]
    [DataRow("zeros")]
    [DataRow("zeros of the old time")]
    [DataRow("huge")]
    public async Task A_file_of_the_cache_that_a_power_cut_took_is_made_anew(string damage)
    {
        using EngineLab lab = EngineLab.Greeting();
        using var index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        string modules = Modules(lab);
        foreach (string file in FileTree.FilesBelow(lab["cache"]).ToList())
        {
            // Of unpacked wheels, size and time are all that a link costs: see "A power cut" in docs/security.md.
            if (damage == "zeros of the old time" && file.Split('/', '\\').Any(part => part is "tree" or "ready"))
                continue;
            await lab.CleanAsync();
            DateTime time = File.GetLastWriteTimeUtc(file);
            if (damage == "emptied")
                File.WriteAllBytes(file, []);
            else if (damage == "huge")
                Grow(file);
            else
                Zero(file);
            if (damage == "zeros of the old time")
                File.SetLastWriteTimeUtc(file, time);

            Assert.IsNotNull(await lab.RestoreAsync(), $"{file}: {lab.Log}");
            lab.Run(engine => Assert.IsNotNull(engine.Verify(CancellationToken.None), $"{file}: {lab.Log}"));
            Assert.AreEqual(modules, Modules(lab), file);
        }
        Assert.AreEqual("1", lab.Python("import greeting; print(greeting.words.VALUE)"));
    }

    private static string Modules(EngineLab lab) => string.Concat(
        Directory.EnumerateFiles(lab.Layout.SitePackages, "*.py", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText));

    [TestMethod]
    [DataRow("hardlink")]
    [DataRow("copy")]
    public async Task Rights_that_the_cache_has_lost_reach_no_other_environment(string mode)
    {
        Requires.Posix("rights of files");
        using EngineLab lab = EngineLab.Greeting();
        lab.With(new WheelBuilder("tool", "1.0").WithFile("tool/run", "#!/bin/sh\n", executable: true).WithScript("tell", "#!/bin/sh\n"));
        lab.Pinned("greeting==1.0", "words==1.0", "tool==1.0");
        lab.Declared[DeclaredNames.LinkMode] = mode;
        await lab.ShouldRestoreAsync();
        foreach (string file in FileTree.FilesBelow(lab["cache"]).Where(file => file.Split('/').Contains("tree")).ToList())
            Bar(file, Path.GetFileName(file) == "run" ? UnixFileMode.UserRead : UnixFileMode.None);
        lab.Project = "other/Other.csproj";
        lab.Write("other/Other.csproj", "<Project />");
        File.Copy(lab["app/requirements.txt"], lab["other/requirements.txt"]);

        await lab.ShouldRestoreAsync();

        if (OperatingSystem.IsWindows())
            return;
        Assert.IsTrue(File.GetUnixFileMode(lab.Site("words.py")).HasFlag(UnixFileMode.UserRead));
        Assert.IsTrue(File.GetUnixFileMode(lab.Site("tool/run")).HasFlag(UnixFileMode.UserExecute));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task What_is_no_byte_code_among_it_is_found_by_a_full_verification()
    {
        Requires.Posix("links and the paths of POSIX");
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string[] rightful = ["words.cpython-311.pyc", "words.cpython-311.pyc.139862", "words.fill-3.py311.nbi", "words.fill-3.py311.1.nbc"];
        string[] strays = ["evil.py", "libx.so", "deep/evil.pyc"];
        foreach (string file in rightful.Concat(strays))
            lab.Write($"app/{Site}/greeting/__pycache__/{file}", "");
        File.CreateSymbolicLink(lab.Site("greeting/__pycache__/link.pyc"), "/bin/ls");
        Assert.AreEqual("", lab.Look(), "the quick look passes them over");

        await lab.ShouldVerifyAsync("PYENV5004");
        lab.Declared[DeclaredNames.VerifyLevel] = "Full";
        await lab.ShouldRestoreAsync("PYENV5004");

        Assert.IsTrue(rightful.All(file => File.Exists(lab.Site($"greeting/__pycache__/{file}"))));
        Assert.IsFalse(strays.Append("link.pyc").Any(file => File.Exists(lab.Site($"greeting/__pycache__/{file}"))));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Of_a_package_that_somebody_added_no_folder_stays()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        string[] before = Folders();
        string[] guests =
        [
            "guest/__init__.py", "guest/__pycache__/__init__.cpython-311.pyc", "guest/deep/er.py",
            "guest/deep/__pycache__/er.cpython-311.pyc", "greeting/guest/data.txt",
        ];
        foreach (string file in guests)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(lab.Site(file))!);
            File.WriteAllText(lab.Site(file), "");
        }

        await lab.ShouldRestoreAsync("PYENV5004");

        CollectionAssert.AreEqual(before, Folders(), "an empty folder would be a package to Python");
        await lab.ShouldVerifyAsync();

        string[] Folders() => [.. Directory.GetDirectories(lab.Site(""), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [TestMethod]
    public async Task Declared_copies_take_the_place_of_links()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.LinkMode] = "hardlink";
        await lab.ShouldRestoreAsync();
        string cached = FileTree.FilesBelow(lab["cache"]).Single(file => file.EndsWith("words.py", StringComparison.Ordinal));
        Assert.AreEqual(FileStamp.Of(cached), FileStamp.Of(lab.Site("words.py")), "a link");
        lab.Declared[DeclaredNames.LinkMode] = "copy";

        await lab.ShouldVerifyAsync("PYENV5004");
        await lab.ShouldRestoreAsync("PYENV5004");

        Assert.AreNotEqual(FileStamp.Of(cached), FileStamp.Of(lab.Site("words.py")));
        Assert.AreEqual("", lab.Look());

        // Copies do where links are declared, until something is placed anew.
        lab.Declared[DeclaredNames.LinkMode] = "hardlink";
        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.LinkMode] = "copy";
        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.LinkMode] = "auto";
        await lab.Pinned("greeting==1.0", "words==2.0").ShouldRestoreAsync("PYENV5003");
        lab.Declared[DeclaredNames.LinkMode] = "copy";
        await lab.ShouldRestoreAsync("PYENV5004");
    }

    [TestMethod]
    public async Task A_right_that_somebody_adds_is_no_difference()
    {
        Requires.Posix("rights of files");
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        Bar(lab.Site("words.py"), (UnixFileMode)0b111_101_101);

        await lab.ShouldVerifyAsync();
        await lab.ShouldRestoreAsync();

        Assert.AreEqual("", lab.Look());
    }

    private static void Bar(string path, UnixFileMode mode = UnixFileMode.None)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    // More than can be held in memory; nothing of it takes room on the disk.
    private static void Grow(string path)
    {
        Requires.Posix("files with holes");
        using FileStream file = File.OpenWrite(path);
        file.SetLength(3L << 30);
    }

    private static void ToFolder(EngineLab lab, string path)
    {
        File.Delete(lab[$"app/{path}"]);
        Directory.CreateDirectory(lab[$"app/{path}"]);
        lab.Write($"app/{path}/inside", "");
    }

    private static void ToFile(EngineLab lab, string path)
    {
        Directory.Delete(lab[$"app/{path}"], recursive: true);
        lab.Write($"app/{path}", "");
    }

    private static void ToLink(EngineLab lab, string path)
    {
        Directory.Move(lab[$"app/{path}"], lab["elsewhere"]);
        Directory.CreateSymbolicLink(lab[$"app/{path}"], lab["elsewhere"]);
    }

    private static void ToFileLink(EngineLab lab, string path)
    {
        Directory.CreateDirectory(lab["elsewhere"]);
        File.Move(lab[$"app/{path}"], lab["elsewhere/file"]);
        File.CreateSymbolicLink(lab[$"app/{path}"], lab["elsewhere/file"]);
    }

    private static void Rename(EngineLab lab, string from, string to) => Directory.Move(lab[$"app/{from}"], lab[$"app/{to}"]);

    private static void Copy(EngineLab lab, string from, string to)
    {
        foreach (string file in Directory.GetFiles(lab[$"app/{from}"]))
            lab.Write($"app/{to}/{Path.GetFileName(file)}", File.ReadAllText(file));
    }

    private static void Replace(EngineLab lab, string path, string old, string replacement) =>
        lab.Write($"app/{path}", File.ReadAllText(lab[$"app/{path}"]).Replace(old, replacement, StringComparison.Ordinal));

    private static void Relink(EngineLab lab, string path, string target)
    {
        File.Delete(lab[$"app/{path}"]);
        File.CreateSymbolicLink(lab[$"app/{path}"], target);
    }

    private static void Script(EngineLab lab, string path)
    {
        File.Delete(lab[$"app/{path}"]);
        lab.Write($"app/{path}", "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(lab[$"app/{path}"], (UnixFileMode)0b111_101_101);
    }

    private static void Zero(string path) => File.WriteAllBytes(path, new byte[new FileInfo(path).Length]);
}
