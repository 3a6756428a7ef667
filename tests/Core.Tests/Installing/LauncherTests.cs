using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using PythonEnv.Installing;
using PythonEnv.Installing.Launchers;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Versions;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class LauncherTests
{
    private static readonly EntryPointScript Command = new("tool", "package.module", "Class.main", IsGui: false);

    public static IEnumerable<object[]> Texts =>
    [
        [
            "22.3",
            """
            # -*- coding: utf-8 -*-
            import re
            import sys
            from package.module import Class
            if __name__ == '__main__':
                sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])
                sys.exit(Class.main())

            """,
        ],
        [
            "25.2",
            """
            import sys
            from package.module import Class
            if __name__ == '__main__':
                if sys.argv[0].endswith('.exe'):
                    sys.argv[0] = sys.argv[0][:-4]
                sys.exit(Class.main())

            """,
        ],
        [
            "26.0",
            """
            import sys
            from package.module import Class
            if __name__ == '__main__':
                sys.argv[0] = sys.argv[0].removesuffix('.exe')
                sys.exit(Class.main())

            """,
        ],
    ];

    [TestMethod]
    [DynamicData(nameof(Texts))]
    public void The_text_is_that_of_the_interpreters_pip(string pip, string expected) =>
        Assert.AreEqual(expected, LauncherScript.Text(Command, PythonVersion.Parse(pip)));

    [TestMethod]
    [DataRow(124, "#!/")]
    [DataRow(125, "#!/bin/sh\n'''exec' /")]
    public void A_path_that_the_kernel_would_cut_goes_by_the_shell(int length, string start) =>
        Assert.StartsWith(start, Encoding.UTF8.GetString(Shebang.Posix("/" + new string('x', length - 1), isMacOS: false)));

    [TestMethod]
    public void macOS_reads_longer_lines() =>
        Assert.StartsWith("#!/xx", Encoding.UTF8.GetString(Shebang.Posix("/" + new string('x', 400), isMacOS: true)));

    [TestMethod]
    [DataRow("sp ace")]
    [DataRow("$(touch owned) x")]
    [DataRow("`touch owned` $HOME")]
    [DataRow("quo'te 'and' \"double\" ''' three")]
    [DataRow("tab\tbed")]
    [DataRow("(par) & semi; ~ # * ü")]
    [DataRow("long$(touch owned)(o'n;e)xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void The_shell_reads_a_path_as_it_is(string name)
    {
        Requires.Posix("scripts with a first line");
        using TempDirectory folder = new();
        string executable = folder[$"{name}/python"];
        Directory.CreateDirectory(Path.GetDirectoryName(executable)!);
        File.CreateSymbolicLink(executable, PythonOracle.Required.Executable);
        byte[] line = Shebang.Posix(executable, OperatingSystem.IsMacOS());
        string script = folder.Write("script", [.. line, .. "import sys; print(sys.argv[1:])\n"u8]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        using Process program = Process.Start(new ProcessStartInfo(script, ["-a", "b c"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        })!;
        Task<string> problems = program.StandardError.ReadToEndAsync();

        Assert.AreEqual("['-a', 'b c']\n", program.StandardOutput.ReadToEnd(), problems.Result);
        Assert.AreEqual("", problems.Result);
        Assert.IsFalse(File.Exists(folder["owned"]));
    }

    [TestMethod]
    public void A_launcher_of_Windows_is_stub_line_and_archive()
    {
        byte[] stub = "MZ stub"u8.ToArray();
        byte[] launcher = WindowsLauncher.Make(stub, @"C:\Program Files\env\Scripts\python.exe", "print(1)\n");

        string text = Encoding.Latin1.GetString(launcher);
        Assert.StartsWith("MZ stub#!\"C:\\Program Files\\env\\Scripts\\python.exe\"\n\r\nPK", text);
        using ZipArchive archive = new(new MemoryStream(launcher[text.IndexOf("PK", StringComparison.Ordinal)..]));
        using StreamReader reader = new(archive.GetEntry("__main__.py")!.Open());
        Assert.AreEqual("print(1)\n", reader.ReadToEnd());
        CollectionAssert.AreEqual(launcher, WindowsLauncher.Make(stub, @"C:\Program Files\env\Scripts\python.exe", "print(1)\n"));
    }

    [TestMethod]
    public void Python_runs_the_archive_of_a_Windows_launcher()
    {
        using TempDirectory folder = new();
        byte[] content = WindowsLauncher.Make("MZ stub"u8.ToArray(), @"C:\python.exe", "import sys\nsys.ran = True\n");
        string launcher = folder.Write("tool.exe", content);

        bool ran = PythonOracle.Ask<string, bool>(
            PythonOracle.Required.Executable, "import runpy\nrunpy.run_path(question, run_name='__main__')\nanswer = sys.ran", launcher);

        Assert.IsTrue(ran);
    }

    [TestMethod]
    public async Task On_Windows_commands_are_the_stubs_of_the_interpreters_own_pip()
    {
        string versions = Path.GetDirectoryName(Path.GetDirectoryName(PythonOracle.Required.Executable))!;
        string? bundled = Directory.EnumerateFiles(versions, "pip-*.whl", SearchOption.AllDirectories).FirstOrDefault();
        Requires.That(bundled is not null, "no pip is bundled with the interpreter");
        using (ZipArchive pip = ZipFile.OpenRead(bundled!))
            Requires.That(pip.GetEntry("pip/_vendor/distlib/t64.exe") is not null, "the bundled pip has no launchers");
        using InstallLab windows = new(windows: true);
        using InstallLab lab = new(windows: true) { Target = windows.Target with { Pip = InterpreterPip.Find([], bundled) } };

        InstallResult result = await lab.InstallAsync(new WheelBuilder("tool", "1.0")
            .WithFile("tool.py", "").WithScript("plain.py", "#!python\n")
            .WithConsoleScript("tool", "tool:main").WithGuiScript("window.pyw", "tool:main"));

        Assert.IsEmpty(result.Diagnostics, string.Join('\n', result.Diagnostics));
        string scripts = windows.Layout.ScriptsDirectory;
        CollectionAssert.AreEqual(new[] { "plain.py", "tool.exe", "window.exe" }, InstallLab.Files(scripts));
        Assert.StartsWith("MZ", Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(scripts, "tool.exe"))));
        Assert.Contains("pythonw.exe\n", Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(scripts, "window.exe"))));
        Assert.AreEqual($"#!{windows.Layout.Executable}\r\n", File.ReadAllText(Path.Combine(scripts, "plain.py")));
        Assert.Contains("../../Scripts/tool.exe,sha256=", File.ReadAllText(windows.Site("tool-1.0.dist-info/RECORD")));
    }

    [TestMethod]
    public void The_commands_of_pip_are_named_after_the_Python_they_are_installed_for()
    {
        string[] built = ["pip", "pip3", "pip3.4", "pip-audit", "piper"];
        EntryPointScript[] commands = [.. built.Select(name => Command with { Name = name })];

        string[] names = [.. CommandNames.For(commands, "3.13").Select(command => command.Name)];

        CollectionAssert.AreEquivalent(new[] { "pip", "pip3", "pip3.13", "pip-audit", "piper" }, names);
    }
}
