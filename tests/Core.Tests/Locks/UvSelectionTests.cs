using System.Text;
using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Uv;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Locks;

/// <summary>What a graph with forks, conflicts and several sources means on each platform.</summary>
[TestClass]
internal sealed class UvSelectionTests
{
    private const string Public = "https://public.example/simple", Own = "https://own.example/simple";

    private static readonly MarkerEnvironment s_linux = PlanLab.Markers;

    private static readonly MarkerEnvironment s_windows = s_linux.OnWindows();

    private static readonly MarkerEnvironment s_mac = s_linux.OnMacOS().WithPython("3.13.1");

    [TestMethod]
    public void A_fork_has_its_own_versions_where_its_markers_hold()
    {
        string text = Lock(
            """
            resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12' and sys_platform == 'win32'", "python_full_version < '3.12' and sys_platform != 'win32'"]
            """)
            + Root($$"""
            dependencies = [
                { name = "num", version = "1.0", source = { registry = "{{Public}}" }, marker = "python_full_version < '3.12'" },
                { name = "num", version = "2.0", source = { registry = "{{Public}}" }, marker = "python_full_version >= '3.12'" },
                { name = "user" },
            ]
            """)
            + Package("num", "1.0", Public, "resolution-markers = [\"python_full_version < '3.12'\"]\ndependencies = [{ name = \"console\", marker = \"sys_platform == 'win32'\" }]")
            + Package("num", "2.0", Public, "resolution-markers = [\"python_full_version >= '3.12'\"]")
            + Package("user", "1.0", Public, $$"""
            dependencies = [
                { name = "num", version = "1.0", source = { registry = "{{Public}}" }, marker = "python_full_version < '3.12'" },
                { name = "num", version = "2.0", source = { registry = "{{Public}}" }, marker = "python_full_version >= '3.12'" },
                { name = "mac", marker = "platform_machine == 'arm64' and sys_platform == 'darwin'" },
            ]
            """)
            + Package("console", "0.4") + Package("mac", "1.0");

        Assert.AreEqual("num 1.0, user 1.0", Selected(text, s_linux));
        Assert.AreEqual("console 0.4, num 1.0, user 1.0", Selected(text, s_windows));
        Assert.AreEqual("mac 1.0, num 2.0, user 1.0", Selected(text, s_mac));
    }

    [TestMethod]
    [DataRow("", "", "torch 2.0 of public")]
    [DataRow("cpu", "", "torch 2.0+cpu of own")]
    [DataRow("gpu", "", "accelerator 1.0 of own, torch 2.0+gpu of own")]
    [DataRow("cpu", "bench", "bench 1.0 of public, torch 2.0+cpu of own")]
    [DataRow("", "trained", "torch 2.0+cpu of own")]
    public void Extras_that_exclude_each_other_get_their_files_from_different_indexes(string extras, string groups, string expected)
    {
        string text = Lock("""conflicts = [[{ package = "app", extra = "cpu" }, { package = "app", extra = "gpu" }]]""")
            + Root($$"""
            dependencies = [
                { name = "torch", version = "2.0", source = { registry = "{{Public}}" }, marker = "extra != 'extra-3-app-cpu' and extra != 'extra-3-app-gpu'" },
            ]

            [package.optional-dependencies]
            cpu = [{ name = "torch", version = "2.0+cpu", source = { registry = "{{Own}}" }, marker = "extra == 'extra-3-app-cpu'" }]
            gpu = [
                { name = "torch", version = "2.0+gpu", source = { registry = "{{Own}}" } },
                { name = "accelerator", marker = "(sys_platform == 'linux' and extra == 'extra-3-app-gpu') or (extra == 'extra-3-app-cpu' and extra == 'extra-3-app-gpu')" },
            ]

            [package.dev-dependencies]
            bench = [{ name = "bench" }]
            trained = [{ name = "app", extra = ["cpu"] }]
            """)
            + Package("torch", "2.0", Public) + Package("torch", "2.0+cpu", Own) + Package("torch", "2.0+gpu", Own)
            + Package("accelerator", "1.0", Own)
            + Package("bench", "1.0", Public, $$"""
            dependencies = [
                { name = "torch", version = "2.0", source = { registry = "{{Public}}" }, marker = "extra != 'extra-3-app-cpu' and extra != 'extra-3-app-gpu'" },
                { name = "torch", version = "2.0+cpu", source = { registry = "{{Own}}" }, marker = "extra == 'extra-3-app-cpu'" },
                { name = "torch", version = "2.0+gpu", source = { registry = "{{Own}}" }, marker = "extra == 'extra-3-app-gpu'" },
            ]
            """);
        var wish = new LockWish { Extras = Words(extras), Groups = Words(groups) };

        Assert.AreEqual(expected, Selected(text, s_linux, wish, withIndex: true));
    }

