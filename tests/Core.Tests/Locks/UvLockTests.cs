using System.Text;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Uv;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class UvLockTests
{
    private const string Digest = "1111111111111111111111111111111111111111111111111111111111111111";

    private const string Header = """
        version = 1
        revision = 3
        requires-python = ">=3.9"

        """;

    private static readonly string s_project = Header + $$"""
        [[package]]
        name = "app"
        version = "1.0"
        source = { editable = "." }
        dependencies = [
            { name = "alpha", extra = ["fast"] },
            { name = "windows-only", marker = "sys_platform == 'win32'" },
            { name = "lib" },
        ]

        [package.optional-dependencies]
        web = [{ name = "web", version = "2.0", source = { registry = "https://index.example/simple" }, marker = "python_full_version >= '3.9'" }]

        [package.dev-dependencies]
        dev = [{ name = "tool" }]

        [package.metadata]
        requires-dist = []
        provides-extras = ["web", "nothing"]

        {{Package("alpha", "1.0", "[package.optional-dependencies]\nfast = [{ name = \"speed\" }]")}}
        {{Package("speed", "1.0")}}
        {{Package("windows-only", "1.0")}}
        {{Package("tool", "1.0")}}
        {{Package("web", "1.0")}}
        {{Package("web", "2.0")}}
        [[package]]
        name = "lib"
        version = "0.1"
        source = { virtual = "lib" }
        dependencies = [{ name = "leaf" }]

        {{Package("leaf", "1.0")}}
        """;

    [TestMethod]
    [DataRow("", "", "alpha 1.0, leaf 1.0, speed 1.0")]
    [DataRow("web", "", "alpha 1.0, leaf 1.0, speed 1.0, web 2.0")]
    [DataRow("nothing", "dev", "alpha 1.0, leaf 1.0, speed 1.0, tool 1.0")]
    public void What_is_wanted_is_reached_with_its_extras_and_no_member_among_it(string extras, string groups, string expected)
    {
        UvLock lockFile = Read(s_project);

        Assert.AreEqual(expected, Selected(lockFile, new LockWish { Extras = Words(extras), Groups = Words(groups) }));
    }

    [TestMethod]
    public void Of_conflicting_extras_each_gets_its_own_version()
    {
        string text = Header.Replace(
            "revision = 3",
            "revision = 3\nconflicts = [[\n    { package = \"app\", extra = \"cpu\" },\n    { package = \"app\", extra = \"gpu\" },\n]]",
            StringComparison.Ordinal)
            + $$"""
            [[package]]
            name = "app"
            source = { virtual = "." }
            dependencies = [{ name = "user" }]

            [package.optional-dependencies]
            cpu = [{ name = "torch", version = "1.0", source = { registry = "https://index.example/simple" } }]
            gpu = [{ name = "torch", version = "2.0", source = { registry = "https://index.example/simple" } }]

            {{Package("user", "1.0", """
                dependencies = [
                    { name = "torch", version = "1.0", source = { registry = "https://index.example/simple" }, marker = "extra == 'extra-3-app-cpu'" },
                    { name = "torch", version = "2.0", source = { registry = "https://index.example/simple" }, marker = "extra != 'extra-3-app-cpu'" },
                ]
                """)}}
            {{Package("torch", "1.0")}}
            {{Package("torch", "2.0")}}
            """;
        UvLock lockFile = Read(text);

        Assert.AreEqual("torch 1.0, user 1.0", Selected(lockFile, new LockWish { Extras = ["cpu"] }));
        Assert.AreEqual("torch 2.0, user 1.0", Selected(lockFile, new LockWish { Extras = ["gpu"] }));
        Assert.AreEqual("torch 2.0, user 1.0", Selected(lockFile, new LockWish()));
        Assert.AreEqual("PYENV1004", Findings(lockFile, new LockWish { Extras = ["cpu", "gpu"] }));
    }

    [TestMethod]
    public void A_member_is_chosen_by_its_name_and_a_root_without_project_stands_for_all()
    {
        string text = Header + $$"""
            [manifest]
            members = ["one", "two"]

            [manifest.dependency-groups]
            lint = [{ name = "linter" }]

            [[package]]
            name = "one"
            source = { editable = "one" }
            dependencies = [{ name = "alpha" }, { name = "two" }]

            [[package]]
            name = "two"
            source = { editable = "two" }
            dependencies = [{ name = "beta" }]

            {{Package("alpha", "1.0")}}
            {{Package("beta", "1.0")}}
            {{Package("linter", "1.0")}}
            """;
        UvLock lockFile = Read(text);

        Assert.AreEqual("beta 1.0", Selected(lockFile, new LockWish { Package = "Two" }));
        Assert.AreEqual("alpha 1.0, beta 1.0", Selected(lockFile, new LockWish { Package = "one" }));
        Assert.AreEqual("alpha 1.0, beta 1.0", Selected(lockFile, new LockWish()));
        Assert.AreEqual("beta 1.0, linter 1.0", Selected(lockFile, new LockWish { Package = "two", Groups = ["lint"] }));
        Assert.AreEqual("PYENV1004", Findings(lockFile, new LockWish { Package = "three" }));
    }

    [TestMethod]
    [DataRow("version = 2", "uv.lock(1,11): error PYENV2002")]
    [DataRow("version = \"1\"", "uv.lock(1,11): error PYENV2002: the version of the lock is a string, and no integer")]
    [DataRow("requires-python = '>=3.9'", "uv.lock: error PYENV2002")]
    [DataRow("version = 1\n[[package]]\nname = 'A_b'\nsource = { registry = 'x' }\nversion = '1'", "uv.lock(3,8): error PYENV2002")]
    [DataRow("version = 1\n[[package]]\nname = 'a'\nsource = { hg = 'x' }", "uv.lock(4,10): error PYENV2002")]
    [DataRow("version = 1\n[[package]", "uv.lock(2,11): error PYENV2002")]
    public void What_can_not_be_read_is_said_at_its_place(string text, string expected)
    {
        var diagnostics = new DiagnosticBag();

        Assert.IsNull(UvLockReader.Read(Encoding.UTF8.GetBytes(text), "uv.lock", new ProjectFiles(_ => null, _ => []), diagnostics));

        StringAssert.StartsWith(diagnostics.First().ToString(), expected);
    }

    [TestMethod]
    [DataRow("source = { git = \"https://host/r?rev=main#main\" }", "PYENV2004")]
    [DataRow("source = { git = \"https://host/r?rev=v1#0123456789012345678901234567890123456789\" }", "")]
    [DataRow("source = { url = \"https://host/x-1.0-py3-none-any.whl\" }", "PYENV2004")]
    [DataRow("source = { editable = \"../x\" }", "PYENV2005")]
    [DataRow("source = { directory = \"../x\" }", "PYENV2005")]
    [DataRow("source = { registry = \"https://host/simple\" }\nwheels = [{ url = \"https://host/x-1.0-py3-none-any.whl\" }]", "PYENV2006")]
    [DataRow(
        "source = { registry = \"https://host/simple\" }\nwheels = [{ url = \"https://host/x-1.0-py3-none-any.whl\", hash = \"md5:11111111111111111111111111111111\" }]",
        "PYENV2006")]
    [DataRow(
        "source = { registry = \"https://host/simple\" }\nwheels = [{ url = \"https://host/y-1.0-py3-none-any.whl\", hash = \"md5:1\" }]",
        "PYENV2002")]
    public void What_is_reached_is_policed_whatever_the_platform(string entry, string expected)
    {
        UvLock lockFile = Read(Header + $$"""
            [[package]]
            name = "app"
            source = { virtual = "." }
            dependencies = [{ name = "x", marker = "sys_platform == 'no-such-platform'" }]

            [[package]]
            name = "x"
            version = "1.0"
            {{entry}}

            [[package]]
            name = "not-reached"
            source = { directory = "anywhere" }
            """);
        var diagnostics = new DiagnosticBag();

        lockFile.Police(new LockWish(), diagnostics);

        Assert.AreEqual(expected, string.Join(' ', diagnostics.Select(finding => finding.Code)));
    }

    [TestMethod]
    public void A_lock_for_another_python_or_platform_is_said_so()
    {
        UvLock lockFile = Read(s_project.Replace(">=3.9", ">=3.99", StringComparison.Ordinal).Replace(
            "revision = 3", "supported-markers = [\"sys_platform == 'win32'\"]", StringComparison.Ordinal));
        var diagnostics = new DiagnosticBag();

        Assert.IsEmpty(lockFile.Choose(new LockWish(), PlanLab.Markers, PlanLab.Target.Tags, diagnostics));

        Assert.AreEqual("PYENV3003 PYENV3002", string.Join(' ', diagnostics.Select(finding => finding.Code)));
    }

    private static string Package(string name, string version, string rest = "") => $$"""
        [[package]]
        name = "{{name}}"
        version = "{{version}}"
        source = { registry = "https://index.example/simple" }
        {{(rest.StartsWith('[') ? "" : rest)}}
        wheels = [{ url = "https://files.example/{{name.Replace('-', '_')}}-{{version}}-py3-none-any.whl", hash = "sha256:{{Digest}}", size = 1 }]
        {{(rest.StartsWith('[') ? rest : "")}}

        """;

    private static UvLock Read(string text)
    {
        var diagnostics = new DiagnosticBag();
        UvLock? lockFile = UvLockReader.Read(Encoding.UTF8.GetBytes(text), Path.GetFullPath("uv.lock"), new ProjectFiles(_ => null, _ => []), diagnostics);
        Assert.IsNotNull(lockFile, string.Join('\n', diagnostics));
        return lockFile;
    }

    private static string Selected(UvLock lockFile, LockWish wish)
    {
        var diagnostics = new DiagnosticBag();
        IReadOnlyList<UvPackage> packages = lockFile.Select(wish, PlanLab.Markers, diagnostics);
        Assert.IsEmpty(diagnostics, string.Join('\n', diagnostics));
        return string.Join(", ", packages.Select(package => package.ToString()).Order(StringComparer.Ordinal));
    }

    private static string Findings(UvLock lockFile, LockWish wish)
    {
        var diagnostics = new DiagnosticBag();
        Assert.IsEmpty(lockFile.Select(wish, PlanLab.Markers, diagnostics));
        return string.Join(' ', diagnostics.Select(finding => finding.Code));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
