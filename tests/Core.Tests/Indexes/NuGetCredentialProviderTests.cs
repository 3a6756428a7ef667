using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes.Credentials;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Indexes;

/// <summary>Whole restores from an index that only NuGet's credential provider opens; a few lines of shell stand in for it.</summary>
[TestClass]
internal sealed class NuGetCredentialProviderTests
{
    private const string Home = "home/.nuget/plugins/netcore/CredentialProvider.Microsoft";
    private const string Executable = "CredentialProvider.Microsoft";
    private const string Tool = "nuget-plugin-microsoft-artifacts-credential-provider";
    private const string Secret = "s3cr3tT0ken90210";
    private const string Answers =
        "echo \"signed in with " + Secret + "\" >&2\necho '{\"Username\": \"VssSessionToken\", \"Password\": \"" + Secret + "\"}'";

    [TestMethod]
    [DataRow(Home + "/" + Executable, "", "")]
    [DataRow("bin/" + Tool, "PATH", "bin")]
    [DataRow("plugins/" + Executable, "NUGET_PLUGIN_PATHS", "plugins/" + Executable)]
    [DataRow("plugins/" + Executable, "NUGET_PLUGIN_PATHS", "plugins")]
    [DataRow("plugins/" + Executable + "/" + Executable, "NUGET_PLUGIN_PATHS", "plugins")]
    [DataRow("plugins/" + Tool, "NUGET_NETCORE_PLUGIN_PATHS", "plugins")]
    public async Task It_opens_an_index_from_each_place_where_NuGet_has_it(string program, string variable, string place)
    {
        Requires.Posix("a POSIX shell");
        using var tls = new LoopbackTls();
        using EngineLab lab = Lab(tls, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        lab.Program(program, $"echo \"$@\" >> {lab["asked"]}\n{Answers}");
        if (variable.Length > 0)
            lab.Set(variable, variable == "PATH" ? $"{lab[place]}:/usr/bin:/bin" : $"/nowhere/Other.dll;{lab[place]}");

        await lab.ShouldRestoreAsync();

        Assert.AreEqual(
            $"-Uri {index.Simple} -IsRetry False -NonInteractive True -CanShowDialog False -OutputFormat Json",
            File.ReadAllText(lab["asked"]).TrimEnd());
        Assert.IsNotEmpty(index.Requests.Where(request => request.BasicCredentials == $"VssSessionToken:{Secret}"));
        StringAssert.Contains(
            string.Join('\n', lab.Log.Details),
            $"{index.Simple}: user `VssSessionToken`, given by NuGet's credential provider ({lab[program]})");
        lab.AssertNowhere(Secret, program);
        Assert.AreEqual("", lab.Look());
        Assert.HasCount(1, File.ReadAllLines(lab["asked"]));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_release_that_needs_dotnet_is_run_by_it(bool hasDotnet)
    {
        Requires.Posix("a POSIX shell");
        using var tls = new LoopbackTls();
        using EngineLab lab = Lab(tls, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        lab.Write($"{Home}/runtimes/unix/lib/library.dll", "");
        lab.Write($"{Home}/{Executable}", "of another system");
        lab.Write($"{Home}/{Executable}.dll", Answers);
        lab.Program("sdk/dotnet", "exec /bin/sh \"$@\"");
        lab.Set("PATH", lab["empty"]);
        if (!hasDotnet)
        {
            await lab.ShouldNotRestoreAsync("PYENV3007");
            StringAssert.Contains(lab.Log.ToString(), $"`{lab[$"{Home}/{Executable}.dll"]}` needs `dotnet`, which is not on the path");
            return;
        }
        lab.Set("DOTNET_ROOT", lab["sdk"]);

        await lab.ShouldRestoreAsync();

        lab.AssertNowhere(Secret, $"{Home}/{Executable}.dll");
    }

    [TestMethod]
    public async Task It_opens_a_requirement_of_its_host_and_is_no_part_of_direct_url_json()
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        lab.Program($"{Home}/{Executable}", Answers);
        WheelBuilder wheel = new WheelBuilder("letters", "1.0").WithFile("letters.py", "VALUE = 3\n");
        index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(wheel.ToBytes()));
        lab.Declared[DeclaredNames.IndexUrl] = "https://127.0.0.1:1/simple/";
        lab.Pinned($"letters @ {new Uri(index.Root, LoopbackIndex.FilePath(wheel.FileName))}#sha256={digest}");

        await lab.ShouldRestoreAsync();

        Assert.IsTrue(File.Exists(lab.Site("letters-1.0.dist-info/direct_url.json")));
        lab.AssertNowhere(Secret, $"{Home}/{Executable}");
    }

    [TestMethod]
    public async Task A_build_from_source_has_its_tools_from_the_same_feed()
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        lab.Program($"{Home}/{Executable}", Answers);
        WheelBuilder tools = new WheelBuilder("tools", "1.0").WithFile("tools.py", "");
        index.Add(new IndexedFile(tools.FileName, tools.ToBytes()));
        string source = new SourceProject { BuildRequires = "tools" }.WriteSdistTo(lab["source"]);
        index.Add(new IndexedFile(Path.GetFileName(source), File.ReadAllBytes(source)));
        lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        lab.Pinned("made==1.0", "words==1.0");

        await lab.ShouldRestoreAsync();

        Assert.IsNotEmpty(index.Requests.Where(
            request => request.Path == "/simple/tools/" && request.BasicCredentials == $"VssSessionToken:{Secret}"));
        lab.AssertNowhere(Secret, $"{Home}/{Executable}");
    }