    [TestMethod]
    public void One_version_may_be_there_once_for_each_index()
    {
        string text = Lock()
            + Root($$"""
            dependencies = [
                { name = "torch", source = { registry = "{{Own}}" }, marker = "sys_platform == 'linux'" },
                { name = "torch", source = { registry = "{{Public}}" }, marker = "sys_platform != 'linux'" },
            ]
            """)
            + Package("torch", "2.0", Own) + Package("torch", "2.0", Public);

        Assert.AreEqual("torch 2.0 of own", Selected(text, s_linux, withIndex: true));
        Assert.AreEqual("torch 2.0 of public", Selected(text, s_windows, withIndex: true));
    }

    [TestMethod]
    [DataRow("", "one 1.0")]
    [DataRow("old", "one 1.0, tool 1.0")]
    [DataRow("new", "one 1.0, tool 2.0")]
    [DataRow("old new", "PYENV1004")]
    [DataRow("everything", "one 1.0, speed 1.0, tool 2.0")]
    public void Groups_that_exclude_each_other_have_their_own_versions(string groups, string expected)
    {
        // `everything` includes `new`: a lock has included groups in place.
        string text = Lock("""conflicts = [[{ package = "app", group = "new" }, { package = "app", group = "old" }]]""")
            + Root($$"""
            dependencies = [{ name = "one" }]

            [package.dev-dependencies]
            old = [{ name = "tool", version = "1.0", source = { registry = "{{Public}}" } }]
            new = [{ name = "tool", version = "2.0", source = { registry = "{{Public}}" } }]
            everything = [{ name = "tool", version = "2.0", source = { registry = "{{Public}}" } }, { name = "one", extra = ["fast"] }]
            """)
            + Package("one", "1.0", tables: "[package.optional-dependencies]\nfast = [{ name = \"speed\" }]")
            + Package("speed", "1.0") + Package("tool", "1.0") + Package("tool", "2.0");
        var wish = new LockWish { Groups = Words(groups) };

        if (expected.StartsWith("PYENV", StringComparison.Ordinal))
            Assert.AreEqual(expected, Findings(text, wish));
        else
            Assert.AreEqual(expected, Selected(text, s_linux, wish));
    }

    [TestMethod]
    public void Members_that_exclude_each_other_are_installed_one_at_a_time()
    {
        string text = Lock("""conflicts = [[{ package = "app" }, { package = "job", extra = "big" }]]""")
            + "[manifest]\nmembers = [\"app\", \"job\"]\n"
            + Root("dependencies = [{ name = \"shared\" }]")
            + "[[package]]\nname = \"job\"\nsource = { editable = \"job\" }\ndependencies = [{ name = \"shared\" }]\n"
            + "optional-dependencies = { big = [{ name = \"num\", version = \"2.0\" }] }\n"
            + Package("shared", "1.0", fields: """
            dependencies = [
                { name = "num", version = "1.0", marker = "extra == 'project-3-app'" },
                { name = "num", version = "2.0", marker = "extra == 'extra-3-job-big' and extra != 'project-3-app'" },
            ]
            """)
            + Package("num", "1.0") + Package("num", "2.0");

        Assert.AreEqual("num 1.0, shared 1.0", Selected(text, s_linux, new LockWish { Package = "app" }));
        Assert.AreEqual("shared 1.0", Selected(text, s_linux, new LockWish { Package = "job" }));
        Assert.AreEqual("num 2.0, shared 1.0", Selected(text, s_linux, new LockWish { Package = "job", Extras = ["big"] }));
    }

