using System.Diagnostics;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Interpreters;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class EnvironmentCreatorTests
{
    public static IEnumerable<object[]> Interpreters => MachineInterpreters.OfPyenv
        .Take(Requires.IsWine ? 1 : int.MaxValue)
        .Where(each => Version.Parse(each.Key) >= new Version(3, 7))
        .Select(each => new object[] { each.Key, each.Value })
        .DefaultIfEmpty(["none", ""]);

    [TestMethod]
    public void A_POSIX_environment_has_links_configuration_and_its_marks()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        EnvironmentLayout layout = Layout(folder);

        EnvironmentCreator.Create(layout, Posix("/opt/py/bin/python3.11"), systemSitePackages: false);

        Assert.AreEqual(LocationState.Ours, LocationGuard.Inspect(layout.Root));
        Assert.AreEqual("/opt/py/bin/python3.11", new FileInfo(layout.Executable).LinkTarget);
        Assert.AreEqual("python", new FileInfo(Path.Combine(layout.ScriptsDirectory, "python3")).LinkTarget);
        Assert.AreEqual("python", new FileInfo(Path.Combine(layout.ScriptsDirectory, "python3.11")).LinkTarget);
        Assert.AreEqual("lib", new DirectoryInfo(Path.Combine(layout.Root, "lib64")).LinkTarget);
        Assert.IsTrue(Directory.Exists(layout.SitePackages));
        Assert.AreEqual("*\n", File.ReadAllText(Path.Combine(layout.Root, ".gitignore")));
        StringAssert.StartsWith(
            File.ReadAllText(Path.Combine(layout.Root, "CACHEDIR.TAG")), "Signature: 8a477f597d28d172789f06886806bc55\n");
        PyVenvConfig configuration = PyVenvConfig.Parse(File.ReadAllText(layout.ConfigurationFile));
        Assert.AreEqual("/opt/py/bin", configuration.Home);
        Assert.IsFalse(configuration.IncludesSystemSitePackages);
        Assert.AreEqual("3.11.7", configuration["version"]);
        foreach (string path in Directory.EnumerateFileSystemEntries(layout.Root)
            .Where(path => File.Exists(path))
            .Concat(Directory.EnumerateFileSystemEntries(layout.ScriptsDirectory)))
            Assert.IsTrue(OwnFiles.IsSkeleton(layout, path), path);
    }

    [TestMethod]
    public void Relinking_changes_links_and_configuration_alone()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        EnvironmentLayout layout = Layout(folder);
        EnvironmentCreator.Create(layout, Posix("/opt/py/bin/python3.11"), systemSitePackages: false);
        File.WriteAllText(Path.Combine(layout.SitePackages, "words.py"), "");

        EnvironmentCreator.Relink(layout, Posix("/usr/bin/python3.11"), systemSitePackages: true);

        Assert.AreEqual("/usr/bin/python3.11", new FileInfo(layout.Executable).LinkTarget);
        PyVenvConfig configuration = PyVenvConfig.Parse(File.ReadAllText(layout.ConfigurationFile));
        Assert.AreEqual("/usr/bin", configuration.Home);
        Assert.IsTrue(configuration.IncludesSystemSitePackages);
        Assert.IsTrue(File.Exists(Path.Combine(layout.SitePackages, "words.py")));
        Assert.AreEqual(LocationState.Ours, LocationGuard.Inspect(layout.Root));
    }

    [TestMethod]
    [DataRow(false, "venvlauncher.exe venvwlauncher.exe", "venvlauncher.exe venvwlauncher.exe")]
    [DataRow(false, "python.exe pythonw.exe", "python.exe pythonw.exe")]
    [DataRow(true, "venvlauncher.exe venvlaunchert.exe venvwlauncher.exe venvwlaunchert.exe", "venvlaunchert.exe venvwlaunchert.exe")]
    public void A_Windows_environment_has_the_installations_launchers(bool gilDisabled, string launchers, string taken)
    {
        using TempDirectory folder = new();
        foreach (string launcher in launchers.Split(' '))
            folder.Write($"py/Lib/venv/scripts/nt/{launcher}", launcher);
        EnvironmentLayout layout = EnvironmentLayout.For(folder["env"], "3.13", "cpython", gilDisabled, windows: true);
        var installation = new BaseInstallation(
            folder["py/python.exe"], "3.13.0", "3.13", "cpython", gilDisabled, HasLib64: false, folder["py/Lib/venv/scripts/nt"]);

        EnvironmentCreator.Create(layout, installation, systemSitePackages: false);
        EnvironmentCreator.Relink(layout, installation, systemSitePackages: false);

        Assert.AreEqual(folder["env/Scripts/python.exe"], layout.Executable);
        Assert.AreEqual(taken, $"{File.ReadAllText(layout.Executable)} {File.ReadAllText(folder["env/Scripts/pythonw.exe"])}");
        Assert.IsTrue(Directory.Exists(folder["env/Lib/site-packages"]));
        Assert.IsFalse(Path.Exists(folder["env/lib64"]));
        Assert.AreEqual(folder["py"], PyVenvConfig.Parse(File.ReadAllText(layout.ConfigurationFile)).Home);
    }

    [TestMethod]
    public void An_installation_without_launchers_cant_be_used_on_Windows()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = EnvironmentLayout.For(folder["env"], "3.13", "cpython", gilDisabled: false, windows: true);

        PythonEnvException refused = Assert.ThrowsExactly<PythonEnvException>(() => EnvironmentCreator.Create(
            layout,
            new BaseInstallation(folder["py/python.exe"], "3.13.0", "3.13", "cpython", GilDisabled: false, HasLib64: false, folder["py"]),
            systemSitePackages: false));

        Assert.AreEqual("PYENV1003", refused.Diagnostic.Code);
    }

    [TestMethod]
    [DataRow("cpython", false, "python python3 python3.13")]
    [DataRow("cpython", true, "python python3 python3.13 python3.13t")]
    [DataRow("pypy", false, "python python3 python3.13 pypy pypy3 pypy3.13")]
    public void Each_implementation_has_its_own_names(string implementation, bool gilDisabled, string names) =>
        Assert.AreEqual(names, string.Join(' ',
        EnvironmentCreator.ExecutableNames(
            new BaseInstallation("/p/python", "3.13.0", "3.13", implementation, gilDisabled, HasLib64: true, ""))));

    [TestMethod]
    [DataRow("bin/python", true)]
    [DataRow("bin/python3", true)]
    [DataRow("bin/python3.11", true)]
    [DataRow("bin/python2", false)]
    [DataRow("bin/python3.1", false)]
    [DataRow("bin/python3.12", false)]
    [DataRow("bin/python3.11t", false)]
    [DataRow("bin/pypy3.11", false)]
    [DataRow("bin/cpython3.11", false)]
    [DataRow("bin/\U0001d70bthon", false)]
    [DataRow("bin/python-config", false)]
    [DataRow("bin/pip", false)]
    [DataRow("pyvenv.cfg", true)]
    [DataRow("lib64", true)]
    [DataRow("share/pyvenv.cfg", false)]
    [DataRow("lib/python3.11/site-packages/python", false)]
    public void The_environments_own_files_are_told_from_those_of_distributions(string relative, bool isOwn)
    {
        EnvironmentLayout layout = EnvironmentLayout.For("/e", "3.11", "cpython", gilDisabled: false, windows: false);

        Assert.AreEqual(isOwn, OwnFiles.IsSkeleton(layout, Path.GetFullPath("/e/" + relative)));
    }

    [TestMethod]
    [DataRow("3.13", "cpython", true, "python3.13t", true)]
    [DataRow("3.14", "cpython", false, "\U0001d70bthon", true)]
    [DataRow("3.10", "pypy", false, "pypy3.10", true)]
    [DataRow("3.10", "pypy", false, "python3.10", true)]
    [DataRow("3.10", "pypy", false, "pypy3.11", false)]
    public void What_venv_calls_an_interpreter_is_known(string version, string implementation, bool gilDisabled, string name, bool isOwn)
    {
        EnvironmentLayout layout = EnvironmentLayout.For("/e", version, implementation, gilDisabled, windows: false);

        Assert.AreEqual(isOwn, OwnFiles.IsSkeleton(layout, Path.Combine(layout.ScriptsDirectory, name)));
    }

    [TestMethod]
    [DataRow("lib", true)]
    [DataRow("lib/python3.11", true)]
    [DataRow("lib/python3.11/site-packages", true)]
    [DataRow("bin/python/inside", true)]
    [DataRow("bin/activate/inside", true)]
    [DataRow("PythonEnv.Receipt/inside", true)]
    [DataRow("lib/python3.11/site-packages/pyvenv.cfg", false)]
    [DataRow("lib/python3.12", false)]
    [DataRow("bin/tool", false)]
    [DataRow("bin/python2", true)]
    [DataRow("bin/pypy3.10", true)]
    [DataRow("share/lib", false)]
    public void No_distribution_may_bring_a_file_where_the_environment_has_one_or_a_folder(string relative, bool isOwn)
    {
        EnvironmentLayout layout = EnvironmentLayout.For("/e", "3.11", "cpython", gilDisabled: false, windows: false);

        Assert.AreEqual(isOwn, OwnFiles.IsOwn(layout, Path.GetFullPath("/e/" + relative)));
    }

    [TestMethod]
    [DynamicData(nameof(Interpreters))]
    public async Task Every_interpreter_of_this_machine_runs_in_it(string version, string executable)
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        Requires.That(executable.Length > 0, "an interpreter of pyenv");
        using TempDirectory folder = new("ünï 日本");
        EnvironmentLayout layout = RealEnvironment.Make(folder["env"], executable, version);

        using Process process = Process.Start(new ProcessStartInfo(
            layout.Executable,
            ["-I", "-c", "import sys, site, sysconfig; print(sys.prefix, sys.prefix != sys.base_prefix, sysconfig.get_paths()['purelib'], site.ENABLE_USER_SITE, sep='\\n')"])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            Environment = { ["PYTHONIOENCODING"] = "utf-8", ["LC_ALL"] = "C.UTF-8" },
        })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        Assert.AreEqual($"{layout.Root}\nTrue\n{layout.SitePackages}\nFalse\n", output);
    }

    private static EnvironmentLayout Layout(TempDirectory folder) =>
        EnvironmentLayout.For(folder["env"], "3.11", "cpython", gilDisabled: false, windows: false);

    private static BaseInstallation Posix(string executable) =>
        new(executable, "3.11.7", "3.11", "cpython", GilDisabled: false, HasLib64: true, "");
}
