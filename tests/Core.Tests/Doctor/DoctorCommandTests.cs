using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.Doctor;
using PythonEnv.Host;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

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
            "default", project, name => name switch
            {
                DeclaredNames.IndexUrl => "https://user:s3cret@host/simple",
                DeclaredNames.RemoteCache => "user:s3cret@cache",
                DeclaredNames.FindLinks => "/opt/wheels@2;https://user:s3cret@host/links",
                _ => "",
            });

        string page = PageOf(folder, declared, new() { ["PIP_EXTRA_INDEX_URL"] = "https://bot:t0ken@other/simple" });

        StringAssert.Contains(page, $"PythonEnvIndexUrl = https://****@host/simple ({project}(3,");
        StringAssert.Contains(page, "PythonEnvRemoteCache = ****@cache");
        StringAssert.Contains(page, "PythonEnvFindLinks = /opt/wheels@2;https://****@host/links");
        StringAssert.Contains(page, "https://other/simple");
        StringAssert.Contains(page, "PIP_EXTRA_INDEX_URL");
        Assert.IsFalse(page.Contains("s3cret", StringComparison.Ordinal) || page.Contains("t0ken", StringComparison.Ordinal), page);
    }

    [TestMethod]
    public void A_value_that_the_environment_or_the_command_line_gives_is_not_the_projects()
    {
        using TempDirectory folder = new("doctor");
        string project = folder.Write(
            "App.csproj", "<Project><PropertyGroup><PythonEnvMode>Verify</PythonEnvMode></PropertyGroup></Project>");
        var declared = new DeclaredValues("default", project, name => name switch
        {
            DeclaredNames.CacheDirectory => folder["cache"],
            DeclaredNames.Mode => "Verify",
            DeclaredNames.VerifyLevel => "Full",
            _ => "",
        })
        {
            Given = ["PythonEnvVerifyLevel", "Configuration"]
        };

        string page = PageOf(
            folder, declared, new() { ["PythonEnvCacheDirectory"] = folder["cache"], ["PythonEnvMode"] = "Verify" });

        StringAssert.Contains(
            page, $"PythonEnvCacheDirectory = {folder["cache"]} (the environment variable `PythonEnvCacheDirectory`)");
        StringAssert.Contains(page, $"PythonEnvMode = Verify ({project}(1,");
        StringAssert.Contains(page, "PythonEnvVerifyLevel = Full (the command line's `-p:PythonEnvVerifyLevel`)");
    }

    [TestMethod]
    public void An_environment_is_described_from_its_receipt()
    {
        using FinishedEnvironment finished = new();

        string page = PageOf(finished.Folder, finished.Values, finished.Variables);
        StringAssert.Contains(page, "as declared");
        StringAssert.Contains(page, "1 distribution for cpython 3.11.7");

        File.AppendAllText(finished.Requirements, "more==1.0\n");
        StringAssert.Contains(PageOf(finished.Folder, finished.Values, finished.Variables), $"`{finished.Requirements}` changed");
    }

    [TestMethod]
    public void A_lock_is_as_fresh_on_the_page_as_a_build_says()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("app/requirements.in", "greeting\n");
        File.Delete(lab["app/requirements.txt"]);
        lab.Run(engine => engine.Lock(CancellationToken.None));
        Assert.IsEmpty(lab.Log.ErrorCodes, lab.Log.ToString());
        string page = PageOf(lab);
        StringAssert.Contains(page, "made from    requirements.in, for Python 3.");
        StringAssert.Contains(page, "state        nothing has changed since");

        lab.Write("app/requirements.in", "greeting\nhttpx\n");
        page = PageOf(lab);
        StringAssert.Contains(page, "state        the lock is older than what it was made from (PYENV6001)");
        StringAssert.Contains(page, "PYENV6001 (warning) at ");
        StringAssert.Contains(page, "Next step\n  Run `dotnet build -t:PythonEnvLock` (PYENV6001");

        lab.Declared[DeclaredNames.Mode] = "Verify";
        StringAssert.Contains(PageOf(lab), "PYENV6001 (error) at ");
        lab.Declared.Remove(DeclaredNames.Mode);

        lab.Write("app/requirements.in", "greeting\n");
        lab.Declared[DeclaredNames.TargetRids] = OperatingSystem.IsWindows() ? "linux-x64" : "win-x64";
        StringAssert.Contains(PageOf(lab), "(PYENV6003)");
        File.WriteAllText(
            lab["app/requirements.txt"],
            File.ReadAllText(lab["app/requirements.txt"]).Replace("words==2.0", "words==1.0", StringComparison.Ordinal));
        StringAssert.Contains(PageOf(lab), "(PYENV6002)");
    }

    [TestMethod]
    public void No_index_is_asked_for_the_page()
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("greeting");
        using LoopbackIndex index = lab.OnAnIndex();

        StringAssert.Contains(PageOf(lab), "PYENV2003 (error)");

        Assert.IsEmpty(index.Requests);
    }

    private static string PageOf(EngineLab lab) =>
        string.Join('\n', DoctorCommand.Run(lab.Values, lab.Host, CancellationToken.None).Lines);

    private static string PageOf(TempDirectory folder, DeclaredValues declared, Dictionary<string, string> variables) =>
        string.Join('\n', DoctorCommand.Run(
            declared,
            HostFacts.Current(new Dictionary<string, string>(variables) { ["HOME"] = folder["home"], ["PATH"] = folder["nothing"] }),
            CancellationToken.None).Lines);
}
