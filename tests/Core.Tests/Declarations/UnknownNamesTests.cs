using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class UnknownNamesTests
{
    [TestMethod]
    [DataRow(
        "<PropertyGroup>\n<PythonEnvRequirement>a.txt</PythonEnvRequirement></PropertyGroup>",
        "(2,2): warning PYENV1006: `PythonEnvRequirement` is not a property of PythonEnv.Tasks and has no effect. Did you mean `PythonEnvRequirements`?")]
    [DataRow("<PropertyGroup>\n<pythonenvinterpeter>3</pythonenvinterpeter></PropertyGroup>", "Did you mean `PythonEnvInterpreter`?")]
    [DataRow("<PropertyGroup>\n<PythonEnvEnable>false</PythonEnvEnable></PropertyGroup>", "Did you mean `PythonEnvEnabled`?")]
    [DataRow("<PropertyGroup>\n<PythonEnvSomethingElse>x</PythonEnvSomethingElse></PropertyGroup>", "has no effect. Remove it.")]
    [DataRow(
        "<ItemGroup>\n<PythonEnvs Include=\"docs\" /></ItemGroup>",
        "`PythonEnvs` is not an item of PythonEnv.Tasks and has no effect. Did you mean `PythonEnv`?")]
    [DataRow(
        "<Target Name=\"T\"><PropertyGroup>\n<PythonEnvMod>Off</PythonEnvMod></PropertyGroup></Target>", "Did you mean `PythonEnvMode`?")]
    [DataRow("<PropertyGroup>\n<PythonEnvironmentLocation>x</PythonEnvironmentLocation></PropertyGroup>", "Did you mean `PythonEnvLocation`?")]
    [DataRow(
        "<PropertyGroup>\n<PyhtonEnvMode>Off</PyhtonEnvMode></PropertyGroup>",
        "`PyhtonEnvMode` is not a property of PythonEnv.Tasks and has no effect. Did you mean `PythonEnvMode`?")]
    [DataRow("<PropertyGroup>\n<PythonEnMode>Off</PythonEnMode></PropertyGroup>", "Did you mean `PythonEnvMode`?")]
    [DataRow("<ItemGroup>\n<PyhtonEnv Include=\"a\" /></ItemGroup>", "`PyhtonEnv` is not an item of PythonEnv.Tasks and has no effect. Did you mean `PythonEnv`?")]
    [DataRow("<ItemGroup>\n<PythonTests Include=\"t\" /></ItemGroup>", "Did you mean `PythonTest`?")]
    [DataRow("<ItemGroup>\n<PythonSources Include=\"t\" /></ItemGroup>", "Did you mean `PythonSource`?")]
    [DataRow(
        "<ItemGroup><PythonTest Include=\"t\"\n Enviroment=\"docs\" /></ItemGroup>",
        "`Enviroment` is not a metadatum of PythonTest and has no effect. Did you mean `Environment`?")]
    [DataRow("<ItemGroup><PythonTest Condition=\" '/>' != '=' \"\n Include = 't' Enviroment='docs' /></ItemGroup>", "Did you mean `Environment`?")]
    [DataRow("<ItemGroup><PythonTest Include=\"a\" /><PythonTest Include=\"t\"\n Enviroment=\"docs\" /></ItemGroup>", "Did you mean `Environment`?")]
    [DataRow("<ItemGroup><PythonTest Update=\"t\">\n<Marker>slow</Marker></PythonTest></ItemGroup>", "has no effect. Remove it.")]
    [DataRow("<ItemGroup><PythonSource Include=\"a.py\"\n Lnik=\"b.py\" /></ItemGroup>", "Did you mean `Link`?")]
    [DataRow(
        "<ItemGroup><PythonEnvAuditSuppress Include=\"x\">\n<Raeson>ours</Raeson></PythonEnvAuditSuppress></ItemGroup>",
        "`Raeson` is not a metadatum of PythonEnvAuditSuppress and has no effect. Did you mean `Reason`?")]
    public void A_misspelt_name_is_told_at_its_line_with_the_one_that_was_meant(string xml, string message)
    {
        using TempDirectory folder = new();
        string project = folder.Write("App.csproj", $"<Project>{xml}</Project>");

        Diagnostic found = Find(project).Single();

        Assert.AreEqual(2, found.Where.Line);
        StringAssert.Contains(found.ToString(), message);
    }

    [TestMethod]
    public void Every_name_of_ours_and_what_is_no_declaration_passes()
    {
        using TempDirectory folder = new();
        IEnumerable<string> properties = DeclaredNames.All
            .Concat(DeclaredNames.PropertiesOnly)
            .Concat(DeclaredNames.Results)
            .Append("RestoreDependsOn");
        string project = folder.Write("App.csproj", $"""
            <Project>
              <!-- <PropertyGroup><PythonEnvOld>x</PythonEnvOld></PropertyGroup> -->
              <PropertyGroup>{string.Concat(properties.Select(name => $"<PythonEnv{name}>x</PythonEnv{name}>"))}</PropertyGroup>
              <ItemGroup><PythonEnv Include="docs" Mode="Off" /><PythonEnvAuditSuppress Include="x" /><Other Include="x"><PythonEnvNote>mine</PythonEnvNote></Other></ItemGroup>
              <PropertyGroup><PythonDevMode>mine</PythonDevMode><PythonPath>mine</PythonPath><PyenvMode>mine</PyenvMode></PropertyGroup>
              <ItemGroup><PythonTests Include="mine" /><Compile Include="@(PythonTests)" /><PythonSource Include="x" /><PythonTest Include="x" /></ItemGroup>
              <ItemGroup><PythonSource Include="**/*.py" Exclude="x" Condition="true" Link="y" Visible="false"><Mine>y</Mine></PythonSource></ItemGroup>
              <ItemGroup><PythonTest Include="x" Environment="y" /><PythonEnvAuditSuppress Include="x" Reason="y" /><Other Include="@(PythonSource->'%(Mine)')" /></ItemGroup>
              <Target Name="PythonEnvMine" />
            </Project>
            """);

        Assert.IsEmpty(Find(project), string.Join('\n', Find(project)));
    }

    [TestMethod]
    public void The_files_beside_the_project_and_the_command_line_are_looked_at()
    {
        using TempDirectory folder = new();
        string project = folder.Write("App.csproj", "<Project />");
        string shared = folder.Write(
            "Directory.Build.props", "<Project><PropertyGroup><PythonEnvIndexUrls>x</PythonEnvIndexUrls></PropertyGroup></Project>");
        var diagnostics = new DiagnosticBag();

        var names = new UnknownNames([project, folder["absent"], shared], diagnostics);
        names.FindInFiles();
        names.FindInProperties(
            new DeclaredValues("default", project, static _ => "") { Given = ["Configuration", "PythonEnvMoed", "PythonEnvMode"] });

        CollectionAssert.AreEqual(new[] { shared, project }, diagnostics.Select(each => each.Where.File).ToArray());
        CollectionAssert.AreEqual(
            new[] { "Did you mean `PythonEnvIndexUrl`?", "Did you mean `PythonEnvMode`?" },
            diagnostics.Select(each => each.Remedy).ToArray());
    }

    [TestMethod]
    public void A_metadatum_is_told_at_its_place()
    {
        using TempDirectory folder = new();
        string project = folder.Write(
            "App.csproj",
            "<Project><ItemGroup>\n<PythonEnv Include=\"docs\"\n  Interpeter=\"3.11\" Enabled=\"false\" Visible=\"false\" Location=\".d\"\n  CleanWithBuild=\"true\" /></ItemGroup></Project>");
        var diagnostics = new DiagnosticBag();

        new UnknownNames([project], diagnostics).FindInItem(
            new DeclaredValues("docs", project, static _ => "") { Metadata = ["Interpeter", "Enabled", "Visible", "Location", "CleanWithBuild"] });

        CollectionAssert.AreEqual(
            new[]
            {
                $"{project}(3,3): warning PYENV1006: `Interpeter` is not a metadatum of PythonEnv and has no effect. Did you mean `Interpreter`?",
                $"{project}(3,21): warning PYENV1006: `Enabled` is not a metadatum of PythonEnv and has no effect. It is a property only; leave the item out with a `Condition`.",
                $"{project}(4,3): warning PYENV1006: `CleanWithBuild` is not a metadatum of PythonEnv and has no effect. It is a property only: declare `PythonEnvCleanWithBuild`.",
            },
            diagnostics.Select(each => each.ToString()).ToArray());
    }

    private static DiagnosticBag Find(string project)
    {
        var diagnostics = new DiagnosticBag();
        new UnknownNames([project], diagnostics).FindInFiles();
        return diagnostics;
    }
}
