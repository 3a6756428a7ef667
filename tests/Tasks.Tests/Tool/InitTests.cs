using System.Text.RegularExpressions;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>`pythonenv init` in folders and projects as people have them.</summary>
[TestClass]
internal sealed class InitTests
{
    private const string Project = "\uFEFF<Project Sdk=\"Microsoft.NET.Sdk\">\r\n\r\n\t<PropertyGroup>\r\n\t\t<!-- ours -->\r\n"
        + "\t\t<OutputType>Exe</OutputType>\r\n\t\t<TargetFramework>net10.0</TargetFramework>\r\n\t</PropertyGroup>\r\n\r\n</Project>\r\n";

    [TestMethod]
    public async Task A_folder_gets_an_interpreter_and_a_lock_and_a_second_time_nothing()
    {
        using TestProject place = Place();
        place.Write("requirements.txt", "# ours\ngreeting\n");

        await InitAsync(place, Given(place));

        StringAssert.Matches(File.ReadAllText(place[".python-version"]), new Regex(@"^\d\.\d+t?\n$"));
        Assert.AreEqual("# ours\ngreeting\n", File.ReadAllText(place["requirements.in"]));
        StringAssert.Contains(File.ReadAllText(place["requirements.txt"]), "greeting==1.1");
        Dictionary<string, string> before = Files(place);
        await InitAsync(place, Given(place));
        CollectionAssert.AreEquivalent(before, Files(place));
    }

    [TestMethod]
    public async Task An_empty_folder_begins_with_a_list_that_is_empty()
    {
        using TestProject place = Place();

        await InitAsync(place, ["3", .. Given(place)]);

        Assert.AreEqual("3\n", File.ReadAllText(place[".python-version"]));
        StringAssert.StartsWith(File.ReadAllText(place["requirements.in"]), "#");
        Assert.AreEqual(0, (await PackedTool.RunAsync(place.Folder, ["restore", .. Given(place)])).ExitCode);
        DotNetResult refused = await PackedTool.RunAsync(place.Folder, ["init", "2.7", .. Given(place)]);
        Assert.AreEqual(2, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, ".python-version(1,1)");
    }