    [TestMethod]
    public async Task What_it_has_kept_too_long_is_asked_for_anew()
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        lab.Program(
            $"{Home}/{Executable}",
            $"echo \"$4\" >> {lab["asked"]}\n[ \"$4\" = True ] || {{ echo '{{\"Username\": \"u\", \"Password\": \"old\"}}'; exit; }}\n{Answers}");

        await lab.ShouldRestoreAsync();

        CollectionAssert.AreEqual((string[])["False", "True"], File.ReadAllLines(lab["asked"]));
    }

    [TestMethod]
    [DataRow("exit 2", "NuGet's credential provider (`{0}` has none)")]
    [DataRow("exit 134", "NuGet's credential provider (`{0}` ended with exit code 134)")]
    [DataRow("exec tail -f /dev/null", "NuGet's credential provider (no answer within 1 seconds)")]
    [DataRow("", "NuGet's credential provider (`{0}` printed no credential)")]
    [DataRow("echo '{\"Username\": \"u\", \"Password\": \"" + Secret + "'", "NuGet's credential provider (`{0}` printed no credential)")]
    [DataRow("echo '[\"" + Secret + "\"]'", "NuGet's credential provider (`{0}` printed no credential)")]
    [DataRow("echo '{\"Username\": \"u\", \"Password\": 5}'", "NuGet's credential provider (`{0}` printed no credential)")]
    [DataRow("echo '{\"Username\": \"u\", \"Password\": \"\"}'", "NuGet's credential provider (`{0}` printed no credential)")]
    [DataRow("#!/nowhere/interpreter", "NuGet's credential provider (`{0}` can't be started)")]
    [DataRow(
        "echo '{\"Username\": \"me\", \"Password\": \"wrong\"}'",
        "`{1}` refuses user `me`", "the credential came from NuGet's credential provider")]
    public async Task What_gives_nothing_is_told_with_what_to_do(string lines, params string[] told)
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        string program = $"{Home}/{Executable}";
        string path = lab.Program(program, lines);
        if (lines.StartsWith("#!", StringComparison.Ordinal))
            File.WriteAllText(path, lines + "\n");
        lab.Set("NUGET_PLUGIN_REQUEST_TIMEOUT_IN_SECONDS", lines.StartsWith("exec", StringComparison.Ordinal) ? "1" : "60");

        await lab.ShouldNotRestoreAsync("PYENV3007");

        string error = lab.Log.Errors.Single().ToString();
        foreach (string text in told)
            StringAssert.Contains(
                error, string.Format(System.Globalization.CultureInfo.InvariantCulture, text, path, index.Root.Authority));
        StringAssert.Contains(error, $"Sign in with `{path} -Uri {index.Simple} -RedactPassword`, and build again");
        lab.AssertNowhere(Secret, program);
    }

    [TestMethod]
    [DataRow("NUGET_PLUGIN_PATHS")]
    [DataRow("")]
    public async Task One_that_is_not_there_is_told(string variable)
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index);
        using LoopbackIndex _ = index;
        if (variable.Length > 0)
        {
            // What the variable lists is all there is.
            lab.Program($"{Home}/{Executable}", Answers);
            lab.Set(variable, lab["plugins/Other.dll"]);
            lab.Write("plugins/Other.dll", "");
        }

        await lab.ShouldNotRestoreAsync("PYENV3007");

        string error = lab.Log.Errors.Single().ToString();
        StringAssert.Contains(error, "NuGet's credential provider (not installed)");
        StringAssert.Contains(error, "netrc file");
    }

    [TestMethod]
    [DataRow("another host")]
    [DataRow("a netrc")]
    [DataRow("an open index")]
    public async Task It_is_not_asked_where_nobody_needs_it(string why)
    {
        using EngineLab lab = Lab(null, out LoopbackIndex index, isOpen: why == "an open index");
        using LoopbackIndex _ = index;
        lab.Program($"{Home}/{Executable}", $"echo asked > {lab["asked"]}");
        if (why == "another host")
        {
            lab.Set("ARTIFACTS_CREDENTIALPROVIDER_VSTS_HOSTS", "pkgs.example.com");
            await lab.ShouldNotRestoreAsync("PYENV3007");
            Assert.DoesNotContain("provider", lab.Log.ToString());
        }
        else
        {
            if (why == "a netrc")
                lab.Write("home/.netrc", $"machine 127.0.0.1 login VssSessionToken password {Secret}\n");
            await lab.ShouldRestoreAsync();
        }

        Assert.IsFalse(File.Exists(lab["asked"]));
    }

    [TestMethod]
    [DataRow("https://pkgs.dev.azure.com/org/_packaging/feed/pypi/simple/", true)]
    [DataRow("https://PKGS.dev.azure.com/org/", true)]
    [DataRow("https://org.pkgs.visualstudio.com/_packaging/feed/pypi/simple/", true)]
    [DataRow("https://pkgs.visualstudio.com/", false)]
    [DataRow("https://evil-pkgs.dev.azure.com/", false)]
    [DataRow("https://pkgs.dev.azure.com.evil.example/", false)]
    [DataRow("https://dev.azure.com/", false)]
    [DataRow("https://pypi.org/simple/", false)]
    [DataRow("https://named.example/", true)]
    [DataRow("https://feeds.below.example/", true)]
    [DataRow("https://below.example/", false)]
    [DataRow("https://server.example/tfs/_packaging/feed/pypi/simple/", true)]
    [DataRow("https://server.example/other/", false)]
    [DataRow("https://server.example.evil/tfs/", false)]
    public void It_serves_the_hosts_of_Azure_and_those_of_its_variables(string index, bool serves)
    {
        NuGetCredentialProvider provider = new(
            TestHost.Linux(
                "/nowhere", ("NUGET_CREDENTIALPROVIDER_HOSTS", "named.example; .below.example"),
                ("VSS_NUGET_URI_PREFIXES", "nonsense;https://server.example/tfs/")),
            new ProcessRunner());

        Assert.AreEqual(serves, provider.Serves(new CredentialQuestion(new Uri(index), null, false)));
    }

    // The provider's own variable makes the loopback one of its hosts.
    private static EngineLab Lab(LoopbackTls? tls, out LoopbackIndex index, bool isOpen = false)
    {
        EngineLab lab = EngineLab.Greeting();
        index = lab.OnAnIndex(tls);
        if (!isOpen)
            index.Inject(null, Faults.RequireBasic("VssSessionToken", Secret));
        lab.Set("ARTIFACTS_CREDENTIALPROVIDER_VSTS_HOSTS", "127.0.0.1");
        if (tls is not null)
            lab.Set("PIP_CERT", lab.Write("ca.pem", tls.AuthorityPem));
        return lab;
    }
}
