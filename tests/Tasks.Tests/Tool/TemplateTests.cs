namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>`dotnet new pythonenv`, from the packed package.</summary>
[TestClass]
internal sealed class TemplateTests
{
    [TestMethod]
    public async Task A_new_project_builds_and_runs_Python()
    {
        using TestProject place = new();
        place.Write("Directory.Build.props", "<Project />");
        string feed = Path.Combine(place.Root, "templates");
        string hive = Path.Combine(place.Root, "hive");
        await RunAsync(
            Repository.Root, "pack", Path.Combine("src", "PythonEnv.Templates"), "-o", feed, $"-p:Version={PackedPackage.Version}",
            "-nodeReuse:false");
        await RunAsync(
            place.Folder, "new", "install", Path.Combine(feed, $"PythonEnv.Templates.{PackedPackage.Version}.nupkg"), "--debug:custom-hive",
            hive);
        await RunAsync(place.Folder, "new", "pythonenv", "-n", "Shop", "--debug:custom-hive", hive);

        string output = await RunAsync(place["Shop"], "run", $"-p:PythonEnvCacheDirectory={Path.Combine(place.Root, "cache")}");

        StringAssert.Contains(output, $"in {place["Shop/.venv"]}");
    }

    private static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var variables = new Dictionary<string, string>();
        if (arguments[0] != "pack")
            variables["NUGET_PACKAGES"] = PackedPackage.PackagesFolder;
        DotNetResult result = await DotNet.RunAsync(folder, arguments, variables, CancellationToken.None);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return result.Output;
    }
}
