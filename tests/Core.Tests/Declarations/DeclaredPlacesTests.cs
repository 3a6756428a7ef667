using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class DeclaredPlacesTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <PythonEnvMode>Restore</PythonEnvMode>
            <PythonEnvMode Condition="'$(CI)' == 'true'">Verify</PythonEnvMode>
            <PythonEnvLocation>$(MSBuildThisFileDirectory)env\main</PythonEnvLocation>
          </PropertyGroup>
          <ItemGroup>
            <PythonEnv Include="docs" Location=".venv-docs">
              <Mode>Verify</Mode>
            </PythonEnv>
            <PythonEnv Update="docs" Location=".venv-d" Condition="false" />
            <PythonEnv Include="a;b" Mode="Off" />
          </ItemGroup>
          <Target Name="Other">
            <PropertyGroup><PythonEnvInstaller>pip</PythonEnvInstaller></PropertyGroup>
            <ItemGroup><Other Include="x" /></ItemGroup>
          </Target>
        </Project>
        """;

    [TestMethod]
    [DataRow("default", false, "Mode", "Restore", 3)]
    [DataRow("default", false, "Mode", "Verify", 4)]
    [DataRow("default", false, "Mode", "Off", 0, DisplayName = "what the command line says stands on no line")]
    [DataRow("default", false, "Location", "/work/env/main", 5)]
    [DataRow("default", false, "Location", "/work/env/other", 0)]
    [DataRow("docs", true, "Location", ".venv-docs", 8)]
    [DataRow("docs", true, "Location", ".venv-d", 11)]
    [DataRow("docs", true, "Mode", "Verify", 9)]
    [DataRow("docs", false, "Mode", "Verify", 4, DisplayName = "a property that an item takes over")]
    [DataRow("docs", true, "Interpreter", "3.11", 0)]
    [DataRow("b", true, "Mode", "Off", 12)]
    public void A_value_is_found_where_it_is_declared(string environment, bool isMetadatum, string name, string value, int line)
    {
        // Read as a URL, this path would be another one.
        using TempDirectory folder = new("c# 100%41");
        string file = folder.Write("App.csproj", Project);

        SourceSpan place = Places(file, environment, isMetadatum, name, value).Of(name);

        Assert.AreEqual((file, line), (place.File, place.Line));
    }

    [TestMethod]
    public void A_value_of_a_file_beside_the_project_is_found_there()
    {
        using TempDirectory folder = new();
        string project = folder.Write(
            "app/App.csproj", "<Project><PropertyGroup><PythonEnvMode>Restore</PythonEnvMode></PropertyGroup></Project>");
        string shared = folder.Write(
            "Directory.Build.targets", "<Project>\n<PropertyGroup><PythonEnvMode>Verify</PythonEnvMode></PropertyGroup>\n</Project>");
        var declared = new DeclaredValues("default", project, static _ => "Verify") { Files = [project, folder["absent.props"], shared] };

        SourceSpan place = new DeclaredPlaces(declared).Of(DeclaredNames.Mode);

        Assert.AreEqual((shared, 2), (place.File, place.Line));
    }

    [TestMethod]
    public void A_project_that_cant_be_read_is_named_as_a_whole()
    {
        using TempDirectory folder = new();
        string broken = folder.Write("App.csproj", "<Project>");

        Assert.AreEqual(new SourceSpan(broken), Places(broken, "default", false, "Mode", "x").Of("Mode"));
        Assert.AreEqual(new SourceSpan(folder["Absent.csproj"]), Places(folder["Absent.csproj"], "default", false, "Mode", "x").Of("Mode"));
    }

    private static DeclaredPlaces Places(string project, string environment, bool isMetadatum, string name, string value) => new(
        new DeclaredValues(environment, project, each => each == name ? value : "") { Metadata = isMetadatum ? [name] : [] });
}