    [TestMethod]
    public void Extras_of_distributions_are_followed_around_any_circle()
    {
        string text = Lock()
            + Root("dependencies = [{ name = \"one\", extra = [\"x\"], marker = \"sys_platform == 'linux'\" }, { name = \"two\" }]")
            + Package("one", "1.0", tables: "[package.optional-dependencies]\nx = [{ name = \"two\", extra = [\"y\"] }]\nz = [{ name = \"leaf\" }]")
            + Package("two", "1.0", tables: "[package.optional-dependencies]\ny = [{ name = \"one\", extra = [\"z\"] }]")
            + Package("leaf", "1.0");

        Assert.AreEqual("leaf 1.0, one 1.0, two 1.0", Selected(text, s_linux));
        Assert.AreEqual("two 1.0", Selected(text, s_windows));
    }

    [TestMethod]
    [DataRow("source = { git = \"https://host/r?subdirectory=deep%20er&tag=v1#0123456789012345678901234567890123456789\" }",
        "git https://host/r 0123456789012345678901234567890123456789 deep er")]
    [DataRow("source = { url = \"https://host/x-1.0-py3-none-any.whl\" }\nwheels = [{ url = \"https://host/x-1.0-py3-none-any.whl\", hash = \"sha256:1\" }]",
        "archive https://host/x-1.0-py3-none-any.whl sha256:1")]
    [DataRow("source = { url = \"https://host/x.zip\", subdirectory = \"py\" }\nsdist = { hash = \"sha256:2\" }", "archive https://host/x.zip sha256:2 py")]
    [DataRow("source = { path = \"../x-1.0.tar.gz\" }\nsdist = { hash = \"sha256:3\" }", "archive ../x-1.0.tar.gz sha256:3")]
    [DataRow("source = { directory = \"../x\" }", "folder ../x")]
    [DataRow("source = { editable = \"../x\" }", "folder ../x")]
    [DataRow("source = { registry = \"../flat\" }\nwheels = [{ path = \"x-1.0-py3-none-any.whl\", hash = \"sha256:4\" }]",
        "wheel ../flat/x-1.0-py3-none-any.whl sha256:4")]
    [DataRow("source = { registry = \"https://host/simple\" }\nsdist = { url = \"https://host/x-1.0.tar.gz\", hash = \"sha256:5\" }",
        "sdist https://host/x-1.0.tar.gz sha256:5")]
    [DataRow("source = { virtual = \"../x\" }", "")]
    public void Every_source_says_what_is_installed(string source, string expected)
    {
        string text = Lock() + Root("dependencies = [{ name = \"x\" }]") + $"[[package]]\nname = \"x\"\nversion = \"1.0\"\n{source}\n";
        var diagnostics = new DiagnosticBag();

        IEnumerable<LockChoice> chosen = Read(text, diagnostics)!.Choose(new LockWish(), s_linux, PlanLab.Target.Tags, diagnostics);

        Assert.IsEmpty(diagnostics, string.Join('\n', diagnostics));
        Assert.AreEqual(expected, string.Join('\n', chosen.Select(choice => choice.Source switch
        {
            LockVcs vcs => $"{vcs.Type} {vcs.Url} {vcs.CommitId} {vcs.Subdirectory}",
            LockDirectory folder => $"folder {folder.Path}",
            LockArchive archive => $"archive {archive.Url ?? archive.Path} {archive.Hashes.Single()} {archive.Subdirectory}".TrimEnd(),
            LockFileSource file => $"{(file is LockWheel ? "wheel" : "sdist")} {file.Url ?? file.Path!.Replace('\\', '/')} {file.Hashes.Single()}",
            _ => "?",
        })));
    }

