using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.Doctor;
using PythonEnv.Host;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Doctor;

[TestClass]
internal sealed class DoctorCommandTests
{
    [TestMethod]
    public void A_project_without_anything_is_told_what_is_missing_and_what_to_do()
    {
        using TempDirectory folder = new("doctor");
        string project = folder.Write("App.csproj", "<Project />");

        string page = PageOf(folder, new DeclaredValues("default", project, _ => ""), []);

        StringAssert.Contains(page, $"environment `default` of {project}");
        StringAssert.Contains(page, "there is no environment");
        StringAssert.Contains(page, "PYENV2001 (error)");
        StringAssert.Contains(page, "Put a pinned `requirements.txt` beside the project (PYENV2001");
    }

    [TestMethod]
    public void A_value_is_shown_with_its_line_and_without_its_credential()
    {
        using TempDirectory folder = new("doctor");
        string project = folder.Write(
            "App.csproj",
            "<Project>\n<PropertyGroup>\n<PythonEnvIndexUrl>https://user:s3cret@host/simple</PythonEnvIndexUrl>\n</PropertyGroup>\n</Project>");
        folder.Write("requirements.txt", "words==1.0\n");
        var declared = new DeclaredValues(
            "default", project, name => name == DeclaredNames.IndexUrl ? "https://user:s3cret@host/simple" : "");

        string page = PageOf(folder, declared, new() { ["PIP_EXTRA_INDEX_URL"] = "https://bot:t0ken@other/simple" });

        StringAssert.Contains(page, $"PythonEnvIndexUrl = https://****@host/simple ({project}(3,");
        StringAssert.Contains(page, "https://other/simple");
        StringAssert.Contains(page, "PIP_EXTRA_INDEX_URL");
        Assert.IsFalse(page.Contains("s3cret", StringComparison.Ordinal) || page.Contains("t0ken", StringComparison.Ordinal), page);
    }

    [TestMethod]
    public void An_environment_is_described_from_its_receipt()
    {
        using FinishedEnvironment finished = new();

        string page = PageOf(finished.Folder, finished.Values, finished.Variables);
        StringAssert.Contains(page, "as declared");
        StringAssert.Contains(page, "1 distributions for cpython 3.11.7");

        File.AppendAllText(finished.Requirements, "more==1.0\n");
        StringAssert.Contains(PageOf(finished.Folder, finished.Values, finished.Variables), $"`{finished.Requirements}` changed");
    }

    private static string PageOf(TempDirectory folder, DeclaredValues declared, Dictionary<string, string> variables) =>
        string.Join('\n', DoctorCommand.Run(
            declared,
            HostFacts.Current(new Dictionary<string, string>(variables) { ["HOME"] = folder["home"], ["PATH"] = folder["nothing"] }),
            CancellationToken.None).Lines);
}
