using System.Diagnostics;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Environments;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;
using PythonEnv.Vendoring;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>The same lock on other machines: checked for their platforms, vendored for them, and published.</summary>
[TestClass]
internal sealed class AnywhereTests
{
    private static readonly (string Tag, string Rid, string Text) _windows = ("win_amd64", "win-x64", "win"), _linux = (
        "manylinux_2_17_x86_64", "linux-x64", "linux");
    private static readonly (string Tag, string Rid, string Text) _own = OperatingSystem.IsWindows() ? _windows : _linux;
    private static readonly (string Tag, string Rid, string Text) _other = OperatingSystem.IsWindows() ? _linux : _windows;

    [TestMethod]
    public void A_pin_without_a_file_for_a_declared_platform_is_named_with_the_platform_and_the_nearest_version_that_has_one()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        lab.Declared[DeclaredNames.TargetRids] = $"linux-musl-x64;{_other.Rid}";

        MemoryLog log = Check(lab);

        CollectionAssert.AreEqual(new[] { "PYENV3002" }, log.ErrorCodes.ToArray(), log.ToString());
        string message = log.Errors.Single().Message;
        StringAssert.Contains(message, "linux-musl-x64");
        StringAssert.Contains(message, NameOf("1.0", _other.Tag));
        StringAssert.Contains(message, "native==1.1");
        Assert.AreEqual(1, log.Errors.Single().Where.Line);
    }

    [TestMethod]
    public void What_is_wrong_for_several_platforms_is_told_once_and_what_is_wrong_here_too_without_them()
    {
        using EngineLab lab = Natives().Pinned("nowhere==1.0", "missing==1.0 ; sys_platform == 'darwin'");
        lab.Declared[DeclaredNames.TargetRids] = $"{_other.Rid};osx-arm64;osx-x64";

        string[] problems = [.. Check(lab).Errors.Select(error => error.Problem)];

        CollectionAssert.AreEqual(
            new[]
            {
                "`nowhere==1.0` is on no index: there is no project `nowhere`",
                "`missing==1.0 ; sys_platform == 'darwin'` is on no index: there is no project `missing` (for osx-arm64, osx-x64)",
            }, problems);
    }

    [TestMethod]
    public void A_dependency_of_one_platform_alone_is_demanded_for_it()
    {
        using EngineLab lab = Natives()
            .With(
                new WheelBuilder("term", "1.0").WithFile("term.py", "").WithRequires("colour; sys_platform == 'darwin'"),
                new WheelBuilder("colour", "2.0").WithFile("colour.py", ""))
            .Pinned("term==1.0");
        lab.Declared[DeclaredNames.TargetRids] = $"{_other.Rid};osx-arm64";

        MemoryLog log = Check(lab);

        CollectionAssert.AreEqual(new[] { "PYENV3004" }, log.ErrorCodes.ToArray(), log.ToString());
        StringAssert.Contains(log.Errors.Single().Message, "osx-arm64");
    }

    [TestMethod]
    public async Task A_vendored_folder_has_the_files_of_every_platform_and_later_builds_ask_nobody_else()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        lab.Declared[DeclaredNames.TargetRids] = _other.Rid;

        MemoryLog log = Vendor(lab);

        Assert.IsEmpty(log.ErrorCodes, log.ToString());
        string[] files = Names(lab);
        CollectionAssert.AreEqual(
            new[] { ".pythonenv-vendored", "SHA256SUMS", "index.html", NameOf("1.0", _linux.Tag), NameOf("1.0", _windows.Tag) }, files);
        Directory.Delete(lab["wheels"], recursive: true);
        Directory.Delete(lab["cache"], recursive: true);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared[DeclaredNames.IndexUrl] = "http://127.0.0.1:9/simple/";
        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());
        Assert.AreEqual(_own.Text, File.ReadAllText(lab.Site("native.py")).Trim('#', '\n', ' '));
    }

    [TestMethod]
    public void What_the_lock_no_longer_names_goes_and_what_another_environment_wants_stays()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        Vendor(lab);
        lab.Write("app/docs.txt", "native==1.1\n");
        Vendor(lab, environment: "docs", requirements: "docs.txt");

        lab.Pinned("native==1.2");
        MemoryLog log = Vendor(lab);

        CollectionAssert.AreEqual(
            new[] { NameOf("1.1", _own.Tag), NameOf("1.2", _own.Tag) }, Names(lab)
                .Where(name => name.EndsWith(".whl", StringComparison.Ordinal))
                .ToArray(), log.ToString());
    }

    [TestMethod]
    public void What_could_not_be_deleted_goes_with_the_next_run()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        Vendor(lab);
        string old = lab[$"app/wheelhouse/{NameOf("1.0", _own.Tag)}"];
        byte[] content = File.ReadAllBytes(old);
        File.Delete(old);
        lab.Write(Path.Combine(old, "in the way"), "");

        Assert.ThrowsExactly<UnauthorizedAccessException>(() => Vendor(lab.Pinned("native==1.2")));

        Directory.Delete(old, recursive: true);
        File.WriteAllBytes(old, content);
        Assert.IsEmpty(Vendor(lab).ErrorCodes);
        Assert.IsFalse(File.Exists(old));
    }

    [TestMethod]
    public void A_folder_of_the_users_own_is_left_alone_and_what_a_killed_run_left_half_is_cleared()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        lab.Write("app/wheelhouse/mine.txt", "mine");

        CollectionAssert.AreEqual(new[] { "PYENV4001" }, Vendor(lab).ErrorCodes.ToArray());
        CollectionAssert.AreEqual(new[] { "mine.txt" }, Names(lab));

        lab.Write("app/wheelhouse/.pythonenv-vendored", "");
        lab.Write($"app/wheelhouse/{NameOf("1.0", _own.Tag)}.0123.part", "half");
        Assert.IsEmpty(Vendor(lab).ErrorCodes);
        Assert.IsFalse(Names(lab).Any(name => name.EndsWith(".part", StringComparison.Ordinal)));
        Assert.IsTrue(Names(lab).Contains("mine.txt"));
    }

    [TestMethod]
    public async Task A_vendored_file_that_was_exchanged_is_refused()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");
        Vendor(lab);
        Directory.Delete(lab["cache"], recursive: true);
        File.WriteAllBytes(lab[$"app/wheelhouse/{NameOf("1.0", _own.Tag)}"], Wheel("1.0", _own.Tag, "evil").ToBytes());

        Assert.IsNull(await lab.RestoreAsync());

        CollectionAssert.Contains(lab.Log.ErrorCodes.ToArray(), "PYENV3006", lab.Log.ToString());
    }

    [TestMethod]
    public void What_is_published_runs_without_project_cache_and_index()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/tool/main.py", "import greeting, words\nprint('published', words.VALUE)\n");

        MemoryLog log = Publish(lab, "", new("tool/main.py"));

        Assert.IsEmpty(log.ErrorCodes, log.ToString());
        Directory.Move(lab["out"], lab["elsewhere"]);
        foreach (string gone in new[] { "app", "cache", "wheels" })
            Directory.Delete(lab[gone], recursive: true);
        Assert.AreEqual("published 1", Run(lab[$"elsewhere/{Launcher}"], "-m", "tool.main"));
    }

    [TestMethod]
    public void For_another_platform_its_own_files_are_published_and_no_others()
    {
        using EngineLab lab = Natives().Pinned("native==1.0");

        Assert.IsEmpty(Publish(lab, _other.Rid).ErrorCodes);
        StringAssert.Contains(File.ReadAllText(lab["out/python/lib/site-packages/native.py"]), _other.Text);
        Assert.IsTrue(File.Exists(lab[_other == _windows ? "out/python/Scripts/python.cmd" : "out/python/bin/python"]));

        CollectionAssert.AreEqual(new[] { "PYENV3002" }, Publish(lab, "linux-arm64").ErrorCodes.ToArray());
        CollectionAssert.AreEqual(new[] { "PYENV1004" }, Publish(lab, "freebsd-x64").ErrorCodes.ToArray());
    }

    [TestMethod]
    public void A_folder_called_python_that_is_the_users_own_is_left_alone()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("out/python/mine.txt", "mine");

        CollectionAssert.AreEqual(new[] { "PYENV4001" }, Publish(lab, "").ErrorCodes.ToArray());

        Assert.AreEqual("mine", File.ReadAllText(lab["out/python/mine.txt"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(lab["out"]));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_killed_publish_leaves_nothing_that_is_deployed_later(bool wasPutAside)
    {
        using EngineLab lab = EngineLab.Greeting();
        Assert.IsEmpty(Publish(lab, "").ErrorCodes);
        var workspace = new EnvironmentWorkspace(lab["out/python"]);
        workspace.Create();
        lab.Write(Path.Combine(workspace.Staging, "half.txt"), "of a killed run");
        if (wasPutAside)
            Directory.Move(workspace.Location, workspace.Aside);

        Assert.IsEmpty(Publish(lab, "").ErrorCodes);

        CollectionAssert.AreEqual(new[] { workspace.Location }, Directory.GetFileSystemEntries(lab["out"]));
        Assert.IsFalse(File.Exists(lab["out/python/half.txt"]));
    }

    [TestMethod]
    public void Two_that_publish_into_one_folder_take_turns()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.LockTimeout] = "1";
        var workspace = new EnvironmentWorkspace(lab["out/python"]);
        using (EnvironmentLock.Acquire(workspace, "somebody", TimeSpan.Zero, static _ => { }, CancellationToken.None))
        {
            MemoryLog log = Publish(lab, "");
            CollectionAssert.AreEqual(new[] { "PYENV4004" }, log.ErrorCodes.ToArray());
            StringAssert.Contains(log.ToString(), "for somebody");
        }
        Assert.IsEmpty(Publish(lab, "").ErrorCodes);
    }

    [TestMethod]
    public void Byte_code_and_the_interpreter_are_published_on_request_without_a_trace_of_this_machine()
    {
        Requires.Posix("an interpreter's folders as Linux has them");
        using EngineLab lab = EngineLab.Greeting();

        MemoryLog log = Publish(lab, "", withInterpreter: true, compile: true);

        Assert.IsEmpty(log.ErrorCodes, log.ToString());
        string compiled = Directory.GetFiles(lab["out/python/lib/site-packages/__pycache__"], "words.cpython-*.pyc").Single();
        string library = Directory.GetDirectories(lab["out/python/interpreter/lib"], "python3.*").Single();
        Assert.IsTrue(File.Exists(Path.Combine(library, "os.py")));
        Assert.IsFalse(Directory.Exists(Path.Combine(library, "test")));
        Assert.AreEqual(
            $"{lab["out/python/interpreter"]} 1",
            Run(lab[$"out/{Launcher}"], "-c", "import sys, words; print(sys.base_prefix, words.VALUE)"));
        string code = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(compiled));
        Assert.IsFalse(code.Contains(lab.Root, StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow("none.py", "none.py", "It does not exist")]
    [DataRow("folder", "folder", "It is a folder")]
    [DataRow("a.py", "x/../../../a.py", "is no place below `src`")]
    [DataRow("a.py", "b.py", "is published as `b.py` too")]
    [DataRow("a.py", "b.py/a.py", "is the folder of another source")]
    public void A_source_that_has_no_place_of_its_own_is_said_and_nothing_is_published(string path, string target, string problem)
    {
        using EngineLab lab = EngineLab.Greeting();
        Touch(lab["app/a.py"]);
        Touch(lab["app/b.py"]);
        Touch(lab["app/folder/c.py"]);
        lab.Write(
            Path.GetRelativePath(lab.Root, lab.Values.ProjectFile),
            $"<Project>\n<ItemGroup>\n<PythonSource Include=\"b.py;{path}\" /></ItemGroup></Project>");
        var log = new MemoryLog();

        EnvironmentEngine.Create(lab.Values, log, lab.Host).Publish(
            new PublishRequest(lab["out"], "", [new(lab["app/b.py"], "b.py"), new(lab["app/" + path], target)], false, false),
            CancellationToken.None);

        Assert.AreEqual("PYENV1004", log.ErrorCodes.Single(), log.ToString());
        StringAssert.Contains(log.ToString(), problem);
        Assert.AreEqual(new SourceSpan(lab.Values.ProjectFile, 3, 2), log.Errors.Single().Where);
        Assert.IsFalse(Directory.Exists(lab["out/python"]));
    }

    [TestMethod]
    public void Byte_code_that_cant_be_written_is_no_published_folder_that_lacks_it()
    {
        using EngineLab lab = EngineLab.Greeting();
        Touch(lab["app/a.py"]);
        // Where the byte-code of `a.py` goes.
        Touch(lab["app/__pycache__"]);
        var log = new MemoryLog();

        EnvironmentEngine.Create(lab.Values, log, lab.Host).Publish(
            new PublishRequest(
                lab["out"], "", [new(lab["app/a.py"], "a.py"), new(lab["app/__pycache__"], "__pycache__")], false, Compile: true), default);

        string message = log.Errors.Single().ToString();
        StringAssert.Contains(message, "PYENV4002");
        StringAssert.Contains(message, "__pycache__");
        Assert.IsFalse(Directory.Exists(lab["out/python"]));
    }

    [TestMethod]
    public void A_publish_folder_that_cant_be_written_is_named_and_neither_the_environment_nor_the_project()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("out", "a file");

        string message = Publish(lab, "").Errors.Single().ToString();

        StringAssert.Contains(message, "PYENV4002");
        StringAssert.Contains(message, $"the publish folder `{lab["out"]}`");
        StringAssert.Contains(message, "`PublishDir`");
        Assert.DoesNotContain("PythonEnvLocation", message);
    }

    [TestMethod]
    public void A_platform_that_is_only_published_for_is_not_said_to_be_declared()
    {
        using EngineLab lab = Natives().Pinned("native==1.2");
        Assert.IsEmpty(Publish(lab, "").ErrorCodes);

        string message = Publish(lab, _other.Rid).Errors.Single().Message;

        StringAssert.Contains(message, $"publish for another platform than {_other.Rid}");
        Assert.IsFalse(message.Contains("PythonEnvTargetRids", StringComparison.Ordinal), message);
    }

    [TestMethod]
    public async Task What_is_published_is_what_the_environment_has_and_not_what_fits_better_since()
    {
        using EngineLab lab = new EngineLab()
            .With(new WheelBuilder("native", "1.0").WithFile("native.py", "# installed\n"))
            .Pinned("native==1.0");
        using LoopbackIndex index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        lab.With(Wheel("1.0", _own.Tag, "newer"));
        index.AddFolder(lab["wheels"]);

        Assert.IsEmpty(Publish(lab, "").ErrorCodes);

        Assert.AreEqual("# installed\n", File.ReadAllText(lab["out/python/lib/site-packages/native.py"]));
    }

    private static void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }

    private static EngineLab Natives() => new EngineLab().With(
        Wheel("1.0", _own.Tag, _own.Text), Wheel("1.0", _other.Tag, _other.Text), Wheel("1.1", _own.Tag, _own.Text),
        Wheel("1.1", "musllinux_1_1_x86_64", "musl"), Wheel("1.2", _own.Tag, _own.Text));

    private static string Launcher => OperatingSystem.IsWindows() ? "python/Scripts/python.cmd" : "python/bin/python";

    private static string NameOf(string version, string tag) => $"native-{version}-cp38-abi3-{tag}.whl";

    private static WheelBuilder Wheel(string version, string platform, string text) =>
        new WheelBuilder("native", version) { Tag = $"cp38-abi3-{platform}", RootIsPurelib = false }.WithFile("native.py", $"# {text}\n");

    private static MemoryLog Check(EngineLab lab)
    {
        var log = new MemoryLog();
        EnvironmentEngine.Create(lab.Values, log, lab.Host).Check(CancellationToken.None);
        return log;
    }

    private static MemoryLog Vendor(EngineLab lab, string environment = "default", string? requirements = null)
    {
        var log = new MemoryLog();
        var values = new DeclaredValues(
            environment, lab.Values.ProjectFile,
            name => name == DeclaredNames.Requirements
                && requirements is not null ? requirements : lab.Declared.GetValueOrDefault(name, ""));
        EnvironmentEngine.Create(values, log, lab.Host).Vendor(CancellationToken.None);
        return log;
    }

    private static MemoryLog Publish(EngineLab lab, string rid, Source? source = null, bool withInterpreter = false, bool compile = false)
    {
        var log = new MemoryLog();
        EnvironmentEngine.Create(lab.Values, log, lab.Host).Publish(
            new PublishRequest(
                lab["out"], rid, source is null ? [] : [new(lab[$"app/{source.Target}"], source.Target)], withInterpreter,
                compile), CancellationToken.None);
        return log;
    }

    private static string[] Names(EngineLab lab) =>
        [.. Directory.EnumerateFileSystemEntries(lab["app/" + VendoredFolder.FolderName])
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath()
        };
        start.Environment["PATH"] = string.Join(
            Path.PathSeparator, Path.GetDirectoryName(MachineInterpreters.Usual), Environment.GetEnvironmentVariable("PATH"));
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, error.GetAwaiter().GetResult());
        return output.TrimEnd('\n');
    }

    private sealed record Source(string Target);
}
