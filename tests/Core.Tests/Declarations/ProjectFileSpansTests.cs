using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class ProjectFileSpansTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <PythonEnvMode>Restore</PythonEnvMode>
            <PythonEnvLocation>.venv</PythonEnvLocation>
          </PropertyGroup>
          <ItemGroup>
            <PythonEnv Include="docs" Location=".venv-docs">
              <Mode>Verify</Mode>
            </PythonEnv>
          </ItemGroup>
        </Project>
        """;

    [TestMethod]
    [DataRow("default", "Mode", 3)]
    [DataRow("default", "Location", 4)]
    [DataRow("docs", "Location", 7)]
    [DataRow("docs", "Mode", 8)]
    [DataRow("docs", "Interpreter", 0)]
    [DataRow("other", "Mode", 3)]
    public void A_value_is_found_where_it_is_declared(string environment, string name, int line)
    {
        // Read as a URL, this path would be another one.
        using TempDirectory folder = new("c# 100%41");
        string file = folder.Write("App.csproj", Project);

        Assert.AreEqual((file, line), (new ProjectFileSpans(file, environment).Of(name).File, new ProjectFileSpans(file, environment).Of(name).Line));
    }

    [TestMethod]
    public void A_project_that_cant_be_read_is_named_as_a_whole()
    {
        using TempDirectory folder = new();
        string broken = folder.Write("App.csproj", "<Project>");

        Assert.AreEqual(0, new ProjectFileSpans(broken, "default").Of("Mode").Line);
        Assert.AreEqual(folder["Absent.csproj"], new ProjectFileSpans(folder["Absent.csproj"], "default").Of("Mode").File);
    }
}
