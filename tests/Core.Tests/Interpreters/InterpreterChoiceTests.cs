using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Search;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class InterpreterChoiceTests
{
    [TestMethod]
    public async Task What_the_system_manages_is_taken_only_if_there_is_no_other()
    {
        FakeMachine machine = WithDebian();
        LocateResult result = await machine.Locate("3.11");
        Assert.AreEqual("/usr/bin/python3.11", result.Interpreter?.Executable);
        Assert.AreEqual("PYENV1005", result.Diagnostics.Single().Code);
        Assert.AreEqual(Severity.Warning, result.Diagnostics.Single().Severity);

        machine.Python("/opt/python-3.11.1/bin/python3.11", "3.11.1");
        result = await machine.Locate("3.11");
        Assert.AreEqual("/opt/python-3.11.1/bin/python3.11", result.Interpreter?.Executable);
        Assert.IsEmpty(result.Diagnostics);
    }

    [TestMethod]
    public async Task Policy_allows_or_refuses_the_systems_own()
    {
        LocateResult refused = await WithDebian().Locate("3.11", SystemInterpreterPolicy.Refuse);
        Assert.IsNull(refused.Interpreter);
        Assert.AreEqual(("PYENV1005", Severity.Error), (refused.Diagnostics.Single().Code, refused.Diagnostics.Single().Severity));

        LocateResult allowed = await WithDebian()
            .Python("/opt/python-3.11.1/bin/python3.11", "3.11.1")
            .Locate("3.11", SystemInterpreterPolicy.Allow);
        Assert.AreEqual("/usr/bin/python3.11", allowed.Interpreter?.Executable);
        Assert.IsEmpty(allowed.Diagnostics);
    }

    [TestMethod]
    public async Task A_path_to_the_systems_own_is_warned_about_too()
    {
        LocateResult result = await WithDebian().Locate("/usr/bin/python3.11");

        Assert.AreEqual("PYENV1005", result.Diagnostics.Single().Code);
        StringAssert.StartsWith(result.Diagnostics.Single().Remedy, "Declare a version such as `3.11`");
        Assert.IsNotNull(result.Interpreter);
    }

    [TestMethod]
    public async Task A_virtual_environment_stands_for_its_base()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/src/app/.venv/bin")
            .File("/src/app/.venv/pyvenv.cfg", "home = /opt/py/bin\nversion = 3.11.7\n")
            .Link("/src/app/.venv/bin/python3", "/opt/py/bin/python3.11")
            .Python("/opt/py/bin/python3.11", "3.11.7");

        Assert.AreEqual("/opt/py/bin/python3.11", (await machine.Locate("3.11")).Interpreter?.Executable);
        Assert.AreEqual("/opt/py/bin/python3.11", (await machine.Locate(".venv")).Interpreter?.Executable);
        Assert.AreEqual("/opt/py/bin/python3.11", (await machine.Locate("./.venv/bin/python3")).Interpreter?.Executable);
    }

    [TestMethod]
    public async Task One_executable_is_started_once_by_whatever_names_it_is_found()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/bin:/usr/local/bin:/usr/bin")
            .Link("/bin", "usr/bin")
            .Link("/usr/bin/python", "python3")
            .Link("/usr/bin/python3", "python3.12")
            .Link("/usr/local/bin/python3", "/usr/bin/python3.12")
            .Python("/usr/bin/python3.12", "3.12.3", prefix: "/usr");

        await machine.Locate(">=3.7,<3.12");
        Assert.IsEmpty(machine.Probed);
        LocateResult result = await machine.Locate(">=3.7");

        Assert.HasCount(1, machine.Probed);
        Assert.AreEqual("/usr/bin/python3.12", result.Interpreter?.Executable);
    }

    [TestMethod]
    public async Task Nothing_fits_lists_what_there_is_where_it_was_sought_and_how_to_get_it()
    {
        FakeMachine machine = WithDebian()
            .Python("/home/ada/.pyenv/versions/3.12.1/bin/python3.12", "3.12.1")
            .Broken("/usr/bin/python", ProbeResult.Failed("does not run (exit code 1)"));

        Diagnostic diagnostic = (await machine.Locate("3.99")).Diagnostics.Single();

        Assert.AreEqual("PYENV1002", diagnostic.Code);
        foreach (string part in new[]
        {
            "`3.99`", "3.12.1 (pyenv)", "`/usr/bin/python` does not run (exit code 1)", "Run `pyenv install 3.99`", "PythonEnvProvision",
            "PATH", "pyenv (/home/ada/.pyenv/versions)", "/opt/python*", "UsePythonVersion@0", "versionSpec: '3.99'",
        })
            StringAssert.Contains(diagnostic.Message, part, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task In_Azure_Pipelines_its_step_is_the_first_advice()
    {
        Diagnostic diagnostic = (
            await new FakeMachine(HostSystem.Linux).Variable("TF_BUILD", "True").Locate("[3.11,3.13)")).Diagnostics.Single();

        StringAssert.StartsWith(diagnostic.Remedy, "In Azure Pipelines", StringComparison.Ordinal);
        StringAssert.Contains(diagnostic.Remedy, "versionSpec: '<3.13 >=3.11'", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Linux", "", "Install one (`pyenv install`, `uv python install '3.99'`")]
    [DataRow("Linux", "/home/ada/.local/share/uv/python", "Run `uv python install '3.99'`")]
    [DataRow("Windows", "", "Run `winget install Python.Python.3.99`")]
    [DataRow("MacOS", "", "Run `brew install python@3.99`")]
    public async Task The_first_advice_is_that_of_the_machine(string system, string folder, string advice)
    {
        var machine = new FakeMachine(Enum.Parse<HostSystem>(system));
        if (folder.Length > 0)
            machine.File($"{folder}/.lock", "");

        StringAssert.StartsWith((await machine.Locate("3.99")).Diagnostics.Single().Remedy, advice, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task In_GitHub_Actions_its_step_is_the_first_advice()
    {
        Diagnostic diagnostic = (
            await new FakeMachine(HostSystem.Linux).Variable("GITHUB_ACTIONS", "true").Locate("3.11")).Diagnostics.Single();

        StringAssert.StartsWith(
            diagnostic.Remedy, "In GitHub Actions put the step `uses: actions/setup-python` with `python-version: '3.11'`",
            StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Only_the_one_asked_for_is_reported_as_unusable()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Broken("/opt/python-3.11.7/bin/python3.11", ProbeResult.Failed("does not run (exit code 127)"))
            .Broken("/opt/python-2.7.18/bin/python2.7", ProbeResult.TooOld(PythonVersion.Parse("2.7.18"), "cpython"));

        Diagnostic broken = (await machine.Locate("3.11")).Diagnostics.Single();
        Assert.AreEqual("PYENV1003", broken.Code);
        StringAssert.Contains(broken.Message, "`/opt/python-3.11.7/bin/python3.11` does not run (exit code 127)", StringComparison.Ordinal);

        Diagnostic old = (await machine.Locate("2.7")).Diagnostics.Single();
        Assert.AreEqual("PYENV1003", old.Code);
        StringAssert.Contains(old.Message, "is Python 2.7.18, older than 3.7", StringComparison.Ordinal);

        Assert.AreEqual("PYENV1002", (await machine.Locate("3.12")).Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_broken_one_does_not_hide_a_good_one()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/broken/bin")
            .Broken("/broken/bin/python3.11", ProbeResult.Failed("does not run (exit code 1)"))
            .Python("/opt/python-3.11.7/bin/python3.11", "3.11.7");

        Assert.AreEqual("/opt/python-3.11.7/bin/python3.11", (await machine.Locate("3.11")).Interpreter?.Executable);
    }

    [TestMethod]
    public async Task One_that_does_not_answer_is_named_and_the_search_goes_on()
    {
        ProbeResult silence = ProbeResult.NoAnswer(InterpreterProbe.Patience);
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Variable("PATH", "/hung/bin:/usr/bin")
            .Broken("/hung/bin/python3.11", silence)
            .Python("/opt/python-3.11.7/bin/python3.11", "3.11.7");

        LocateResult other = await machine.Locate("3.11");

        Assert.AreEqual("/opt/python-3.11.7/bin/python3.11", other.Interpreter?.Executable);
        Diagnostic warning = other.Diagnostics.Single();
        Assert.AreEqual(("PYENV1003", Severity.Warning), (warning.Code, warning.Severity));
        StringAssert.StartsWith(warning.Message, "`/hung/bin/python3.11` did not answer within 30 s. Declared `3.11`; found by PATH;");
        StringAssert.Contains(warning.Message, "took `/opt/python-3.11.7/bin/python3.11`");
        Assert.HasCount(1, machine.Probed.Where(path => path == "/hung/bin/python3.11"));

        LocateResult managed = await WithDebian().Variable("PATH", "/hung/bin:/usr/bin").Broken("/hung/bin/python3.11", silence).Locate("3.11");
        CollectionAssert.AreEqual(new[] { "PYENV1003", "PYENV1005" }, managed.Diagnostics.Select(found => found.Code).ToArray());

        Diagnostic declared = (await machine.Locate("/hung/bin/python3.11")).Diagnostics.Single();
        Assert.AreEqual(("PYENV1003", Severity.Error), (declared.Code, declared.Severity));
        StringAssert.Contains(declared.Message, "can't be used: `/hung/bin/python3.11` did not answer within 30 s");
    }

    [TestMethod]
    [DataRow("C:/Python311/python.exe")]
    [DataRow(@"C:\Python311\python.exe")]
    [DataRow(@"\\server\share\python.exe")]
    public async Task A_path_of_Windows_is_told_as_that_elsewhere(string path)
    {
        Diagnostic told = (await new FakeMachine(HostSystem.Linux).Locate(path)).Diagnostics.Single();

        Assert.AreEqual("PYENV1002", told.Code);
        StringAssert.StartsWith(told.Message, $"the declared interpreter `{path}` is a path of Windows. This machine runs Linux.");
    }

    [TestMethod]
    public async Task An_absent_path_is_not_found_and_a_dangling_link_unusable()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux).Link("/opt/py/bin/python3", "/gone/python3");

        Assert.AreEqual("PYENV1002", (await machine.Locate("/opt/none")).Diagnostics.Single().Code);
        Assert.AreEqual("PYENV1003", (await machine.Locate("/opt/py/bin/python3")).Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task An_embeddable_Python_of_Windows_lacks_launchers()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Windows).Python(@"C:\embed\python.exe", "3.11.7");
        ProbeResult full = await ((IInterpreterProbe)machine).ProbeAsync(@"C:\embed\python.exe", CancellationToken.None);
        machine.Broken(@"C:\embed\python.exe", ProbeResult.Of(full.Facts! with { VenvModule = null }, ""));

        Diagnostic diagnostic = (await machine.Locate(@"C:\embed")).Diagnostics.Single();

        Assert.AreEqual("PYENV1003", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "`venv`", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Free_threaded_builds_pre_releases_and_other_implementations_are_taken_only_if_asked_for()
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux)
            .Python("/home/ada/.pyenv/versions/3.13.0t/bin/python3.13t", "3.13.0", freeThreaded: true)
            .Python("/home/ada/.pyenv/versions/3.14.0rc1/bin/python3.14", "3.14.0rc1")
            .Python("/home/ada/.pyenv/versions/pypy3.10-7.3.12/bin/pypy3.10", "3.10.12", implementation: "pypy");

        Assert.IsNull((await machine.Locate(">=3.7")).Interpreter);
        Assert.AreEqual("3.13.0t", (await machine.Locate("3.13t")).Interpreter?.Facts.DisplayVersion);
        Assert.AreEqual("3.14.0rc1", (await machine.Locate("3.14-dev")).Interpreter?.Facts.DisplayVersion);
        Assert.AreEqual("3.14.0rc1", (await machine.Locate("3.14.0rc1")).Interpreter?.Facts.DisplayVersion);
        Assert.AreEqual("pypy 3.10.12", (await machine.Locate("pypy3.10-7.3.12")).Interpreter?.Facts.DisplayVersion);
        Assert.IsNull((await machine.Locate("pypy3.10-7.3.11")).Interpreter);
    }

    private static FakeMachine WithDebian() => new FakeMachine(HostSystem.Linux)
        .Variable("PATH", "/usr/bin")
        .Link("/usr/bin/python3", "python3.11")
        .Python("/usr/bin/python3.11", "3.11.2", prefix: "/usr", marker: "use apt");
}
