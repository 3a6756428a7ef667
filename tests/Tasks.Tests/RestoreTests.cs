using System.Diagnostics;
using PythonEnv.FaultInjection;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class RestoreTests
{
    [TestMethod]
    public async Task A_build_makes_an_environment_in_which_the_pinned_distributions_run()
    {
        using var project = new TestProject().WithWheels().WithPins();

        (await project.BuildAsync()).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(project[".venv/bin/greet"]));
        Assert.AreEqual("1.0", Run(project[".venv/bin/python"], "-c", "import greeting; print(greeting.__version__)"));
        Assert.IsFalse(Directory.Exists(Path.Combine(SitePackages(project), "pip")), "no pip unless it is pinned");
    }

    [TestMethod]
    public async Task A_build_with_nothing_to_do_is_up_to_date_and_says_nothing()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();
        DateTime written = File.GetLastWriteTimeUtc(project[".venv/pythonenv.receipt"]);

        BuildResult second = (await project.TargetAsync("PythonEnvRestore", "-question", "--no-restore")).ShouldSucceed();

        Assert.IsEmpty(second.Warnings);
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(project[".venv/pythonenv.receipt"]));
    }

    [TestMethod]
    public async Task A_build_with_nothing_to_do_starts_no_process_and_asks_nobody()
    {
        Requires.That(Strace.IsUsable, "strace");
        using TestProject project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();

        string[] without = await CallsAsync("-p:PythonEnvEnabled=false");
        string[] with = await CallsAsync("-p:PythonEnvEnabled=true");

        Assert.IsGreaterThan(0, Programs(without));
        Assert.AreEqual(Programs(without), Programs(with), string.Join('\n', with));
        Assert.IsFalse(with.Any(call => call.Contains("AF_INET", StringComparison.Ordinal)), string.Join('\n', with));

        async Task<string[]> CallsAsync(string switched)
        {
            string calls = project["calls"];
            project.Launcher = ["strace", "-f", "-qq", "-o", calls, "-e", "trace=execve,connect"];
            (await project.TargetAsync("PythonEnvRestore", "--no-restore", "-question", switched)).ShouldSucceed();
            return File.ReadAllLines(calls);
        }

        static int Programs(string[] calls) =>
            calls.Count(call => call.Contains("execve", StringComparison.Ordinal) && call.EndsWith("= 0", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task The_interpreter_is_the_newest_that_a_file_above_the_project_allows_and_not_the_systems()
    {
        string newest = MachineInterpreters.Pyenv("3.11");
        using TestProject project = new TestProject("src/app").WithWheels().WithPins();
        project.Properties.Remove("PythonEnvInterpreter");
        project.Write("../../.python-version", "3.11\n");

        BuildResult built = (await project.BuildAsync()).ShouldSucceed();

        Assert.IsEmpty(built.Warnings, "a warning would tell of an interpreter that the system manages");
        StringAssert.Contains(File.ReadAllText(project[".venv/pyvenv.cfg"]), $"home = {Path.GetDirectoryName(newest)}\n");
    }

    [TestMethod]
    [DataRow("/simple/")]
    [DataRow("/files/")]
    public async Task A_host_that_accepts_and_stalls_is_one_error_that_names_it(string path)
    {
        using var index = new LoopbackIndex();
        foreach (WheelBuilder wheel in (WheelBuilder[])[PinnedWheels.Greeting("1.0"), PinnedWheels.Wordshapes("1.0")])
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        index.Inject(null, (request, right) => request.Path.StartsWith(path, StringComparison.Ordinal) ? right with { StallAfter = 0 } : right);
        using TestProject project = new TestProject().WithPins();
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        project.Properties["PythonEnvIndexUrl"] = index.Simple.AbsoluteUri;
        project.Set("PIP_CONFIG_FILE", "/dev/null");
        project.Set("PIP_TIMEOUT", "1");
        project.Set("PIP_RETRIES", "1");

        BuildResult built = (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV3007");

        StringAssert.Contains(built.Errors.Single().Text, $"`{index.Simple.Authority}`");
        StringAssert.Contains(built.Errors.Single().Text, "nothing came for 1 seconds, 2 times; 2 files of it were not fetched");
    }

    [TestMethod]
    public async Task Whatever_changes_is_noticed_and_mended()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();

        // An edit with the old time stamp.
        DateTime written = File.GetLastWriteTimeUtc(project["requirements.txt"]);
        project.WithPins(greeting: "1.1");
        File.SetLastWriteTimeUtc(project["requirements.txt"], written);
        await ShouldHaveWorkAsync(project, "the requirements");
        Assert.AreEqual("1.1", Run(project[".venv/bin/python"], "-c", "import greeting; print(greeting.__version__)"));

        // A distribution removed by hand.
        Directory.Delete(Path.Combine(SitePackages(project), "wordshapes-1.0.dist-info"), recursive: true);
        await ShouldHaveWorkAsync(project, "a removed distribution");
        Assert.AreEqual("HELLO!", Run(project[".venv/bin/greet"]));

        // One installed by hand.
        string stranger = Path.Combine(SitePackages(project), "stranger-1.0.dist-info");
        Directory.CreateDirectory(stranger);
        File.WriteAllText(Path.Combine(stranger, "METADATA"), "Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n");
        File.WriteAllText(Path.Combine(stranger, "RECORD"), "stranger-1.0.dist-info/METADATA,,\nstranger-1.0.dist-info/RECORD,,\n");
        await ShouldHaveWorkAsync(project, "an added distribution");
        Assert.IsFalse(Directory.Exists(stranger));

        // A property.
        project.Properties["PythonEnvSystemSitePackages"] = "false";
        await ShouldHaveWorkAsync(project, "a property");
    }

    [TestMethod]
    public async Task A_changed_pin_touches_no_other_distribution()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.BuildAsync()).ShouldSucceed();
        DateTime untouched = Directory.GetLastWriteTimeUtc(Path.Combine(SitePackages(project), "wordshapes-1.0.dist-info"));

        (await project.WithPins(greeting: "1.1").TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();

        Assert.AreEqual(untouched, Directory.GetLastWriteTimeUtc(Path.Combine(SitePackages(project), "wordshapes-1.0.dist-info")));
        Assert.IsFalse(Directory.Exists(Path.Combine(SitePackages(project), "greeting-1.0.dist-info")));
    }

    [TestMethod]
    public async Task Stored_warnings_are_said_again_by_a_build_with_nothing_to_do()
    {
        using var project = new TestProject().WithWheels().WithPins();
        File.AppendAllText(project["requirements.txt"], "--extra-index-url https://build:hunter2-secret@packages.invalid/simple\n");
        BuildResult first = (await project.BuildAsync()).ShouldSucceed();

        BuildResult second = (await project.TargetAsync("PythonEnvRestore", "-question", "--no-restore")).ShouldSucceed();

        CollectionAssert.IsSubsetOf(new[] { "PYENV2009 requirements.txt(3,27)" }, first.WarningPlaces.ToList());
        CollectionAssert.AreEqual(first.WarningPlaces.ToList(), second.WarningPlaces.ToList());
    }

    [TestMethod]
    [DataRow("sp ace")]
    [DataRow("ünï-日本")]
    [DataRow("par(en)s")]
    [DataRow("am&p")]
    [DataRow("quo'te")]
    [DataRow("semi;colon@at #hash")]
    public async Task A_project_may_stand_in_a_folder_of_any_name(string folder)
    {
        using var project = new TestProject(folder).WithWheels().WithPins();

        (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldSucceed();

        Assert.AreEqual("HELLO!", Run(project[".venv/bin/greet"]));
        (await project.TargetAsync("PythonEnvRestore", "-question", "--no-restore")).ShouldSucceed();
    }

    [TestMethod]
    public async Task Two_builds_at_once_make_one_environment()
    {
        using var project = new TestProject().WithWheels().WithPins();
        (await project.RunAsync("restore")).ShouldSucceed();

        using Process one = project.Start("build", "--no-restore", "-t:PythonEnvRestore");
        using Process two = project.Start("build", "--no-restore", "-t:PythonEnvRestore");
        string[] outputs = await Task.WhenAll(one.StandardOutput.ReadToEndAsync(), two.StandardOutput.ReadToEndAsync());
        await Task.WhenAll(one.WaitForExitAsync(), two.WaitForExitAsync());

        Assert.AreEqual((0, 0), (one.ExitCode, two.ExitCode), string.Join('\n', outputs));
        Assert.AreEqual("HELLO!", Run(project[".venv/bin/greet"]));
        Assert.IsFalse(Directory.Exists(project[".venv.pythonenv/staging"]));
    }

    [TestMethod]
    public async Task A_folder_that_is_not_ours_is_refused_and_left_untouched()
    {
        using var project = new TestProject().WithWheels().WithPins();
        string mine = project.Write(".venv/notes.txt", "mine");

        (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV4001");

        Assert.AreEqual("mine", File.ReadAllText(mine));
        Assert.HasCount(1, Directory.GetFileSystemEntries(project[".venv"]));
        (await project.TargetAsync("PythonEnvClean", "--no-restore")).ShouldFail("PYENV4001");
        Assert.AreEqual("mine", File.ReadAllText(mine));
    }

    private static async Task ShouldHaveWorkAsync(TestProject project, string what)
    {
        BuildResult asked = await project.TargetAsync("PythonEnvRestore", "-question", "--no-restore");
        asked.ShouldFail("PYENV5003");
        Assert.Contains("is not up to date", asked.Output, what);
        (await project.TargetAsync("PythonEnvRestore", "--no-restore")).ShouldSucceed();
        (await project.TargetAsync("PythonEnvRestore", "-question", "--no-restore")).ShouldSucceed();
    }

    private static string SitePackages(TestProject project) =>
        Directory.GetDirectories(project[".venv/lib"]).Select(python => Path.Combine(python, "site-packages")).Single();

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment.Remove("PYTHONPATH");
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return output;
    }
}
