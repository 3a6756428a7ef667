namespace PythonEnv.Tasks.Tests;

/// <summary>What lies in <c>samples</c> to be copied, copied and built with the packed package. One build serves all of them.</summary>
[TestClass]
internal sealed class SampleTests
{
    private static readonly Lazy<Task<SampleTree>> s_built = new(BuildAsync);

    [ClassCleanup]
    public static async Task RemoveAsync()
    {
        if (s_built.IsValueCreated)
            (await s_built.Value).Dispose();
    }

    [TestMethod]
    public async Task Several_environments_stand_beside_each_other()
    {
        SampleTree samples = await s_built.Value;

        CollectionAssert.AreEquivalent(new[] { "greeting", "wordshapes" }, samples.Installed("SeveralEnvironments/.venv"));
        CollectionAssert.AreEquivalent(new[] { "wordshapes" }, samples.Installed("SeveralEnvironments/.venv-tools"));
        StringAssert.Contains(samples.Output, "tools: wordshapes");
    }

    [TestMethod]
    public async Task Several_frameworks_know_one_environment()
    {
        SampleTree samples = await s_built.Value;

        CollectionAssert.AreEquivalent(new[] { "greeting", "wordshapes" }, samples.Installed("MultiTargeting/.venv"));
        Assert.IsTrue(File.Exists(samples["MultiTargeting/bin/Debug/net10.0/MultiTargeting.dll"]));
        Assert.IsTrue(File.Exists(samples["MultiTargeting/bin/Debug/net10.0-windows/MultiTargeting.dll"]));
    }

    [TestMethod]
    public async Task A_solution_shares_one_environment()
    {
        SampleTree samples = await s_built.Value;

        CollectionAssert.AreEquivalent(new[] { "greeting", "wordshapes" }, samples.Installed("SharedEnvironment/.venv"));
        Assert.IsFalse(Path.Exists(samples["SharedEnvironment/App/.venv"]) || Path.Exists(samples["SharedEnvironment/Worker/.venv"]));
    }

    [TestMethod]
    public async Task A_program_talks_to_Python_and_another_has_constants_that_Python_wrote()
    {
        SampleTree samples = await s_built.Value;

        StringAssert.Contains(await samples.ExecuteAsync("StartsPython"), "answers | one |, | two |");
        StringAssert.Contains(await samples.ExecuteAsync("CodeGeneration"), "| one || two |");
    }

    [TestMethod]
    public async Task A_system_package_is_declared_with_its_version()
    {
        SampleTree samples = await s_built.Value;

        CollectionAssert.AreEquivalent(new[] { "greeting", "wordshapes" }, samples.Installed("SystemPackages/.venv"));
    }

    [TestMethod]
    public async Task A_vendored_project_needs_no_index_and_no_cache()
    {
        SampleTree samples = await s_built.Value;

        await samples.DotNetAsync("Offline", "build", "-t:PythonEnvVendor", "-p:PythonEnvCacheDirectory=../vendoring");
        await samples.DotNetAsync("Offline", "build", "-p:PythonEnvCacheDirectory=../from-wheelhouse");

        CollectionAssert.AreEquivalent(new[] { "greeting", "wordshapes" }, samples.Installed("Offline/.venv"));
    }

    [TestMethod]
    public async Task A_web_project_is_published_with_its_Python()
    {
        Requires.Posix("launchers of POSIX");
        SampleTree samples = await s_built.Value;

        await samples.DotNetAsync("Web", "publish", "-o", samples["published"]);
        // The one that was built with: which of that version PATH has is the machine's business.
        string python = File.ResolveLinkTarget(samples["Web/.venv/bin/python"], returnFinalTarget: true)!.FullName;
        var machine = new Dictionary<string, string> { ["PYTHONENV_PYTHON"] = python };
        DotNetResult greeted = await DotNet.RunShellAsync(samples["published"], "python/bin/python -m app.greet Ada", machine);

        StringAssert.Contains(greeted.Output, "| Hello, Ada! |");
    }

    // Offline is built by its own test: it shares nothing with the others.
    private static async Task<SampleTree> BuildAsync()
    {
        var samples = new SampleTree();
        string python = MachineInterpreters.Pyenv("3.11");
        string version = $"'{python}' -c 'import pip; print(pip.__version__)'";
        DotNetResult pip = await DotNet.RunShellAsync(samples.Root, version, new Dictionary<string, string>());
        // What only programs with windows need is on no feed of a test.
        string[] properties = [$"-p:SystemPip={pip.Output.Trim()}", "-p:DisableTransitiveFrameworkReferenceDownloads=true"];
        await samples.DotNetAsync(".", ["build", "all.proj", "-m:2", .. properties]);
        return samples;
    }
}