    [TestMethod]
    public async Task A_project_gets_what_it_lacks_and_builds()
    {
        using TestProject place = Place();
        Declare(place);
        place.Write("App.csproj", Project);
        place.Write("requirements.in", "greeting\n");

        await InitAsync(place, []);

        string written = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(place["App.csproj"]));
        string interpreter = Regex.Match(written, "<PythonEnvInterpreter>(.+?)</").Groups[1].Value;
        Assert.AreEqual(
            Project.Replace("\uFEFF", "\u00EF\u00BB\u00BF", StringComparison.Ordinal).Replace(
                "net10.0</TargetFramework>\r\n\t</PropertyGroup>\r\n\r\n",
                $"net10.0</TargetFramework>\r\n\t\t<PythonEnvInterpreter>{interpreter}</PythonEnvInterpreter>\r\n"
                    + "\t\t<PythonEnvGenerateConstants>true</PythonEnvGenerateConstants>\r\n\t</PropertyGroup>\r\n\r\n\t<ItemGroup>\r\n"
                    + $"\t\t<PackageReference Include=\"PythonEnv.Tasks\" Version=\"{PackedPackage.Version}\" PrivateAssets=\"all\" />\r\n"
                    + "\t</ItemGroup>\r\n\r\n",
                StringComparison.Ordinal),
            written);
        Dictionary<string, string> before = Files(place);
        await InitAsync(place, []);
        CollectionAssert.AreEquivalent(before, Files(place));
        place.Write("Program.cs", "System.Console.WriteLine(PythonEnvironment.Executable);");
        DotNetResult built = await RunAsync(place, "run");
        Assert.AreEqual(0, built.ExitCode, built.Output);
        StringAssert.Contains(built.Output, place.Location);
    }

    [TestMethod]
    public async Task Central_versions_and_the_lock_of_another_tool_are_respected()
    {
        using TestProject place = Place();
        Declare(place);
        place.Write("App.csproj", Project);
        place.Write("requirements.txt", "greeting\n");
        place.Write("poetry.lock", """
            package = []

            [metadata]
            lock-version = "2.1"
            python-versions = ">=3.8"
            content-hash = "0000000000000000000000000000000000000000000000000000000000000000"
            """);
        place.Write("Directory.Packages.props", """
            <Project>
              <PropertyGroup>
                <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
              </PropertyGroup>
            </Project>

            """);

        string said = await InitAsync(place, []);

        StringAssert.Contains(
            File.ReadAllText(place["Directory.Packages.props"]),
            $"    <PackageVersion Include=\"PythonEnv.Tasks\" Version=\"{PackedPackage.Version}\" />\n");
        StringAssert.Contains(
            File.ReadAllText(place["App.csproj"]), "\t\t<PackageReference Include=\"PythonEnv.Tasks\" PrivateAssets=\"all\" />\r\n");
        StringAssert.Contains(File.ReadAllText(place["App.csproj"]), "<PythonEnvRequirements>poetry.lock</PythonEnvRequirements>");
        Assert.AreEqual("greeting\n", File.ReadAllText(place["requirements.txt"]));
        StringAssert.Contains(said, "Next: `pythonenv restore`", "`add` can't write the lock of another tool");
    }

    [TestMethod]
    public async Task What_can_not_be_locked_leaves_the_project_as_it_was()
    {
        using TestProject place = Place();
        Declare(place);
        place.Write("App.csproj", Project);
        place.Write("requirements.txt", "nowhere-to-be-found\n");
        Dictionary<string, string> before = Files(place);

        DotNetResult failed = await PackedTool.RunAsync(place.Folder, "init");

        Assert.AreEqual(1, failed.ExitCode, failed.Output);
        StringAssert.Contains(failed.Output, "PYENV3001");
        StringAssert.Contains(failed.Output, "Every file is as it was before");
        Assert.DoesNotContain("Declared", failed.Output);
        CollectionAssert.AreEquivalent(before, Files(place));
    }

    [TestMethod]
    public async Task The_lock_of_pipenv_is_exported_by_pipenv_where_it_is()
    {
        Requires.Posix("a program that is a script");
        using TestProject place = Place();
        place.Write("Pipfile.lock", "{}");
        DotNetResult refused = await PackedTool.RunAsync(place.Folder, Path(""), ["init", .. Given(place)]);
        Assert.AreEqual(1, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "Pipfile.lock: error PYENV2001");
        StringAssert.Contains(refused.Output, "`pipenv requirements --hash > requirements.txt`");
        Assert.IsFalse(File.Exists(place[".python-version"]));

        string tool = place.Write("tools/pipenv", "#!/bin/sh\n[ \"$*\" = 'requirements --hash' ] && printf 'greeting==1.0\\nwordshapes==1.0\\n'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DotNetResult taken = await PackedTool.RunAsync(place.Folder, Path(place["tools"] + ":"), ["init", .. Given(place)]);
        Assert.AreEqual(0, taken.ExitCode, taken.Output);
        Assert.AreEqual("greeting==1.0\nwordshapes==1.0\n", File.ReadAllText(place["requirements.txt"]));
        StringAssert.Contains(taken.Output, "requirements.txt is taken as it is");
        StringAssert.Contains(taken.Output, "Next: `pythonenv add NAME`");
    }

    [TestMethod]
    [DataRow("requirements.in", "greeting\n")]
    [DataRow("pyproject.toml", "[project]\nname = \"app\"\nversion = \"1\"\ndependencies = [\"greeting\"]\n")]
    public async Task Beside_an_environment_of_conda_init_says_the_way_and_goes_on_once_it_was_gone(string input, string text)
    {
        using TestProject place = Place();
        place.Write("environment.yml", "dependencies:\n  - greeting\n");
        place.Write("pyproject.toml", "[tool.black]\nline-length = 99\n");

        DotNetResult refused = await PackedTool.RunAsync(place.Folder, ["init", .. Given(place)]);

        Assert.AreEqual(1, refused.ExitCode, refused.Output);
        StringAssert.Contains(refused.Output, "write what is imported into `requirements.in`, and run `pythonenv init` again.");
        place.Write(input, text);
        await InitAsync(place, Given(place));
        StringAssert.Contains(File.ReadAllText(place["requirements.txt"]), "greeting==1.1");
    }

    // The machine's own pipenv does not count.
    private static Dictionary<string, string> Path(string first)
    {
        string[] rest = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        return new()
        {
            ["PATH"] = first + string.Join(':', rest.Where(folder => !File.Exists(System.IO.Path.Combine(folder, "pipenv"))))
        };
    }

    private static TestProject Place()
    {
        TestProject place = new TestProject().WithWheels();
        File.Delete(place["Program.cs"]);
        return place;
    }

    private static string[] Given(TestProject place) =>
    [
        "-p:PythonEnvFindLinks=wheels", "-p:PythonEnvNoIndex=true",
        $"-p:PythonEnvCacheDirectory={place.Properties["PythonEnvCacheDirectory"]}"
    ];

    private static void Declare(TestProject place)
    {
        place.Write("Program.cs", "");
        place.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <PythonEnvFindLinks>wheels</PythonEnvFindLinks>
                <PythonEnvNoIndex>true</PythonEnvNoIndex>
                <PythonEnvCacheDirectory>{place.Properties["PythonEnvCacheDirectory"]}</PythonEnvCacheDirectory>
              </PropertyGroup>
            </Project>
            """);
    }

    private static Task<DotNetResult> RunAsync(TestProject place, params string[] arguments) => DotNet.RunAsync(
        place.Folder, arguments, new Dictionary<string, string> { ["NUGET_PACKAGES"] = PackedPackage.PackagesFolder }, CancellationToken.None);

    private static async Task<string> InitAsync(TestProject place, string[] arguments)
    {
        DotNetResult result = await PackedTool.RunAsync(place.Folder, ["init", .. arguments]);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return result.Output;
    }

    // What a person wrote, and what was written for them.
    private static Dictionary<string, string> Files(TestProject place) => Directory.EnumerateFiles(place.Folder)
        .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));
}
