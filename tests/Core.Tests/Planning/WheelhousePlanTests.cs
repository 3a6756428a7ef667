using System.Text.Json;
using PythonEnv.Cache;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Tags;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Planning;

/// <summary>Real locks against real wheels, for a real interpreter.</summary>
[TestClass]
internal sealed class WheelhousePlanTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("flask")]
    [DataRow("celery")]
    [DataRow("django")]
    [DataRow("data")]
    [DataRow("all")]
    public async Task A_real_lock_is_closed_and_planned_from_a_folder(string name)
    {
        using TempDirectory temp = new();
        string python = Python311();
        PlanResult result = await PlanAsync(temp, python, name, Wheelhouse.Folder("bookworm"));

        Assert.IsNotNull(result.Plan, string.Join('\n', result.Diagnostics));
        Assert.IsTrue(result.Plan.Pins.All(distribution => distribution.File.Sha256 is not null));
    }

    [TestMethod]
    [DataRow("flask")]
    [DataRow("celery")]
    public async Task The_files_are_those_pip_would_take(string name)
    {
        using TempDirectory temp = new();
        string python = Python311();
        string folder = Wheelhouse.Folder("bookworm");
        PlanResult result = await PlanAsync(temp, python, name, folder);
        Dictionary<string, string> variables = new() { ["HOME"] = temp.Path, ["PIP_CONFIG_FILE"] = "/dev/null" };

        string report = temp["report.json"];
        ProcessResult pip = await new ProcessRunner().RunAsync(
            new ProcessInvocation(
                python,
                ["-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--no-index", "--break-system-packages", "--find-links", folder, "--report", report, "-r", Wheelhouse.Lock(name)],
                temp.Path, variables),
            TestContext.CancellationToken);

        Assert.AreEqual(0, pip.ExitCode, pip.StandardError);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(report));
        string[] expected =
        [
            .. document.RootElement.GetProperty("install").EnumerateArray()
                .Select(item => Path.GetFileName(new Uri(item.GetProperty("download_info").GetProperty("url").GetString()!).LocalPath))
                .Order(StringComparer.Ordinal),
        ];
        CollectionAssert.AreEqual(
            expected, result.Plan!.Pins.Select(distribution => distribution.File.FileName).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public async Task Celery_alone_names_everything_it_lacks()
    {
        using TempDirectory temp = new();
        string python = Python311();
        string lockFile = temp.Write("requirements.txt", "celery==5.2.6\n");

        PlanResult result = await PlanFileAsync(temp, python, lockFile, Wheelhouse.Folder("bookworm"));

        Assert.IsTrue(result.Diagnostics.All(diagnostic => diagnostic.Code == "PYENV3004" && diagnostic.Where.Line == 1));
        string[] missing = [.. result.Diagnostics.Select(diagnostic => diagnostic.Problem.Split('`')[1])];
        CollectionAssert.IsSubsetOf(new[] { "billiard", "click", "kombu", "pytz", "vine" }, missing);
        StringAssert.StartsWith(
            result.Diagnostics.Single(d => d.Problem.StartsWith("`kombu`", StringComparison.Ordinal)).Evidence, "`celery 5.2.6` → `kombu");
    }

    private Task<PlanResult> PlanAsync(TempDirectory temp, string python, string name, string wheels) =>
        PlanFileAsync(temp, python, Wheelhouse.Lock(name), wheels);

    private async Task<PlanResult> PlanFileAsync(TempDirectory temp, string python, string lockFile, string wheels)
    {
        ProbeResult probe = await new InterpreterProbe(
            new ProcessRunner(), HostFacts.Current()).ProbeAsync(python, TestContext.CancellationToken);
        PlanTarget target = new(SupportedTags.For(probe.Facts!.Tags), probe.Facts.Markers);
        RequirementsFile file = RequirementsFileReader.Read(lockFile, new RequirementsReadOptions { WorkingDirectory = temp.Path });
        DiagnosticBag diagnostics = [];
        var pins = PinReader.OfRequirements(file.Requirements, file.Constraints, target.Markers, diagnostics);
        IndexSettings settings = new()
        {
            NoIndex = true,
            FindLinks = [ConfiguredLinks.Of(wheels, SettingOrigin.Default)]
        };

        using IndexClient client = new(settings, TestHost.Linux(temp.Path), TestHost.NoCredentials, temp.Path);
        using Downloader downloader = new(client, temp["downloads"]);
        string cache = temp["cache"];
        InstallPlanner planner = new(client, downloader, new ArchiveCache(cache), new ChoiceMemory(cache), new LocalDigests(cache));
        return await planner.PlanAsync(new PlanRequest(pins, target), TestContext.CancellationToken);
    }

    private static string Python311()
    {
        Requires.Posix("wheels of Linux");
        string pyenv = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        string[] candidates =
        [
            .. Directory.Exists(pyenv)
                ? Directory.GetDirectories(pyenv, "3.11.*").Select(folder => Path.Combine(folder, "bin", "python"))
                : [],
            "/usr/bin/python3.11",
        ];
        string? python = Array.Find(candidates, File.Exists);
        Requires.That(python is not null, "a Python 3.11");
        return python!;
    }
}
