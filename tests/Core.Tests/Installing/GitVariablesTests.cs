using System.Collections.Immutable;
using System.Diagnostics;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Installing.Pip;
using PythonEnv.Packaging.Urls;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class GitVariablesTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Git_sends_the_credential_that_is_on_no_command_line()
    {
        Requires.That(File.Exists("/usr/bin/git"), "git");
        using LoopbackServer server = new();
        server.Inject(null, Faults.RequireBasic("robot", "s^cret"));
        Assert.IsTrue(IndexUrl.TryParse($"git+http://robot:s^cret@{server.Root.Authority}/o/r.git@main", out IndexUrl? url));
        var start = new ProcessStartInfo(
            "/usr/bin/git",
            ["ls-remote", new Uri(server.Root, "o/r.git").AbsoluteUri])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach ((string name, string value) in GitVariables.Of(url, TestHost.Linux("/"), SourceSpan.None))
            start.Environment[name] = value;

        using Process git = Process.Start(start)!;
        await git.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await git.WaitForExitAsync(TestContext.CancellationToken);

        Assert.IsTrue(server.Requests.All(request => request.BasicCredentials == "robot:s^cret"));
        Assert.IsNotEmpty(server.Requests);
        Assert.DoesNotContain("s^cret", url.Url.OriginalString);
    }

    [TestMethod]
    public void What_the_environment_configures_stays()
    {
        Assert.IsTrue(IndexUrl.TryParse("git+https://t0ken:x@host/o/r.git", out IndexUrl? url));

        ImmutableDictionary<string, string> variables = GitVariables.Of(
            url, TestHost.Linux("/", ("GIT_CONFIG_COUNT", "2")), SourceSpan.None);

        Assert.AreEqual("3", variables["GIT_CONFIG_COUNT"]);
        Assert.AreEqual("http.https://host/.extraHeader", variables["GIT_CONFIG_KEY_2"]);
        Assert.AreEqual(3, variables.Count);
    }

    [TestMethod]
    [DataRow("hg+https://u:p@host/r")]
    [DataRow("svn+https://u:p@host/r")]
    public void Another_system_would_put_it_on_its_command_line(string text)
    {
        Assert.IsTrue(IndexUrl.TryParse(text, out IndexUrl? url));

        var refused = Assert.ThrowsExactly<PythonEnvException>(() => GitVariables.Of(url, TestHost.Linux("/"), SourceSpan.None));

        Assert.AreEqual("PYENV4003", refused.Diagnostic.Code);
        Assert.DoesNotContain("u:p", refused.Message);
    }

    [TestMethod]
    [DataRow("git+https://host/o/r.git")]
    [DataRow("git+ssh://git@host/o/r.git")]
    [DataRow("file:///x.tar.gz")]
    public void Without_a_credential_nothing_is_set(string text)
    {
        Assert.IsTrue(IndexUrl.TryParse(text, out IndexUrl? url));

        Assert.IsEmpty(GitVariables.Of(url, TestHost.Linux("/"), SourceSpan.None));
    }
}
