using PythonEnv.Core.Tests.Interpreters;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Host;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class LocationGuardTests
{
    private const string System = "it belongs to the operating system";

    [TestMethod]
    [DataRow("/usr/lib/app/.venv", System)]
    [DataRow("/usr", System)]
    [DataRow("/", "it is the project's own folder or one above it")]
    [DataRow("/etc/env", System)]
    [DataRow("/opt/app/.venv", null)]
    [DataRow("/usr/src/app/.venv", null)]
    [DataRow("/usr/src", System)]
    [DataRow("/usr/local/app/.venv", null)]
    [DataRow("/usr/local", System)]
    [DataRow("/usr/local/lib/python3.11/env", System)]
    [DataRow("/usr/local/bin", System)]
    [DataRow("/dev/shm/env", null)]
    [DataRow("/usrlocal/env", null)]
    [DataRow("/src", "it is the project's own folder or one above it")]
    [DataRow("/src/app", "it is the project's own folder or one above it")]
    [DataRow("/src/app/.venv", null)]
    [DataRow("/src/application", null)]
    [DataRow("/py/3.11/env", "it lies inside the installation of the interpreter (`/py/3.11`)")]
    [DataRow("/py/3.11.7", null)]
    [DataRow("/home", System)]
    [DataRow("/home/ada", "it is your home folder or one above it")]
    [DataRow("/home/ada/envs", null)]
    [DataRow("/srv", System)]
    [DataRow("/srv/env", null)]
    [DataRow("/opt", System)]
    [DataRow("/var", System)]
    [DataRow("/var/lib", System)]
    [DataRow("/var/lib/app/env", null)]
    [DataRow("/mnt", System)]
    [DataRow("/tmp", System)]
    [DataRow("/tmp/env", null)]
    [DataRow("/env", null)]
    public void On_Linux(string location, string? why) => Check(HostSystem.Linux, location, "/src/app", "/py/3.11", why);

    [TestMethod]
    [DataRow("/Library/Frameworks/env", System)]
    [DataRow("/System/env", System)]
    [DataRow("/Users/ada/app/.venv", null)]
    [DataRow("/usr/bin/env", System)]
    [DataRow("/usr/local/Cellar/env", System)]
    [DataRow("/usr/LOCAL/cellar/env", System)]
    [DataRow("/system/env", System)]
    [DataRow("/users/ADA/app", "it is the project's own folder or one above it")]
    [DataRow("/Users", "it is the project's own folder or one above it")]
    [DataRow("/Volumes", System)]
    [DataRow("/Volumes/disk/env", null)]
    public void On_macOS(string location, string? why) =>
        Check(HostSystem.MacOS, location, "/Users/ada/app", "/opt/homebrew/opt/python@3.11", why);

    [TestMethod]
    [DataRow(@"C:\Windows\env", System)]
    [DataRow(@"c:\windows\System32\env", System)]
    [DataRow(@"C:\Program Files\Python311\env", System)]
    [DataRow(@"C:\Program Files (x86)\env", System)]
    [DataRow(@"C:\", "it is the project's own folder or one above it")]
    [DataRow(@"D:\", System)]
    [DataRow(@"C:\src\App\.venv", null)]
    [DataRow(@"c:\SRC\app", "it is the project's own folder or one above it")]
    [DataRow(@"C:\WindowsApps\env", null)]
    [DataRow(@"C:\Users", System)]
    [DataRow(@"C:\Users\ada", System)]
    [DataRow(@"C:\Users\ada\envs", null)]
    [DataRow(@"C:\ProgramData", System)]
    public void On_Windows(string location, string? why) => Check(HostSystem.Windows, location, @"C:\src\app", @"C:\py\311", why);

    [TestMethod]
    public void The_prefix_of_the_systems_own_interpreter_does_not_take_in_what_people_build_in() =>
        Check(HostSystem.Linux, "/usr/src/app/.venv", "/usr/src/app", "/usr", null);

    [TestMethod]
    public void A_link_does_not_lead_around_it()
    {
        HostFacts host = new FakeMachine(HostSystem.Linux).Link("/src/link", "/usr/lib").Host;

        Assert.IsNotNull(LocationGuard.Check("/src/link/env", "/src/app", null, host, SourceSpan.None));
    }

    [TestMethod]
    [DataRow("/src/app", "/src/link", "/src/app")]
    [DataRow("/src/app", "/src/link", "/src")]
    [DataRow("/src/link", "/src/app", "/src/link/../app")]
    public void A_link_does_not_lead_into_the_project(string project, string location, string target)
    {
        HostFacts host = new FakeMachine(HostSystem.Linux).Link("/src/link", target).Host;

        Diagnostic? refused = LocationGuard.Check(location, project, null, host, SourceSpan.None);

        StringAssert.Contains(refused?.Message, "it is the project's own folder or one above it");
    }

    [TestMethod]
    [DataRow(".venv.pythonenv")]
    [DataRow(".venv.pythonenv/staging")]
    [DataRow(".venv.pythonenv/removed")]
    [DataRow(".venv.pythonenv/lock")]
    [DataRow(".venv.pythonenv/.gitignore")]
    public void A_workspace_that_somebody_has_linked_elsewhere_is_named(string link)
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder["victim"]);
        Directory.CreateDirectory(Path.GetDirectoryName(folder[link])!);
        Directory.CreateSymbolicLink(folder[link], folder["victim"]);

        Diagnostic? refused = LocationGuard.Check(folder[".venv"], folder["app"], null, HostFacts.Current(), SourceSpan.None);

        Assert.AreEqual("PYENV4001", refused?.Code);
        StringAssert.Contains(refused!.Message, folder[link]);
        Assert.ThrowsExactly<IOException>(new EnvironmentWorkspace(folder[".venv"]).Create);
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["victim"]));
    }

    [TestMethod]
    public void What_this_package_did_not_make_is_foreign()
    {
        using TempDirectory folder = new();
        Assert.AreEqual(LocationState.Free, LocationGuard.Inspect(folder["absent"]));
        Assert.AreEqual(LocationState.Free, LocationGuard.Inspect(Directory.CreateDirectory(folder["empty"]).FullName));
        folder.Write("file", "");
        Assert.AreEqual(LocationState.Foreign, LocationGuard.Inspect(folder["file"]));
        folder.Write("full/x", "");
        Assert.AreEqual(LocationState.Foreign, LocationGuard.Inspect(folder["full"]));
        folder.Write("other/pyvenv.cfg", "home = /usr/bin\nuv = 0.5\n# pythonenv\n");
        Assert.AreEqual(LocationState.Foreign, LocationGuard.Inspect(folder["other"]));
        folder.Write("ours/pyvenv.cfg", "home = /usr/bin\npythonenv = 1.0\n");
        Assert.AreEqual(LocationState.Ours, LocationGuard.Inspect(folder["ours"]));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(folder["dangling"], folder["nowhere"]);
            Assert.AreEqual(LocationState.Foreign, LocationGuard.Inspect(folder["dangling"]));
        }
    }

    [TestMethod]
    [DataRow("file", "a file stands there")]
    [DataRow("other", "a virtual environment made by another tool stands there")]
    [DataRow("full", "a folder that this package did not make stands there")]
    public void What_stands_there_is_named_and_left(string name, string why)
    {
        using TempDirectory folder = new();
        folder.Write("file", "");
        folder.Write("other/pyvenv.cfg", "home = /usr/bin\n");
        folder.Write("full/x", "");

        Diagnostic? refused = LocationGuard.Check(
            folder[name], folder["app"], null, HostFacts.Current(), new SourceSpan("/p/App.csproj", 3, 5));

        Assert.AreEqual("PYENV4001", refused?.Code);
        Assert.AreEqual(3, refused!.Where.Line);
        StringAssert.Contains(refused.Evidence, why + ", and it was left untouched");
    }

    [TestMethod]
    public void A_file_in_the_place_of_the_folder_that_a_build_works_in_is_named()
    {
        using TempDirectory folder = new();
        string root = new EnvironmentWorkspace(folder[".venv"]).Root;
        File.WriteAllText(root, "");

        Diagnostic? refused = LocationGuard.Check(folder[".venv"], folder["app"], null, HostFacts.Current(), SourceSpan.None);

        Assert.AreEqual("PYENV4001", refused?.Code);
        StringAssert.Contains(refused!.Evidence, $"`{root}` beside it is a file, where a build needs a folder", StringComparison.Ordinal);
    }

    private static void Check(HostSystem system, string location, string project, string prefix, string? why)
    {
        HostFacts host = new FakeMachine(system)
            .Variable("SystemRoot", @"C:\Windows")
            .Variable("ProgramFiles", @"C:\Program Files")
            .Variable("ProgramFiles(x86)", @"C:\Program Files (x86)")
            .Variable("ProgramData", @"C:\ProgramData").Variable("LOCALAPPDATA", @"C:\Users\ada\AppData\Local").Host;

        Diagnostic? refused = LocationGuard.Check(location, project, prefix, host, SourceSpan.None);

        if (why is null)
            Assert.IsNull(refused?.Message);
        else
            StringAssert.Contains(refused?.Message, why);
    }
}