    [TestMethod]
    public void The_lock_of_a_script_says_what_it_requires()
    {
        string text = Lock()
            + "[manifest]\nrequirements = [{ name = \"one\", extras = [\"fast\"], specifier = \">=1\" }, { name = \"two\", marker = \"sys_platform == 'win32'\" }]\n"
            + Package("one", "1.0", tables: "[package.optional-dependencies]\nfast = [{ name = \"speed\" }]")
            + Package("speed", "1.0") + Package("two", "1.0", fields: "resolution-markers = [\"python_full_version < '3.12'\"]")
            + Package("two", "2.0", fields: "resolution-markers = [\"python_full_version >= '3.12'\"]");

        Assert.AreEqual("one 1.0, speed 1.0", Selected(text, s_linux));
        Assert.AreEqual("one 1.0, speed 1.0, two 1.0", Selected(text, s_windows));
        Assert.AreEqual(
            "one 1.0, speed 1.0, two 2.0", Selected(text, s_windows with { PythonFullVersion = "3.12.0", PythonVersion = "3.12" }));
    }

    [TestMethod]
    public void A_later_revision_may_say_more_and_the_first_one_said_it_in_other_words()
    {
        string later = Lock("fresh-idea = { x = 1 }").Replace("revision = 3", "revision = 99", StringComparison.Ordinal)
            + Root("dependencies = [{ name = \"one\", hint = \"new\" }]\nnews = [1]") + Package("one", "1.0");
        string first = "version = 1\n" + (Root("dependencies = [{ name = \"one\" }]\n[package.dependency-groups]\ndev = [{ name = \"tool\" }]")
            + Package("one", "1.0") + Package("tool", "1.0")).Replace("[[package]]", "[[distribution]]", StringComparison.Ordinal)
            .Replace("[package.", "[distribution.", StringComparison.Ordinal);

        Assert.AreEqual("one 1.0", Selected(later, s_linux));
        Assert.AreEqual("one 1.0, tool 1.0", Selected(first, s_linux, new LockWish { Groups = ["dev"] }));
    }

    [TestMethod]
    [DataRow("{ name = \"two\" }", "PYENV2002")]
    [DataRow("{ name = \"gone\" }", "PYENV2002")]
    [DataRow("{ name = \"two\", version = \"1.0\" }, { name = \"two\", version = \"2.0\" }", "PYENV2007")]
    public void A_graph_that_leads_nowhere_or_to_two_versions_is_refused(string edges, string code) =>
        Assert.AreEqual(
            code, Findings(Lock() + Root($"dependencies = [{edges}]") + Package("two", "1.0") + Package("two", "2.0"), new LockWish()));

    private static string Lock(string keys = "") => $"version = 1\nrevision = 3\nrequires-python = \">=3.9\"\n{keys}\n";

    private static string Root(string rest) => $"[[package]]\nname = \"app\"\nversion = \"1.0\"\nsource = {{ virtual = \".\" }}\n{rest}\n";

    private static string Package(string name, string version, string index = Public, string fields = "", string tables = "") => $$"""
        [[package]]
        name = "{{name}}"
        version = "{{version}}"
        source = { registry = "{{index}}" }
        {{fields}}
        wheels = [{ url = "https://files.example/{{name}}-{{version}}-py3-none-any.whl", hash = "sha256:{{new string('1', 64)}}", size = 1 }]
        {{tables}}

        """;

    private static UvLock? Read(string text, DiagnosticBag diagnostics) =>
        UvLockReader.Read(Encoding.UTF8.GetBytes(text), Path.GetFullPath("uv.lock"), new ProjectFiles(_ => null, _ => []), diagnostics);

    private static string Selected(string text, MarkerEnvironment environment, LockWish? wish = null, bool withIndex = false)
    {
        var diagnostics = new DiagnosticBag();
        IReadOnlyList<UvPackage> packages = Read(text, diagnostics)?.Select(wish ?? new LockWish(), environment, diagnostics) ?? [];
        Assert.IsEmpty(diagnostics, string.Join('\n', diagnostics));
        return string.Join(
            ", ", packages.Select(package => withIndex ? $"{package} of {new Uri(package.Source.Location).Host.Split('.')[0]}" : $"{package}")
                .Order(StringComparer.Ordinal));
    }

    private static string Findings(string text, LockWish wish)
    {
        var diagnostics = new DiagnosticBag();
        Assert.IsEmpty(Read(text, diagnostics)!.Select(wish, s_linux, diagnostics));
        return string.Join(' ', diagnostics.Select(finding => finding.Code).Distinct());
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
