using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Requirements.Options;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class PipConfigurationTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Linux_looks_in_etc_then_at_home_then_at_the_prefix()
    {
        HostFacts host = TestHost.Linux("/home/u", ("XDG_CONFIG_DIRS", "/etc/xdg:/opt/xdg"));

        CollectionAssert.AreEqual(
            new[]
            {
                "/etc/xdg/pip/pip.conf", "/opt/xdg/pip/pip.conf", "/etc/pip.conf", "/home/u/.pip/pip.conf", "/home/u/.config/pip/pip.conf",
                "/opt/python/pip.conf"
            },
            Paths(host, "/opt/python"));
    }

    [TestMethod]
    public void Windows_looks_in_the_application_data_folders()
    {
        HostFacts host = TestHost.Linux(@"C:\Users\u") with
        {
            System = HostSystem.Windows,
            Environment = HostFacts.Variables(
                new Dictionary<string, string> { ["APPDATA"] = @"C:\Users\u\AppData\Roaming", ["ProgramData"] = @"D:\ProgramData" },
                HostSystem.Windows),
        };

        CollectionAssert.AreEqual(
            new[]
            {
                @"D:\ProgramData\pip\pip.ini", @"C:\Users\u\pip\pip.ini", @"C:\Users\u\AppData\Roaming\pip\pip.ini",
                @"C:\Python311\pip.ini"
            },
            Paths(host, @"C:\Python311"));
    }

    [TestMethod]
    public void MacOS_looks_in_the_libraries()
    {
        HostFacts host = TestHost.Linux("/Users/u") with { System = HostSystem.MacOS };

        CollectionAssert.AreEqual(
            new[] { "/Library/Application Support/pip/pip.conf", "/Users/u/.pip/pip.conf", "/Users/u/.config/pip/pip.conf" },
            Paths(host, ""));
    }

    [TestMethod]
    public void The_null_device_as_configuration_file_means_no_file_at_all()
    {
        Assert.AreEqual(0, Paths(TestHost.Linux("/home/u", ("PIP_CONFIG_FILE", "/dev/null")), "/opt/python").Length);
    }

    [TestMethod]
    public void A_file_that_pip_refuses_is_refused_at_its_lines()
    {
        using TempDirectory temp = new();
        string file = temp.Write("pip.conf", "[global]\nindex-url = https://a/\nnonsense\nIndex-URL: https://b/\n");
        DiagnosticBag diagnostics = [];

        var configuration = PipConfiguration.Load(
            TestHost.Linux("/nowhere", ("PIP_CONFIG_FILE", file), ("XDG_CONFIG_DIRS", temp.Path)), "", diagnostics);

        CollectionAssert.AreEqual(new[] { 3, 4 }, diagnostics.Select(diagnostic => diagnostic.Where.Line).ToArray());
        Assert.IsTrue(diagnostics.All(diagnostic => diagnostic.Code == "PYENV1004" && diagnostic.Where.File == file));
        Assert.IsFalse(configuration.Settings.Any(setting => setting.Where.File == file));
    }

    [TestMethod]
    [DataRow("[global]\nindex-url = https://one/\n[install]\nindex-url = https://two/\n", "", "https://two/")]
    [DataRow("[install]\nindex-url = https://two/\n[global]\nindex-url = https://one/\n", "", "https://two/")]
    [DataRow("[global]\nindex-url = https://one/\n", "https://env/", "https://env/")]
    [DataRow("[global]\nindex_url = https://one/\n", "", "https://one/")]
    [DataRow("[global]\n--index-url = https://one/\n", "", "https://one/")]
    [DataRow("[DEFAULT]\nindex-url = https://zero/\n[global]\ntimeout=3\n", "", "https://zero/")]
    [DataRow("[DEFAULT]\nindex-url = https://zero/\n", "", null)]
    [DataRow("[download]\nindex-url = https://three/\n", "", null)]
    [DataRow("[global]\nindex-url =\n", "", null)]
    [DataRow("[global]\nextra-index-url =\n    https://a/\n    # a comment\n\n    https://b/\n", "", null)]
    [DataRow("[global]\nfind-links = /a /b\nno-index = yes\ntrusted-host = h1\n\th2:80\n", "", null)]
    [DataRow("[global]\nonly-binary = :all:\n[install]\nno-binary = Foo_Bar,baz\n", "", null)]
    [DataRow(
        "[global]\nno-index = true\n[install]\nno-index = off\ntimeout = 2.5\nretries = 7\nprefer-binary = 1\nproxy = http://p:1\n", "",
        null)]
    public async Task Options_are_those_pip_install_would_run_with(string file, string variable, string? index)
    {
        using TempDirectory temp = new();
        string path = temp.Write("pip.conf", file);
        Dictionary<string, string> variables = new() { ["PIP_CONFIG_FILE"] = path, ["HOME"] = temp.Path, ["XDG_CONFIG_DIRS"] = temp.Path };
        if (variable.Length > 0)
            variables["PIP_INDEX_URL"] = variable;
        string python = PythonOracle.Required.Executable;
        string script = """
            import sys
            from pip._internal.commands import create_command
            sys.prefix = "/nowhere"
            o, _ = create_command("install").parse_args([])
            print(o.index_url, o.extra_index_urls, o.find_links, bool(o.no_index), o.trusted_hosts, sorted(o.format_control.no_binary),
                  sorted(o.format_control.only_binary), float(o.timeout), o.retries, bool(o.prefer_binary), o.proxy or "", sep="\n")
            """;
        ProcessResult result = await new ProcessRunner().RunAsync(
            new ProcessInvocation(python, ["-c", script], temp.Path, variables), TestContext.CancellationToken);
        Assert.AreEqual(0, result.ExitCode, result.StandardError);

        DiagnosticBag diagnostics = [];
        HostFacts host = TestHost.Linux(temp.Path, [.. variables.Select(pair => (pair.Key, pair.Value))]);
        IndexSettings settings = IndexSettingsBuilder.Build(
            host, PipConfiguration.Load(host, "/nowhere", diagnostics), new DeclaredIndexes(), IndexOptions.None, diagnostics);

        Assert.AreEqual(0, diagnostics.Count);
        string[] main = settings.NoIndex ? ["https://pypi.org/simple/"] : [settings.Indexes[0].Location.Url.OriginalString];
        string ours = string.Join('\n',
            main[0].Replace("https://pypi.org/simple/", "https://pypi.org/simple", StringComparison.Ordinal),
            PythonList(settings.Indexes.Skip(1).Select(extra => extra.Location.Url.OriginalString)),
            PythonList(settings.FindLinks.Select(links => links.Text)),
            settings.NoIndex ? "True" : "False",
            PythonList(settings.TrustedHosts),
            PythonList(settings.Formats.NoBinary),
            PythonList(settings.Formats.OnlyBinary),
            settings.Timeout.TotalSeconds.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture),
            $"{settings.Retries}",
            settings.PreferBinary ? "True" : "False",
            settings.Proxy?.Url.OriginalString ?? "");
        Assert.AreEqual(result.StandardOutput.ReplaceLineEndings("\n").Trim(), ours.Trim());
        if (index is not null)
            Assert.AreEqual(index, main[0]);

        static string PythonList(IEnumerable<string> items) => $"[{string.Join(", ", items.Select(item => $"'{item}'"))}]";
    }

    [TestMethod]
    public async Task The_files_looked_for_are_those_pip_looks_for()
    {
        Requires.Posix("the places that pip looks in on Linux");
        using TempDirectory temp = new();
        Dictionary<string, string> variables = new() { ["HOME"] = temp.Path, ["PIP_CONFIG_FILE"] = temp["absent.conf"] };
        string python = PythonOracle.Required.Executable;
        ProcessResult result = await new ProcessRunner().RunAsync(
            new ProcessInvocation(python, ["-m", "pip", "config", "debug"], temp.Path, variables), TestContext.CancellationToken);
        string[] pips =
        [
            .. result.StandardOutput
                .Split('\n')
                .Where(line => line.Contains(", exists:", StringComparison.Ordinal))
                .Select(line => line.Trim().Split(',')[0])
        ];

        string prefix = PythonOracle.Required.Ask<string, string>("answer = sys.prefix", "");
        CollectionAssert.AreEquivalent(pips, Paths(TestHost.Linux(temp.Path, ("PIP_CONFIG_FILE", temp["absent.conf"])), prefix));
    }

    [TestMethod]
    [DataRow("timeout = soon")]
    [DataRow("retries = many")]
    [DataRow("no-index = perhaps")]
    [DataRow("keyring-provider = lemon")]
    [DataRow("index-url = pypi.example/simple")]
    public void A_value_that_can_not_be_read_is_an_error_at_its_line(string option)
    {
        using TempDirectory temp = new();
        string file = temp.Write("pip.conf", $"[global]\n{option}\n");
        HostFacts host = TestHost.Linux(temp.Path, ("PIP_CONFIG_FILE", file), ("XDG_CONFIG_DIRS", temp.Path));
        DiagnosticBag diagnostics = [];

        IndexSettingsBuilder.Build(
            host, PipConfiguration.Load(host, "", diagnostics), new DeclaredIndexes(), IndexOptions.None, diagnostics);

        Assert.AreEqual(new SourceSpan(file, 2), diagnostics.Single().Where);
    }

    [TestMethod]
    public void A_declaration_replaces_what_is_configured_and_a_requirements_file_adds_to_it()
    {
        HostFacts host = TestHost.Linux(
            "/home/u", ("PIP_INDEX_URL", "https://env/"), ("PIP_EXTRA_INDEX_URL", "https://extra/"), ("PIP_FIND_LINKS", "~/wheels"));
        DiagnosticBag diagnostics = [];
        PipConfiguration configuration = PipConfiguration.Load(host, "", diagnostics);

        IndexSettings declared = IndexSettingsBuilder.Build(
            host, configuration, new DeclaredIndexes { IndexUrl = "https://property/" }, IndexOptions.None, diagnostics);
        IndexSettings withFile = IndexSettingsBuilder.Build(
            host, configuration, new DeclaredIndexes { IndexUrl = "https://property/" },
            IndexOptions.None with
            {
                IndexUrl = new("https://file/", new SourceSpan("/r.txt", 1)),
                FindLinks = [new("/more", new SourceSpan("/r.txt", 2))],
            },
            diagnostics);

        Assert.AreEqual("https://property/ https://extra/", string.Join(' ', declared.Indexes.Select(index => index.Location)));
        Assert.AreEqual("https://file/", string.Join(' ', withFile.Indexes.Select(index => index.Location)));
        Assert.AreEqual("/home/u/wheels /more", string.Join(' ', withFile.FindLinks.Select(links => links.Text)));
        Assert.AreEqual("/r.txt(1)", withFile.Indexes[0].Origin.ToString());
    }

    [TestMethod]
    public void No_secret_is_shown_with_the_settings()
    {
        HostFacts host = TestHost.Linux("/home/u",
            ("PIP_INDEX_URL", "https://u:hunter2@env/simple/?sig=hunter2"), ("PIP_EXTRA_INDEX_URL", "https://hunter2@a/ https://b/"),
            ("PIP_FIND_LINKS", "https://u:hunter2@links/"), ("PIP_PROXY", "u:hunter2@proxy:1"), ("PIP_SECRET", "hunter2"));
        DiagnosticBag diagnostics = [];
        PipConfiguration configuration = PipConfiguration.Load(host, "", diagnostics);

        IndexSettings settings = IndexSettingsBuilder.Build(host, configuration, new DeclaredIndexes(), IndexOptions.None, diagnostics);

        string shown = $"{string.Join('\n', settings.Applied)}\n{string.Join('\n', configuration.Settings)}\n{settings}\n{configuration}\n{string.Join('\n', settings.Places)}"
            + $"\n{string.Join('\n', settings.Indexes)}\n{string.Join('\n', settings.FindLinks)}\n{settings.Proxy}";
        Assert.IsFalse(shown.Contains("hunter2", StringComparison.Ordinal), shown);
        StringAssert.Contains(shown, "index-url = https://env/simple/ (PIP_INDEX_URL)");
    }

    private static string[] Paths(HostFacts host, string prefix) =>
        [.. PipConfigurationLocations.Find(host, prefix)];
}
