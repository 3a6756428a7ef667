using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Tasks.Tests;

/// <summary>
/// No secret in logs, binary logs, receipts, caches, command lines: whatever way a token takes into a build, it stays there. A property
/// that is written into the project file is MSBuild's own to log, and none of these.
/// </summary>
[TestClass]
internal sealed class SecretTests
{
    private const string User = "robot";
    private const string Token = "s3cr3t-T0ken-90210";
    private const string Provider = "CredentialProvider.Microsoft";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("variable")]
    [DataRow("requirements")]
    [DataRow("pip.conf")]
    [DataRow("netrc")]
    [DataRow("provider")]
    [DataRow("feeds")]
    public async Task A_token_is_used_and_never_told(string place)
    {
        using LoopbackIndex index = Serve(Faults.RequireBasic(User, Token));
        using TestProject project = Project(index, place);

        BuildResult built = await WatchedAsync(project);

        built.ShouldSucceed();
        Assert.IsTrue(File.Exists(project[".venv/bin/greet"]));
        AssertNothingTold(project, built, "requirements.txt", "pip.conf", "netrc", Provider);
    }

    [TestMethod]
    [DataRow("variable")]
    [DataRow("requirements")]
    [DataRow("pip.conf")]
    [DataRow("netrc")]
    [DataRow("feeds")]
    public async Task A_token_that_is_refused_is_not_told_either(string place)
    {
        using LoopbackIndex index = Serve(Faults.RequireBasic(User, "another"));
        using TestProject project = Project(index, place);

        BuildResult built = await WatchedAsync(project);

        Assert.Contains("PYENV3007", built.Errors.Select(error => error.Code));
        AssertNothingTold(project, built, "requirements.txt", "pip.conf", "netrc");
    }

    [TestMethod]
    [DataRow("variable")]
    [DataRow("input")]
    [DataRow("reference")]
    [DataRow("property")]
    [DataRow("netrc")]
    public async Task A_token_by_which_a_lock_is_made_is_told_nowhere(string place)
    {
        using LoopbackIndex index = Serve(Faults.RequireBasic(User, Token));
        using TestProject project = Project(index, place);
        File.Delete(project["requirements.txt"]);
        string option = place switch
        {
            "input" => $"--index-url {Simple(index, Token)}\n",
            "reference" => $"--index-url {Simple(index, "${FEED_TOKEN}")}\n",
            _ => "",
        };
        project.Write("requirements.in", $"{option}greeting\n");
        project.Set("FEED_TOKEN", Token);
        if (place == "property")
            project.Properties["PythonEnvIndexUrl"] = Simple(index, "${FEED_TOKEN}");

        BuildResult locked = await WatchedAsync(project, "PythonEnvLock");

        locked.ShouldSucceed();
        StringAssert.Contains(File.ReadAllText(project["requirements.txt"]), "greeting==1.0");
        AssertNothingTold(project, locked, "requirements.in", "netrc");
    }

    [TestMethod]
    public async Task A_program_of_the_build_that_prints_the_index_tells_no_token()
    {
        using LoopbackIndex index = Serve(Faults.RequireBasic(User, Token));
        using TestProject project = Project(index, "variable");
        project.Body = """
            <Target Name="Tell" DependsOnTargets="PythonEnvRestore">
              <PythonExec IgnoreExitCode="true" ContinueOnError="true"
                Code="import os, sys; print('out', os.environ['PIP_INDEX_URL']); sys.exit('a.py:1: error: ' + os.environ['PIP_INDEX_URL'])" />
            </Target>
            """;

        BuildResult told = await WatchedAsync(project, "Tell");

        Assert.Contains($"out {Simple(index, Token).Replace($"{User}:{Token}", "****", StringComparison.Ordinal)}", told.Output);
        AssertNothingTold(project, told);
    }

    [TestMethod]
    public async Task A_token_goes_nowhere_with_a_redirect()
    {
        using LoopbackIndex elsewhere = Serve(static (_, right) => right);
        using LoopbackIndex index = Serve(Faults.RedirectToServer(elsewhere));
        using TestProject project = Project(index, "variable");

        (await WatchedAsync(project)).ShouldSucceed();

        Assert.IsTrue(index.Requests.Any(request => request.BasicCredentials == $"{User}:{Token}"));
        Assert.IsNotEmpty(elsewhere.Requests);
        Assert.IsFalse(elsewhere.Requests.Any(request => request["Authorization"] is not null), "another port is another origin");
    }

    [TestMethod]
    public async Task A_plain_http_index_is_refused_unless_it_is_trusted()
    {
        using TestProject project = new TestProject().WithPins();
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        project.Set("PIP_INDEX_URL", "http://packages.invalid/simple/");
        project.Set("PIP_CONFIG_FILE", "/dev/null");
        project.Set("PIP_RETRIES", "0");

        BuildResult refused = (await project.TargetAsync("PythonEnvRestore", "-restore")).ShouldFail("PYENV3007");
        Assert.Contains("not secure", refused.Errors[0].Text);

        project.Set("PIP_TRUSTED_HOST", "packages.invalid");
        BuildResult tried = await project.TargetAsync("PythonEnvRestore", "--no-restore");
        Assert.DoesNotContain("not secure", tried.Output);
    }

    [TestMethod]
    public async Task The_watch_over_command_lines_and_files_finds_what_is_there()
    {
        Requires.That(Directory.Exists("/proc"), "command lines in /proc");
        // Not the token: other tests of this class watch for that one meanwhile.
        const string control = "c0ntr0l-T0ken-40171";
        using Process told = Process.Start("sh", ["-c", "sleep 60; :", control]);
        string? found = await Task.Run(() => FindInCommandLines(control, TestContext.CancellationToken)).WaitAsync(TimeSpan.FromSeconds(30));
        told.Kill(entireProcessTree: true);

        StringAssert.EndsWith(found!.TrimEnd(), control);
        foreach (Encoding encoding in new[] { Encoding.UTF8, Encoding.Unicode })
            Assert.ThrowsExactly<AssertFailedException>(() => AssertWithout(encoding.GetBytes($"say {Token} aloud"), "a file"));
    }

    private static LoopbackIndex Serve(Fault fault)
    {
        var index = new LoopbackIndex();
        foreach (WheelBuilder wheel in new[] { PinnedWheels.Greeting("1.0"), PinnedWheels.Wordshapes("1.0") })
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        index.Inject(null, fault);
        return index;
    }

    private static TestProject Project(LoopbackIndex index, string place)
    {
        TestProject project = new TestProject().WithPins();
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        string withToken = Simple(index, Token);
        project.Set("PIP_RETRIES", "0");
        project.Set("PIP_CONFIG_FILE", "/dev/null");
        switch (place)
        {
            case "variable":
                project.Set("PIP_INDEX_URL", withToken);
                break;
            case "requirements":
                project.Write("requirements.txt", $"--index-url {withToken}\n{File.ReadAllText(project["requirements.txt"])}");
                break;
            case "pip.conf":
                project.Set("PIP_CONFIG_FILE", project.Write("pip.conf", $"[global]\nindex-url = {withToken}\n"));
                break;
            case "netrc":
                project.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
                project.Set("NETRC", project.Write("netrc", $"machine {index.Simple.Host} login {User} password {Token}\n"));
                break;
            case "provider":
                project.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
                project.Set("ARTIFACTS_CREDENTIALPROVIDER_VSTS_HOSTS", index.Simple.Host);
                project.Set("NUGET_NETCORE_PLUGIN_PATHS", project.Program(Provider, $$"""
                    echo "signed in with {{Token}}" >&2
                    echo '{"Username": "{{User}}", "Password": "{{Token}}"}'
                    """));
                break;
            case "feeds":
                project.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
                project.Set("VSS_NUGET_EXTERNAL_FEED_ENDPOINTS", $$"""
                    {"endpointCredentials": [{"endpoint": "{{index.Simple}}", "username": "{{User}}", "password": "{{Token}}"}]}
                    """);
                break;
        }
        return project;
    }

    private static string Simple(LoopbackIndex index, string password) =>
        index.Simple.AbsoluteUri.Replace("://", $"://{User}:{password}@", StringComparison.Ordinal);

    /// <summary>Builds at the most talkative verbosity, and looks at the command lines of all processes meanwhile.</summary>
    private async Task<BuildResult> WatchedAsync(TestProject project, string target = "PythonEnvRestore")
    {
        using var done = new CancellationTokenSource();
        Task<string?> watching = Task.Run(() => FindInCommandLines(Token, done.Token), TestContext.CancellationToken);
        BuildResult built = await project.TargetAsync(target, "-restore", "-v:diag");
        await done.CancelAsync();
        Assert.IsNull(await watching);
        return built;
    }

    private static string? FindInCommandLines(string token, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Directory.Exists("/proc"))
        {
            foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
            {
                try
                {
                    string command = File.ReadAllText(Path.Combine(process, "cmdline"));
                    if (command.Contains(token, StringComparison.Ordinal))
                        return command.Replace('\0', ' ');
                }
                // It has ended meanwhile, or is another user's.
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                }
            }
            stop.WaitHandle.WaitOne(5);
        }
        return null;
    }

    /// <param name="itsOwn">Files of the project in which the token may stand: somebody wrote it there.</param>
    private static void AssertNothingTold(TestProject project, BuildResult built, params string[] itsOwn)
    {
        Assert.DoesNotContain(Token, built.Output);
        using (var log = new GZipStream(File.OpenRead(built.Binlog), CompressionMode.Decompress))
            AssertWithout(ReadAll(log), "the binary log");
        string[] written =
        [
            .. Directory.EnumerateFiles(project.Root, "*", SearchOption.AllDirectories).Except(itsOwn.Select(file => project[file]))
        ];
        Assert.IsNotEmpty(written);
        foreach (string file in written)
            AssertWithout(File.ReadAllBytes(file), file);
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    // As it is, and as Basic authentication carries it.
    private static void AssertWithout(ReadOnlySpan<byte> bytes, string where)
    {
        foreach (string text in new[] { Token, Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Token}")) })
        {
            Assert.IsLessThan(0, bytes.IndexOf(Encoding.UTF8.GetBytes(text)), $"a token in {where}");
            Assert.IsLessThan(0, bytes.IndexOf(Encoding.Unicode.GetBytes(text)), $"a token in {where}");
        }
    }
}
