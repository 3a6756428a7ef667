namespace PythonEnv.Tasks.Tests;

/// <summary>A program of one file, which the SDK builds without a project.</summary>
[TestClass]
internal sealed class FileBasedAppTests
{
    [TestMethod]
    public async Task It_has_its_environment_beside_it_and_each_run_is_guarded()
    {
        using var project = new TestProject("script").WithWheels().WithPins();
        File.Delete(project["Program.cs"]);
        Directory.CreateDirectory(Path.Combine(project.Root, "data"));
        project.Write("app.cs", $"""
            #:package PythonEnv.Tasks@{PackedPackage.Version}
            #:property PublishAot=false
            #:property PythonEnvInterpreter=>=3.8
            #:property PythonEnvFindLinks=wheels
            #:property PythonEnvNoIndex=true
            #:property PythonEnvCacheDirectory=../cache
            System.Console.WriteLine("ran");
            """);

        DotNetResult first = await RunAsync(project);
        Assert.AreEqual(0, first.ExitCode, first.Output);
        StringAssert.Contains(first.Output, "ran");
        Assert.IsTrue(File.Exists(project[".venv/bin/greet"]), first.Output);

        // The SDK would run again what it has built, without a build.
        Directory.Delete(project[".venv"], recursive: true);
        DotNetResult again = await RunAsync(project);
        Assert.AreEqual(0, again.ExitCode, again.Output);
        Assert.IsTrue(File.Exists(project[".venv/bin/greet"]), again.Output);

        project.Write("requirements.txt", "greeting\nwordshapes==1.0\n");
        DotNetResult refused = await RunAsync(project);
        Assert.AreNotEqual(0, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, $"{project["requirements.txt"]}(1,1): error PYENV2003");
        StringAssert.Contains(refused.Output, "`dotnet build app.cs -t:PythonEnvLock`");
        Assert.DoesNotContain("ran", refused.Output.Split('\n'));

        File.Delete(project["requirements.txt"]);
        DotNetResult nothing = await RunAsync(project);
        StringAssert.Contains(nothing.Output, "app.cs");
        StringAssert.Contains(nothing.Output, "PYENV2001");
        Assert.DoesNotContain("app.cs.csproj", nothing.Output);
    }

    private static Task<DotNetResult> RunAsync(TestProject project) => DotNet.RunAsync(
        project.Folder, ["run", "app.cs"],
        new Dictionary<string, string> { ["NUGET_PACKAGES"] = PackedPackage.PackagesFolder, ["XDG_DATA_HOME"] = Path.Combine(project.Root, "data") },
        CancellationToken.None);
}
