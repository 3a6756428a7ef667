using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Tool.Declaring;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>A folder without a project declares as a project does.</summary>
[TestClass]
internal sealed class WorkplaceTests
{
    [TestMethod]
    public void A_variable_of_the_environment_is_a_property_and_the_command_line_stands_before_it()
    {
        using var folder = new TempDirectory("plain");
        var variables = new Dictionary<string, string>
        {
            ["PythonEnvCacheDirectory"] = folder["cache"],
            ["PythonEnvMode"] = "Off"
        };

        DeclaredValues declared = Find(folder, variables, ("PythonEnvMode", "Verify"));

        Assert.AreEqual(folder["cache"], declared.Text(DeclaredNames.CacheDirectory));
        Assert.AreEqual("Verify", declared.Text(DeclaredNames.Mode));
        Assert.IsNull(declared.Text(DeclaredNames.Requirements));
    }

    [TestMethod]
    public void A_property_of_the_command_line_that_is_none_of_ours_is_told_at_what_the_folder_declares()
    {
        using var folder = new TempDirectory("plain");
        string list = folder.Write("requirements.txt", "");
        var diagnostics = new DiagnosticBag();

        Of(folder, [], ("PythonEnvMoed", "Verify")).Environments(diagnostics);

        Assert.AreEqual("PYENV1006", diagnostics.Single().Code);
        Assert.AreEqual(list, diagnostics.Single().Where.File);
        Assert.AreEqual("Did you mean `PythonEnvMode`?", diagnostics.Single().Remedy);
    }

    [TestMethod]
    [DataRow("requirements.txt", "requirements.txt")]
    [DataRow("other.txt", "")]
    public void Findings_stand_at_the_file_that_says_what_is_wanted_and_without_one_at_the_folder(string there, string expected)
    {
        using var folder = new TempDirectory("plain");
        folder.Write(there, "");

        DeclaredValues declared = Find(folder, []);

        Assert.AreEqual(folder.Path + Path.DirectorySeparatorChar + expected, declared.ProjectFile);
        Assert.AreEqual(folder.Path, declared.ProjectDirectory);
    }

    private static DeclaredValues Find(
        TempDirectory folder, Dictionary<string, string> variables, params (string Name, string Value)[] given) =>
            Of(folder, variables, given).ByProperties;

    private static Workplace Of(
        TempDirectory folder, Dictionary<string, string> variables, params (string Name, string Value)[] given) =>
            Workplace.Find(
                folder.Path, given.ToDictionary(each => each.Name, each => each.Value), HostFacts.Current(variables),
                CancellationToken.None);
}
