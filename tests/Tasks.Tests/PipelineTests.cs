using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace PythonEnv.Tasks.Tests;

/// <summary>The pipelines of <c>samples/pipelines</c>: each of their scripts is run with the variables that an agent sets.</summary>
[TestClass]
internal sealed partial class PipelineTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples", "pipelines");

    [TestMethod]
    [DataRow("azure-pipelines.yml", "report.html")]
    [DataRow("github-build.yml", "report.html")]
    [DataRow("azure-scheduled.yml", "##vso[task.logissue type=warning]The lock can be upgraded")]
    [DataRow("github-scheduled.yml", "::warning::The lock can be upgraded")]
    public async Task Every_script_of_a_pipeline_works(string file, string sign)
    {
        using TestProject project = Checkout();
        (await project.RunAsync("build", "-t:PythonEnvLock")).ShouldSucceed();
        Shell(project, "git init -q && git add -A && git -c user.name=t -c user.email=t@example.com commit -qm lock");
        // What came out since is what the scheduled job has to find.
        PinnedWheels.Wordshapes("2.0").WriteTo(project["wheels"]);
        YamlMappingNode pipeline = Read(file);
        Dictionary<string, string> agent = Agent(project, isAzure: file.StartsWith("azure", StringComparison.Ordinal));
        foreach ((string name, string value) in Variables(pipeline))
            agent[name] = Expand(value, agent);

        string output = "";
        foreach (string script in Scripts(pipeline))
        {
            DotNetResult result = await DotNet.RunShellAsync(project.Folder, Expand(script, agent), agent);
            Assert.AreEqual(0, result.ExitCode, script + result.Output);
            output += result.Output;
        }

        output += string.Join('\n', Directory.EnumerateFiles(project.Root, "*.report.html", SearchOption.AllDirectories));
        StringAssert.Contains(output, sign);
    }

    [TestMethod]
    public async Task The_report_and_the_bill_of_materials_are_what_an_Azure_pipeline_publishes()
    {
        using TestProject project = Checkout();
        (await project.RunAsync("build", "-t:PythonEnvLock")).ShouldSucceed();
        YamlMappingNode pipeline = Read("azure-pipelines.yml");
        Dictionary<string, string> agent = Agent(project, isAzure: true);
        foreach ((string name, string value) in Variables(pipeline))
            agent[name.ToUpperInvariant()] = Expand(value, agent);
        string[] scripts = [.. Scripts(pipeline)];

        // An agent gives variables in capitals alone.
        foreach (string script in new[] { scripts[0], scripts[^1] })
        {
            DotNetResult result = await DotNet.RunShellAsync(project.Folder, Expand(script, agent), agent);
            Assert.AreEqual(0, result.ExitCode, result.Output);
        }

        string staged = Path.Combine(agent["BUILD_ARTIFACTSTAGINGDIRECTORY"], "python");
        CollectionAssert.IsSubsetOf(
            new[] { "default.cdx.json", "default.component-detection-pip-report.json", "default.report.html", "default.json" }, Directory.GetFiles(staged)
                .Select(Path.GetFileName)
                .ToList());
        Assert.IsTrue(Directory.Exists(Path.Combine(agent["PIPELINE_WORKSPACE"], "pythonenv", "archives-v2")));
    }

    [TestMethod]
    public void Dependabot_and_Renovate_are_told_of_ecosystems_and_managers_that_they_have()
    {
        var updates = (YamlSequenceNode)Read("dependabot.yml").Children["updates"];
        string[] ecosystems = [.. updates.Select(update => update["package-ecosystem"].ToString())];
        CollectionAssert.AreEqual(new[] { "pip", "nuget", "github-actions" }, ecosystems);

        using JsonDocument renovate = JsonDocument.Parse(File.ReadAllText(Path.Combine(Samples, "renovate.json")));
        string pattern = renovate.RootElement.GetProperty("pip_requirements").GetProperty("managerFilePatterns")[0].GetString()!;
        Assert.IsTrue(Regex.IsMatch("src/requirements/prod.txt", pattern.Trim('/')));
        Assert.IsFalse(Regex.IsMatch("src/notes.txt", pattern.Trim('/')));
    }

    private static TestProject Checkout()
    {
        var project = new TestProject().WithWheels();
        File.Delete(Path.Combine(project["wheels"], "wordshapes-2.0-py3-none-any.whl"));
        File.Delete(Path.Combine(project["wheels"], "greeting-1.1-py3-none-any.whl"));
        project.Properties.Remove("PythonEnvCacheDirectory");
        project.Write("requirements.in", "greeting\n");
        project.Write(".gitignore", "bin/\nobj/\n.venv*/\nwheels/\n");
        project.Set("XDG_CACHE_HOME", Path.Combine(project.Root, "cache"));
        return project;
    }

    private static void Shell(TestProject project, string lines)
    {
        DotNetResult result = DotNet.RunShellAsync(project.Folder, lines, new Dictionary<string, string>()).GetAwaiter().GetResult();
        Assert.AreEqual(0, result.ExitCode, result.Output);
    }

    private static Dictionary<string, string> Agent(TestProject project, bool isAzure)
    {
        string workspace = Path.Combine(project.Root, "agent");
        string temporary = Directory.CreateDirectory(Path.Combine(workspace, "temp")).FullName;
        var agent = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["NUGET_PACKAGES"] = PackedPackage.PackagesFolder,
            ["XDG_CACHE_HOME"] = Path.Combine(project.Root, "cache"),
        };
        (string, string)[] known = isAzure
            ? [("TF_BUILD", "True"), ("PIPELINE_WORKSPACE", workspace), ("AGENT_TEMPDIRECTORY", temporary), ("AGENT_OS", "Linux"),
                ("BUILD_ARTIFACTSTAGINGDIRECTORY", Path.Combine(workspace, "a"))]
            : [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", Path.Combine(workspace, "w")), ("RUNNER_TEMP", temporary),
                ("RUNNER_OS", "Linux"), ("GITHUB_STEP_SUMMARY", Path.Combine(temporary, "summary.md"))];
        foreach ((string name, string value) in known)
            agent[name] = value;
        return agent;
    }

    private static YamlMappingNode Read(string file)
    {
        var yaml = new YamlStream();
        using StreamReader reader = File.OpenText(Path.Combine(Samples, file));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    // Azure's stand at the top, GitHub's in the only job.
    private static YamlMappingNode Job(YamlMappingNode pipeline) => pipeline.Children.TryGetValue("jobs", out YamlNode? jobs)
        ? (YamlMappingNode)((YamlMappingNode)jobs).Children.Values.Single()
        : pipeline;

    private static IEnumerable<(string Name, string Value)> Variables(YamlMappingNode pipeline)
    {
        YamlMappingNode job = Job(pipeline);
        return job.Children.TryGetValue("variables", out YamlNode? variables) || job.Children.TryGetValue("env", out variables)
            ? ((YamlMappingNode)variables).Children.Select(variable => (variable.Key.ToString(), variable.Value.ToString()))
            : [];
    }

    private static IEnumerable<string> Scripts(YamlMappingNode pipeline) =>
        from YamlMappingNode step in (YamlSequenceNode)Job(pipeline).Children["steps"]
        from part in step.Children
        where part.Key.ToString() is "script" or "run"
        select part.Value.ToString();

    // `$(Agent.OS)` of Azure and `${{ github.workspace }}` of GitHub are put in before a shell sees them.
    private static string Expand(string text, Dictionary<string, string> variables) => Macro().Replace(
        text, match => variables[(match.Groups[1].Value + match.Groups[2].Value).Replace('.', '_')]);

    [GeneratedRegex(@"\$\(([A-Za-z.]+)\)|\$\{\{ ([a-z.]+) \}\}")]
    private static partial Regex Macro();
}
