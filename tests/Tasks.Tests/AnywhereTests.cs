using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PythonEnv.Tasks.Tests;

/// <summary>What leaves the building machine, from the packed package.</summary>
[TestClass]
internal sealed class AnywhereTests
{
    [TestMethod]
    public async Task A_vendored_project_builds_without_its_sources_and_the_folder_is_no_part_of_the_program()
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        (await project.TargetAsync("PythonEnvVendor")).ShouldSucceed();
        project.Write("wheelhouse/Extra.cs", "this does not compile");
        Directory.Delete(project["wheels"], recursive: true);
        Directory.Delete(project.Properties["PythonEnvCacheDirectory"], recursive: true);
        project.Properties.Remove("PythonEnvFindLinks");
        project.Properties.Remove("PythonEnvNoIndex");
        project.Properties["PythonEnvIndexUrl"] = "http://127.0.0.1:9/simple/";

        (await project.BuildAsync()).ShouldSucceed();

        Assert.IsTrue(File.Exists(project[".venv/pythonenv.receipt"]));
    }

    [TestMethod]
    public async Task A_fresh_clone_with_its_vendored_folder_builds_verifies_and_runs_where_there_is_no_network()
    {
        Requires.Posix("network namespaces");
        if (!CanLeaveTheNetwork())
            throw new AssertInconclusiveException("skipped: the right to make a network namespace (`unshare --net`)");
        using TestProject project = new TestProject().WithWheels().WithPins();
        (await project.TargetAsync("PythonEnvVendor")).ShouldSucceed();
        foreach (string folder in (ReadOnlySpan<string>)[
            project["wheels"], project.Properties["PythonEnvCacheDirectory"], project["obj"], project["bin"]
        ])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        project.Properties.Remove("PythonEnvFindLinks");
        project.Properties.Remove("PythonEnvNoIndex");
        project.Properties["PythonEnvIndexUrl"] = "https://pypi.org/simple/";
        project.Launcher = ["unshare", "--net"];

        (await project.BuildAsync()).ShouldSucceed();
        (await project.TargetAsync("PythonEnvVerify")).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run("unshare", "--net", project[".venv/bin/greet"]));
    }

    private static bool CanLeaveTheNetwork()
    {
        if (!File.Exists("/usr/bin/unshare"))
            return false;
        using Process process = Process.Start(
            new ProcessStartInfo("/usr/bin/unshare", ["--net", "true"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    [TestMethod]
    public async Task A_published_program_brings_its_Python_along_and_runs_elsewhere()
    {
        Requires.That(!OperatingSystem.IsWindows(), "a POSIX shell");
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvInterpreter"] = MachineInterpreters.Usual;
        project.Write("app/main.py", "import greeting\ngreeting.main()\n");
        project.Body = "<ItemGroup><PythonSource Include=\"app/**/*.py\" /></ItemGroup>";

        (await project.RunAsync("publish", "-o", project["out"])).ShouldSucceed();
        string elsewhere = Path.Combine(project.Root, "elsewhere");
        Directory.Move(project["out"], elsewhere);
        Directory.Delete(project.Folder, recursive: true);
        Directory.Delete(project.Properties["PythonEnvCacheDirectory"], recursive: true);

        Assert.AreEqual("HELLO!", Run(Path.Combine(elsewhere, "python", "bin", "greet")));
        Assert.AreEqual("HELLO!", Run(Path.Combine(elsewhere, "python", "bin", "python"), "-m", "app.main"));
        Assert.IsFalse(Path.Exists(Path.Combine(elsewhere, ".venv")));
        Assert.IsTrue(File.Exists(Path.Combine(elsewhere, "App.dll")));
    }

    [TestMethod]
    [DataRow("PythonEnvPublish")]
    [DataRow("IsPublishable")]
    public async Task Publishing_can_be_switched_off(string property)
    {
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Properties[property] = "false";

        (await project.RunAsync("publish", "-o", project["out"])).ShouldSucceed();

        Assert.IsFalse(Path.Exists(project["out/python"]));
    }

    [TestMethod]
    public async Task A_machine_with_nothing_but_dotnet_builds_with_an_interpreter_from_a_folder_or_a_package()
    {
        Requires.That(OperatingSystem.IsLinux(), "an interpreter of pyenv that runs from another place");
        string installation = Path.GetDirectoryName(Path.GetDirectoryName(MachineInterpreters.Pyenv("3.12")))!;
        Requires.That(!File.Exists("/usr/bin/python3.12"), "a machine whose own folders have no Python 3.12");
        using TestProject project = new TestProject().WithWheels().WithPins();
        string name = $"cpython-{Path.GetFileName(installation)}+20250101-install_only.tar.gz";
        Pack(installation, project[$"pythons/{name}"]);
        project.Properties["PythonEnvInterpreter"] = "3.12";
        // Nothing of the user's: no pyenv, and no folder of it on the path.
        project.Set("PYENV_ROOT", project["nothing"]);
        project.Set("HOME", Directory.CreateDirectory(Path.Combine(project.Root, "home")).FullName);
        project.Set("PATH", Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()));

        (await project.BuildAsync()).ShouldFail("PYENV1002");
        project.Properties["PythonEnvProvision"] = "true";
        project.Properties["PythonEnvInterpreterSource"] = "pythons";
        (await project.BuildAsync()).ShouldFail("PYENV2006");
        project.Write(
            "pythons/SHA256SUMS", $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(project[$"pythons/{name}"])))}  {name}\n");
        (await project.BuildAsync()).ShouldSucceed();

        string home = File.ReadLines(project[".venv/pyvenv.cfg"]).Single(line => line.StartsWith("home = ", StringComparison.Ordinal))[7..];
        StringAssert.Contains(home, "pythons-v1");

        string lost = Path.GetFullPath("../lib/python3.12/json/decoder.py", home);
        File.Delete(lost);
        (await project.TargetAsync("PythonEnvVerify")).ShouldFail("PYENV5002");
        BuildResult mended = await project.BuildAsync("-p:PythonEnvVerifyLevel=Full");
        mended.ShouldSucceed();
        StringAssert.Contains(mended.Output, $"`{lost}` of it was gone or cut. It was mended.");
        Assert.IsTrue(File.Exists(lost));

        MakePackage(project["feed"], project["pythons"]);
        project.UsePackagesOf(project["feed"]);
        // Neither is known while the package's own files are read.
        project.Properties.Remove("PythonEnvInterpreterSource");
        project.Properties.Remove("PythonEnvProvision");
        project.Write(
            "../Directory.Build.targets",
            "<Project><PropertyGroup><PythonEnvInterpreterSource>nuget:Acme.Python/3.12.0</PythonEnvInterpreterSource></PropertyGroup></Project>");
        project.Body = """<ItemGroup><PythonEnv Include="default" Provision="true" /></ItemGroup>""";
        project.Properties["PythonEnvCacheDirectory"] = project["another-cache"];
        Directory.Delete(project["pythons"], recursive: true);
        (await project.TargetAsync("PythonEnvClean")).ShouldSucceed();
        (await project.BuildAsync()).ShouldSucceed();

        StringAssert.Contains(File.ReadAllText(project[".venv/pyvenv.cfg"]), "another-cache");
    }

    private static void MakePackage(string feed, string tools)
    {
        Directory.CreateDirectory(feed);
        using ZipArchive package = ZipFile.Open(Path.Combine(feed, "Acme.Python.3.12.0.nupkg"), ZipArchiveMode.Create);
        using (StreamWriter specification = new(package.CreateEntry("Acme.Python.nuspec").Open()))
        {
            specification.Write("""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>Acme.Python</id><version>3.12.0</version><authors>a test</authors><description>Python</description></metadata>
                </package>
                """);
        }
        foreach (string file in Directory.GetFiles(tools))
            package.CreateEntryFromFile(file, $"tools/{Path.GetFileName(file)}", CompressionLevel.NoCompression);
    }

    private static void Pack(string installation, string archive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
        using GZipStream packed = new(File.Create(archive), CompressionLevel.Fastest);
        using TarWriter writer = new(packed);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (string path in Directory.EnumerateFileSystemEntries(installation, "*", options).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(installation, path);
            string[] parts = name.Split('/');
            bool isNeeded = !parts.Contains("__pycache__") && parts[0] is "bin" or "lib"
                && !(parts.Length > 2
                    && (parts[2] is "test" or "site-packages" || parts[2].StartsWith("config-", StringComparison.Ordinal)));
            if (isNeeded)
                writer.WriteEntry(path, $"python/{name}");
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(MachineInterpreters.Usual)}:/usr/bin:/bin";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return output.TrimEnd('\n');
    }
}
