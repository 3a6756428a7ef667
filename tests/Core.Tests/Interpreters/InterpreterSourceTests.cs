using PythonEnv.Host;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Search;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class InterpreterSourceTests
{
    [TestMethod]
    public async Task Pyenv_gives_the_newest_patch_and_starts_no_other()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Python("/home/ada/.pyenv/versions/3.11.2/bin/python3.11", "3.11.2")
            .Python("/home/ada/.pyenv/versions/3.11.10/bin/python3.11", "3.11.10")
            .Python("/home/ada/.pyenv/versions/3.12.1/bin/python3.12", "3.12.1");

        LocateResult result = await machine.Locate("3.11");

        Assert.AreEqual("/home/ada/.pyenv/versions/3.11.10/bin/python3.11", result.Interpreter?.Executable);
        Assert.AreEqual("pyenv", result.Interpreter?.Source);
        CollectionAssert.AreEqual(new[] { "/home/ada/.pyenv/versions/3.11.10/bin/python3.11" }, machine.Probed);
    }

    [TestMethod]
    public async Task A_shim_on_PATH_stands_for_the_installations_behind_it()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/home/ada/.pyenv/shims:/home/ada/.asdf/shims:/home/ada/.local/share/mise/shims")
            .File("/home/ada/.pyenv/shims/python3.11")
            .File("/home/ada/.asdf/shims/python3")
            .Link("/home/ada/.local/share/mise/shims/python", "/usr/bin/mise")
            .Python("/home/ada/.pyenv/versions/3.11.7/bin/python3.11", "3.11.7");

        LocateResult result = await machine.Locate("3.11");

        Assert.AreEqual("PATH", result.Interpreter?.Source);
        CollectionAssert.AreEqual(new[] { "/home/ada/.pyenv/versions/3.11.7/bin/python3.11" }, machine.Probed);
    }

    [TestMethod]
    [DataRow("/home/ada/.local/share/uv/python/cpython-3.11.7-linux-x86_64-gnu/bin/python3.11", "uv")]
    [DataRow("/home/ada/.asdf/installs/python/3.11.7/bin/python3.11", "asdf")]
    [DataRow("/home/ada/.local/share/mise/installs/python/3.11.7/bin/python3.11", "mise")]
    [DataRow("/opt/python-3.11.7/bin/python3.11", "/opt")]
    [DataRow("/opt/python/cp311-cp311/bin/python3.11", "/opt")]
    [DataRow("/usr/local/bin/python3.11", "system folders")]
    [DataRow("/home/linuxbrew/.linuxbrew/opt/python@3.11/bin/python3.11", "Homebrew")]
    public Task Linux_places_are_known(string executable, string source) => IsKnownAsync(HostSystem.Linux, executable, source);

    [TestMethod]
    [DataRow("/opt/homebrew/opt/python@3.11/bin/python3.11", "Homebrew")]
    [DataRow("/usr/local/opt/python@3.11/bin/python3.11", "Homebrew")]
    [DataRow("/Library/Frameworks/Python.framework/Versions/3.11/bin/python3.11", "frameworks")]
    [DataRow("/Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions/3.11/bin/python3.11", "frameworks")]
    public Task MacOS_places_are_known(string executable, string source) => IsKnownAsync(HostSystem.MacOS, executable, source);

    [TestMethod]
    public async Task Apples_placeholder_is_never_started()
    {
        FakeMachine machine = new FakeMachine(HostSystem.MacOS).Variable("PATH", "/usr/bin").Python("/usr/bin/python3", "3.9.6");

        LocateResult result = await machine.Locate("3.9");

        Assert.IsNull(result.Interpreter);
        Assert.IsEmpty(machine.Probed);
    }

    [TestMethod]
    public async Task Homebrews_link_is_preferred_to_the_folder_of_a_patch()
    {
        FakeMachine machine = new FakeMachine(HostSystem.MacOS)
            .Variable("PATH", "/opt/homebrew/bin")
            .Link("/opt/homebrew/bin/python3.11", "../Cellar/python@3.11/3.11.7/bin/python3.11")
            .Link("/opt/homebrew/opt/python@3.11", "../Cellar/python@3.11/3.11.7")
            .Link("/opt/homebrew/Cellar/python@3.11/3.11.7/bin/python3.11", "../Frameworks/Python.framework/Versions/3.11/bin/python3.11")
            .Python("/opt/homebrew/Cellar/python@3.11/3.11.7/Frameworks/Python.framework/Versions/3.11/bin/python3.11", "3.11.7");

        LocateResult result = await machine.Locate("3.11");

        Assert.AreEqual("/opt/homebrew/opt/python@3.11/bin/python3.11", result.Interpreter?.Executable);
    }

    [TestMethod]
    public async Task A_link_into_an_installation_is_followed_into_it()
    {
        const string Installed = "/home/ada/.local/share/uv/python/cpython-3.11.7-linux-x86_64-gnu/bin/python3.11";
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/home/ada/.local/bin")
            .Link("/home/ada/.local/bin/python3.11", Installed)
            .Python(Installed, "3.11.7", marker: "This Python installation is managed by uv and should not be modified.");

        LocateResult result = await machine.Locate("3.11");

        Assert.AreEqual(Installed, result.Interpreter?.Executable);
        Assert.IsEmpty(result.Diagnostics);
    }

    [TestMethod]
    public async Task The_name_with_the_exact_version_is_preferred()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Link("/opt/python-3.8.10/bin/python3", "python3.8")
            .Python("/opt/python-3.8.10/bin/python3.8", "3.8.10");

        LocateResult result = await machine.Locate("/opt/python-3.8.10/bin/python3");

        Assert.AreEqual("/opt/python-3.8.10/bin/python3.8", result.Interpreter?.Executable);
    }

    [TestMethod]
    [DataRow("AGENT_TOOLSDIRECTORY")]
    [DataRow("RUNNER_TOOL_CACHE")]
    public async Task The_tool_cache_is_searched_for_the_own_architecture(string variable)
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable(variable, "/tools")
            .Python("/tools/Python/3.11.7/arm64/bin/python3.11", "3.11.7")
            .Python("/tools/Python/3.11.6/x64/bin/python3.11", "3.11.6")
            .Python("/tools/PyPy/3.11.9/x64/bin/python3.11", "3.11.9", implementation: "pypy");

        Assert.AreEqual("/tools/Python/3.11.6/x64/bin/python3.11", (await machine.Locate("3.11")).Interpreter?.Executable);
        Assert.AreEqual("/tools/PyPy/3.11.9/x64/bin/python3.11", (await machine.Locate("pypy3.11")).Interpreter?.Executable);
    }

    [TestMethod]
    public async Task What_the_pipeline_chose_wins_over_a_newer_one()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Windows)
            .Variable("pythonLocation", @"C:\tools\Python\3.11.6\x64")
            .Variable("RUNNER_TOOL_CACHE", @"C:\tools")
            .Python(@"C:\tools\Python\3.11.6\x64\python.exe", "3.11.6")
            .Python(@"C:\tools\Python\3.11.7\x64\python.exe", "3.11.7");

        LocateResult result = await machine.Locate("3.11");

        Assert.AreEqual(@"C:\tools\Python\3.11.6\x64\python.exe", result.Interpreter?.Executable);
        Assert.HasCount(1, machine.Probed);
    }

    [TestMethod]
    public async Task The_registry_is_read_for_the_user_and_in_both_views_of_the_machine()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Windows)
            .Register(RegistryRoot.CurrentUser, @"Software\Python\PythonCore\3.12", "SysVersion", "3.12")
            .Register(
                RegistryRoot.CurrentUser, @"Software\Python\PythonCore\3.12\InstallPath", "ExecutablePath",
                @"C:\Users\ada\Python312\python.exe")
            .Register(RegistryRoot.LocalMachine32, @"Software\Python\PythonCore\3.9-32\InstallPath", "", @"C:\Python39-32\")
            .Register(RegistryRoot.LocalMachine64, @"Software\Python\PyLauncher\3.9\InstallPath", "ExecutablePath", @"C:\Windows\py.exe")
            .Python(@"C:\Users\ada\Python312\python.exe", "3.12.1")
            .Python(@"C:\Python39-32\python.exe", "3.9.13")
            .Python(@"C:\Windows\py.exe", "3.9.13");

        Assert.AreEqual(@"C:\Users\ada\Python312\python.exe", (await machine.Locate("3.12")).Interpreter?.Executable);
        Assert.AreEqual(@"C:\Python39-32\python.exe", (await machine.Locate("[3.9,3.10)")).Interpreter?.Executable);
        Assert.DoesNotContain(@"C:\Windows\py.exe", machine.Probed);
    }

    [TestMethod]
    public async Task The_py_launcher_is_asked_last()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Windows)
            .Variable("SystemRoot", @"C:\Windows")
            .File(@"C:\Windows\py.exe")
            .Python(@"D:\Python 3.13\python.exe", "3.13.0")
            .Python(@"D:\Python38\python.exe", "3.8.10");
        machine.ProcessOutputs[@"C:\Windows\py.exe"] =
            " -V:3.13 *        D:\\Python 3.13\\python.exe\r\n -3.8-64        D:\\Python38\\python.exe *\r\n";

        Assert.AreEqual(@"D:\Python 3.13\python.exe", (await machine.Locate("3.13")).Interpreter?.Executable);
        Assert.AreEqual(@"D:\Python38\python.exe", (await machine.Locate("3.8")).Interpreter?.Executable);
    }

    [TestMethod]
    public async Task Placeholders_of_the_Store_are_no_interpreters_but_its_Pythons_are()
    {
        const string Alias = @"C:\Users\ada\AppData\Local\Microsoft\WindowsApps\python3.11.exe";
        FakeMachine machine = new FakeMachine(HostSystem.Windows)
            .Variable("Path", @"C:\Users\ada\AppData\Local\Microsoft\WindowsApps")
            .Python(Alias, "3.11.7");
        Assert.IsNull((await machine.Locate("3.11")).Interpreter);
        Assert.IsEmpty(machine.Probed);

        machine.File(@"C:\Users\ada\AppData\Local\Microsoft\WindowsApps\PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0\python.exe");
        Assert.AreEqual(Alias, (await machine.Locate("3.11")).Interpreter?.Executable);
    }

    [TestMethod]
    public async Task Pyenv_for_Windows_and_uv_have_their_folders_there()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Windows)
            .Variable("Path", @"C:\Users\ada\.pyenv\pyenv-win\shims")
            .Variable("APPDATA", @"C:\Users\ada\AppData\Roaming")
            .File(@"C:\Users\ada\.pyenv\pyenv-win\shims\python.exe")
            .Python(@"C:\Users\ada\.pyenv\pyenv-win\versions\3.11.7\python.exe", "3.11.7")
            .Python(@"C:\Users\ada\AppData\Roaming\uv\python\cpython-3.13.0-windows-x86_64-none\python.exe", "3.13.0");

        Assert.AreEqual(
            @"C:\Users\ada\.pyenv\pyenv-win\versions\3.11.7\python.exe", (await machine.Locate("3.11")).Interpreter?.Executable);
        Assert.AreEqual("uv", (await machine.Locate("3.13")).Interpreter?.Source);
    }

    [TestMethod]
    public async Task An_alias_that_moves_with_upgrades_is_passed_over()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Link("/home/ada/.local/share/mise/installs/python/3.11", "./3.11.7")
            .Link("/home/ada/.local/share/mise/installs/python/latest", "./3.11.7")
            .Python("/home/ada/.local/share/mise/installs/python/3.11.7/bin/python3.11", "3.11.7");

        Assert.AreEqual(
            "/home/ada/.local/share/mise/installs/python/3.11.7/bin/python3.11", (await machine.Locate("3.11")).Interpreter?.Executable);
    }

    [TestMethod]
    [DataRow("pythonLocation", "/tools/Python/3.11.6/x64")]
    [DataRow("PYTHONLOCATION", "/tools/Python/3.11.6/x64")]
    [DataRow("PYTHONLOCATION", "/tools/Python/3.11.6/x64/bin")]
    public async Task The_choice_of_a_pipeline_step_is_passed_on_in_either_spelling(string variable, string folder)
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable(variable, folder)
            .Variable("AGENT_TOOLSDIRECTORY", "/tools")
            .Python("/tools/Python/3.11.6/x64/bin/python3.11", "3.11.6")
            .Python("/tools/Python/3.11.7/x64/bin/python3.11", "3.11.7");

        Assert.AreEqual("/tools/Python/3.11.6/x64/bin/python3.11", (await machine.Locate("3.11")).Interpreter?.Executable);
    }

    [TestMethod]
    [DataRow("/ours/3.11.7/bin/python3.11", "/ours")]
    [DataRow("/ours/3.11.7/bin/python3.11", "/ours/3.11.7")]
    [DataRow("/ours/3.11.7/bin/python3.11", "/ours/3.11.7/bin")]
    [DataRow("/ours/3.11.7/bin/python3.11", "/ours/3.11.7/bin/python3.11")]
    public async Task The_search_path_comes_first_in_whatever_form(string executable, string entry)
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Python(executable, "3.11.7", marker: "ours")
            .Python("/usr/local/bin/python3.11", "3.11.9");

        LocateResult result = await machine.Locate("3.11", SystemInterpreterPolicy.Warn, entry);

        Assert.AreEqual(executable, result.Interpreter?.Executable);
    }

    private static async Task IsKnownAsync(HostSystem system, string executable, string source)
    {
        LocateResult result = await new FakeMachine(system).Python(executable, "3.11.7").Locate("3.11.7");

        Assert.AreEqual(executable, result.Interpreter?.Executable, string.Join('\n', result.Diagnostics));
        Assert.AreEqual(source, result.Interpreter!.Source);
    }
}
