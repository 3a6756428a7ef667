using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PythonEnv.Tasks.Tests.Tool;

namespace PythonEnv.Tasks.Tests;

/// <summary>What a gallery shows of the packages, and what lies in them.</summary>
[TestClass]
internal sealed partial class PackageTests
{
    private const string Project = "https://github.com/pythonenv/PythonEnv.Tasks";

    [TestMethod]
    public void The_package_of_the_tasks_is_described_and_whole()
    {
        using ZipArchive package = Open(Path.Combine(PackedPackage.Feed, $"PythonEnv.Tasks.{PackedPackage.Version}.nupkg"));

        AssertDescribed(package, Project);
        AssertHas(
            package, "build/PythonEnv.Tasks.props", "build/PythonEnv.Tasks.targets", "build/PythonEnv.proj",
            "buildMultiTargeting/PythonEnv.Tasks.targets", "tasks/net10.0/PythonEnv.Tasks.dll", "tasks/net10.0/PythonEnv.Core.dll",
            "tasks/net10.0/PythonEnv.Tasks.deps.json", "CHANGELOG.md");
        AssertHasNot(package, @"^lib/|\.xml$(?<!\[Content_Types\]\.xml)|Microsoft\.Build");
        Assert.AreEqual("true", Value(package, "developmentDependency"));
    }

    [TestMethod]
    public void The_package_of_the_command_line_is_described_and_whole()
    {
        using ZipArchive package = Open(PackedTool.Package);

        AssertDescribed(package, Project);
        AssertHas(package, "tools/net10.0/any/PythonEnv.Tool.dll", "tools/net10.0/any/DotnetToolSettings.xml");
        AssertHasNot(package, @"PythonEnv\.\w+\.xml$");
    }

    [TestMethod]
    public async Task Who_packs_says_where_the_project_lives()
    {
        using var folder = new TempDirectory("packed");
        DotNetResult packed = await DotNet.RunAsync(
            Repository.Root,
            [
                "pack", Path.Combine("src", "PythonEnv.Templates"), "-o", folder.Path, "-p:Version=1.2.3",
                "-p:PackageProjectUrl=https://forge.test/team/env", "-p:RepositoryUrl=https://git.test/env.git", "-nodeReuse:false"
            ],
            new Dictionary<string, string>(), CancellationToken.None);
        Assert.AreEqual(0, packed.ExitCode, packed.Output);
        using ZipArchive package = Open(folder["PythonEnv.Templates.1.2.3.nupkg"]);

        AssertDescribed(package, "https://forge.test/team/env");
        AssertHas(package, "content/pythonenv/PythonApp.csproj", "content/pythonenv/.template.config/template.json");
        Assert.AreEqual("https://git.test/env.git", (string?)Metadata(package, "repository").Attribute("url"));
        StringAssert.Contains(Read(package, "content/pythonenv/PythonApp.csproj"), "Include=\"PythonEnv.Tasks\" Version=\"1.2.3\"");
        StringAssert.Contains(Read(package, "README.md"), "](https://forge.test/team/env/blob/main/docs/tool.md)");
    }

    private static void AssertDescribed(ZipArchive package, string project)
    {
        AssertHas(package, "README.md", "icon.png");
        Assert.AreEqual("MIT", Value(package, "license"));
        Assert.AreEqual("icon.png", Value(package, "icon"));
        Assert.AreEqual("README.md", Value(package, "readme"));
        Assert.AreEqual(project, Value(package, "projectUrl"));
        Assert.AreEqual($"{project}/blob/main/CHANGELOG.md", Value(package, "releaseNotes"));
        Assert.AreEqual("git", (string?)Metadata(package, "repository").Attribute("type"));
        Assert.AreNotEqual("", Value(package, "description") + Value(package, "tags"));
        string[] relative = [.. Link().Matches(Read(package, "README.md")).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && target[0] != '#')];
        Assert.IsEmpty(relative, string.Join(' ', relative));
    }

    private static void AssertHas(ZipArchive package, params string[] names) =>
        CollectionAssert.IsSubsetOf(names, package.Entries.Select(entry => entry.FullName).ToArray());

    private static void AssertHasNot(ZipArchive package, string pattern)
    {
        string[] found = [.. package.Entries.Select(entry => entry.FullName).Where(name => Regex.IsMatch(name, pattern))];
        Assert.IsEmpty(found, string.Join(' ', found));
    }

    private static ZipArchive Open(string path) => ZipFile.OpenRead(path);

    private static string Value(ZipArchive package, string name) => Metadata(package, name).Value;

    private static XElement Metadata(ZipArchive package, string name)
    {
        XElement metadata = XElement.Parse(
            Read(package, package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName).TrimStart('\uFEFF'));
        return metadata.Descendants().Single(element => element.Name.LocalName == name);
    }

    private static string Read(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
