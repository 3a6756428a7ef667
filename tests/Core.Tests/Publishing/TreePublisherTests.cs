using System.Diagnostics;
using PythonEnv.Cache;
using PythonEnv.Core.Tests.Installing;
using PythonEnv.Environments;
using PythonEnv.Installing;
using PythonEnv.Publishing;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Publishing;

[TestClass]
internal sealed class TreePublisherTests
{
    [TestMethod]
    public void A_published_folder_runs_its_commands_and_sources_wherever_it_is_moved()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python");
        Directory.CreateDirectory(lab["élsewhere with blanks"]);
        Directory.Move(python.Root, lab["élsewhere with blanks/python"]);
        Directory.Delete(lab["cache"], recursive: true);
        string home = lab["élsewhere with blanks/python"];

        Assert.AreEqual("hello from words", lab.Run(Path.Combine(home, "bin", "greet")));
        Assert.AreEqual("hello from words", lab.Run(Path.Combine(home, "bin", "greet-script")));
        Assert.AreEqual("source hello from words", lab.Run(Path.Combine(home, "bin", "python"), "-m", "app.main"));
        Assert.AreEqual(
            "",
            lab.Run(
                Path.Combine(home, "bin", "python"), "-c",
                "import sys; print(*[p for p in sys.path if 'pyenv' in p and 'site-packages' in p], end='')"),

            "nothing of the interpreter's own packages is importable");
    }

    [TestMethod]
    public void A_command_runs_through_a_link_and_its_children_see_the_same_distributions()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python");
        File.CreateSymbolicLink(lab["greet"], Path.Combine(python.Commands, "greet"));

        Assert.AreEqual("hello from words", lab.Run(lab["greet"]));
        Assert.AreEqual("1", lab.Run(Path.Combine(python.Commands, "python"), "-c",
            "import subprocess, sys; subprocess.check_call([sys.executable, '-c', 'import words; print(words.VALUE)'])"));
    }

    [TestMethod]
    public void A_command_takes_no_module_from_the_folder_of_its_caller()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python");
        File.WriteAllText(lab["words.py"], "raise SystemExit('not ours')\n");

        Assert.AreEqual(
            "hello from words",
            lab.Run("/bin/sh", "-c", $"cd '{lab.Root}' && exec '{Path.Combine(python.Commands, "greet")}'"));
    }

    [TestMethod]
    public void The_same_lock_gives_the_same_bytes_in_another_place_and_no_trace_of_this_one()
    {
        using Lab lab = new();
        PublishedPython one = lab.Publish("one/python");
        PublishedPython two = lab.Publish("another/place/python");

        string[] names = Files(one.Root);
        CollectionAssert.AreEqual(names, Files(two.Root));
        foreach (string name in names)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(one.Root, name));
            CollectionAssert.AreEqual(bytes, File.ReadAllBytes(Path.Combine(two.Root, name)), name);
            Assert.IsFalse(System.Text.Encoding.Latin1.GetString(bytes).Contains(lab.Root, StringComparison.Ordinal), name);
            Assert.AreEqual(1980, File.GetLastWriteTimeUtc(Path.Combine(one.Root, name)).Year, name);
        }
    }

    [TestMethod]
    public void Another_Python_than_the_published_one_is_refused_with_both_named()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python");

        (int exitCode, string error) = lab.Fail(
            Path.Combine(python.Commands, "greet"), ("PYTHONENV_PYTHON", MachineInterpreters.Pyenv("3.12")));
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(error, "published for Python 3.11");
        StringAssert.Contains(error, "3.12");

        (exitCode, error) = lab.Fail(Path.Combine(python.Commands, "greet"), ("PATH", "/usr/bin:/bin"), ("PYTHONENV_PYTHON", ""));
        // The distribution of the machine may have a 3.11 of its own.
        Assert.IsTrue(exitCode == 0 || (exitCode == 127 && error.Contains("python3.11", StringComparison.Ordinal)), error);
    }

    [TestMethod]
    public void For_Windows_the_launchers_are_command_files()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python", windows: true);

        string command = File.ReadAllText(Path.Combine(python.Root, "Scripts", "greet.cmd"));
        StringAssert.Contains(command, "%~dp0python.cmd");
        StringAssert.EndsWith(command, "%*\r\n");
        StringAssert.Contains(File.ReadAllText(Path.Combine(python.Root, "Scripts", "python.cmd")), "py -3.11 %*\r\n");
    }

    [TestMethod]
    public void The_RECORD_of_a_published_distribution_lists_what_lies_there()
    {
        using Lab lab = new();
        PublishedPython python = lab.Publish("out/python");

        string listed = lab.Run(Path.Combine(python.Commands, "python"), "-c", """
            import base64, hashlib, importlib.metadata
            for distribution in importlib.metadata.distributions():
                if distribution.read_text("INSTALLER") != "pythonenv\n":
                    continue
                for file in distribution.files:
                    if file.hash is not None:
                        digest = hashlib.new(file.hash.mode, file.locate().read_bytes()).digest()
                        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == file.hash.value, file
                        assert file.locate().stat().st_size == file.size, file
                    print(file.locate().resolve())
            """);

        string[] files = [.. listed.Split('\n').Select(path => Path.GetRelativePath(python.Root, path)).Order(StringComparer.Ordinal)];
        string[] others = ["bin/python", "lib/startup/sitecustomize.py", "pythonenv.json", "src/app/main.py"];
        CollectionAssert.AreEqual(Files(python.Root).Except(others).ToArray(), files);
    }

    [TestMethod]
    public void A_place_that_several_distributions_want_is_given_as_in_an_environment()
    {
        using Lab lab = new(
            new WheelBuilder("rival", "1.0").WithFile("words.py", "VALUE = 2\n").WithConsoleScript("greet", "rival:main"),
            new WheelBuilder("twin", "1.0").WithFile("words.py", "VALUE = 2\n"));

        foreach (string place in (string[])["a", "b", "c", "d"])
        {
            PublishedPython python = lab.Publish(place);
            Assert.AreEqual("VALUE = 2\n", File.ReadAllText(Path.Combine(python.SitePackages, "words.py")));
            StringAssert.Contains(File.ReadAllText(Path.Combine(python.Commands, "greet")), "from greeting import main");
            Assert.DoesNotContain("words.py", Lab.Record(python, "words"));
            Assert.DoesNotContain("bin/greet", Lab.Record(python, "rival"));
            StringAssert.Contains(Lab.Record(python, "twin"), "words.py");
        }
    }

    [TestMethod]
    [DataRow("words.py", DisplayName = "a module")]
    [DataRow("greet-script", DisplayName = "a script")]
    public void What_the_cache_holds_is_proved_while_it_is_copied(string name)
    {
        using Lab lab = new();
        string file = Directory.GetFiles(lab["cache"], name, SearchOption.AllDirectories).Single();
        DateTime time = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, new byte[new FileInfo(file).Length]);
        File.SetLastWriteTimeUtc(file, time);

        Assert.ThrowsExactly<ArchiveDamagedException>(() => lab.Publish("out/python"));
    }

    [TestMethod]
    [DataRow("words.py", DisplayName = "a module")]
    [DataRow("greet-script", DisplayName = "a script")]
    public void What_the_cache_has_lost_is_damage_as_well(string name)
    {
        using Lab lab = new();
        File.Delete(Directory.GetFiles(lab["cache"], name, SearchOption.AllDirectories).Single());

        Assert.ThrowsExactly<ArchiveDamagedException>(() => lab.Publish("out/python"));
    }

    private static string[] Files(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file))
            .Order(StringComparer.Ordinal)];

    private sealed class Lab : IDisposable
    {
        private readonly TempDirectory _folder = new("publish");
        private readonly string _python;
        private readonly PreparedPin[] _pins;
        private readonly InstallTarget _target;

        /// <param name="more">Published beside the usual two.</param>
        public Lab(params WheelBuilder[] more)
        {
            Requires.Posix("a POSIX shell");
            _python = MachineInterpreters.Pyenv("3.11");
            _target = InstallLab.TargetOf(EnvironmentLayout.For(_folder["env"], "3.11", "cpython", gilDisabled: false, windows: false));
            ArchiveCache cache = new(_folder["cache"]);
            WheelBuilder[] wheels =
            [
                new WheelBuilder("greeting", "1.0").WithFile(
                    "greeting/__init__.py", "import words\ndef main():\n    print('hello from', words.__name__)\n")
                    .WithConsoleScript("greet", "greeting:main").WithScript("greet-script", "#!python\nimport greeting\ngreeting.main()\n"),
                .. more,
                new WheelBuilder("words", "1.0").WithFile("words.py", "VALUE = 1\n")
                    .WithData("data", "share/words/list.txt", "a\n"u8.ToArray()),
            ];
            _pins =
            [
                .. wheels.Select(wheel => wheel.WriteTo(_folder["wheels"])).Select(path => new PreparedPin(
                    InstallLab.Plan(path), cache.Unpack(path, InstallLab.Sha256(path), CancellationToken.None)))
            ];
        }

        public string Root => _folder.Path;

        public string this[string path] => _folder[path];

        public void Dispose() => _folder.Dispose();

        public PublishedPython Publish(string folder, bool windows = false)
        {
            var python = new PublishedPython(
                _folder[folder], "cpython", "3.11", IsFreeThreaded: false, windows, windows ? "win-x64" : "linux-x64");
            string source = _folder.Write("project/app/main.py", "import words, greeting\nprint('source ', end='')\ngreeting.main()\n");
            new TreePublisher(python, _target).Write("App.csproj", _pins, FileOwners.Among(_pins, _target), [new PublishedSource(source, "app/main.py")], CancellationToken.None);
            return python;
        }

        public static string Record(PublishedPython python, string name) =>
            File.ReadAllText(Path.Combine(python.SitePackages, $"{name}-1.0.dist-info", "RECORD"));

        public string Run(string program, params string[] arguments)
        {
            (int exitCode, string output, string error) = Start(program, arguments, []);
            Assert.AreEqual(0, exitCode, error);
            return output.TrimEnd('\n');
        }

        public (int ExitCode, string Error) Fail(string program, params (string Name, string Value)[] variables)
        {
            (int exitCode, _, string error) = Start(program, [], variables);
            return (exitCode, error);
        }

        private (int ExitCode, string Output, string Error) Start(
            string program, string[] arguments, (string Name, string Value)[] variables)
        {
            ProcessStartInfo start = new(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/"
            };
            start.Environment["PATH"] = $"{Path.GetDirectoryName(_python)}:/usr/bin:/bin";
            foreach ((string name, string value) in variables)
                start.Environment[name] = value;
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
    }
}
