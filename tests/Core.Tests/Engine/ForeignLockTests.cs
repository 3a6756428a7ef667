using System.Security.Cryptography;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class ForeignLockTests
{
    private const string Project = """
        [project]
        name = "app"
        version = "1.0"
        dependencies = ["greeting==1.0"]
        optional-dependencies = { loud = ["shout"] }
        [tool.uv]
        override-dependencies = ["words==1.0"]
        """;

    [TestMethod]
    public async Task The_lock_of_uv_is_installed_and_an_edit_of_the_project_makes_it_stale()
    {
        Requires.Posix("the separators of its lock");
        // What the project overrides is no contradiction.
        using EngineLab lab = Lab(requires: "words>=2");
        lab.Write("app/pyproject.toml", Project);
        lab.Write("app/uv.lock", $$"""
            version = 1
            revision = 3
            requires-python = ">=3.8"

            [manifest]
            overrides = [{ name = "words", specifier = "==1.0" }]

            [[package]]
            name = "app"
            version = "1.0"
            source = { editable = "." }
            dependencies = [{ name = "greeting" }]

            [package.optional-dependencies]
            loud = [{ name = "shout" }]

            [package.metadata]
            requires-dist = [{ name = "greeting", specifier = "==1.0" }, { name = "shout", marker = "extra == 'loud'" }]
            provides-extras = ["loud"]

            {{Greeting(lab)}}

            [[package]]
            name = "shout"
            version = "1.0"
            source = { path = "../wheels/shout-1.0-py3-none-any.whl" }
            wheels = [{ filename = "shout-1.0-py3-none-any.whl", hash = "sha256:{{Sha256(lab, "shout")}}" }]

            [[package]]
            name = "words"
            version = "1.0"
            source = { url = "{{new Uri(lab["wheels/words-1.0-py3-none-any.whl"])}}" }
            wheels = [{ url = "{{new Uri(lab["wheels/words-1.0-py3-none-any.whl"])}}", hash = "sha256:{{Sha256(lab, "words")}}" }]
            """);

        await lab.ShouldRestoreAsync();
        Assert.AreEqual("greeting words", Names(lab));
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();

        lab.Declared[DeclaredNames.Extras] = "loud";
        await lab.ShouldRestoreAsync("PYENV5003");
        Assert.AreEqual("greeting shout words", Names(lab));

        lab.Write("app/pyproject.toml", Project.Replace("\"greeting==1.0\"", "\"greeting==1.0\", \"httpx\"", StringComparison.Ordinal));
        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6001" }, lab.Log.WarningCodes.ToArray());
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync("PYENV6001");

        lab.Write("app/pyproject.toml", $"<<<<<<< ours\n{Project}");
        await lab.ShouldNotRestoreAsync("PYENV1004");
        Assert.AreEqual((lab["app/pyproject.toml"], 1), (lab.Log.Errors.Single().Where.File, lab.Log.Errors.Single().Where.Line));
    }

    [TestMethod]
    [DataRow("uv.lock")]
    [DataRow("poetry.lock")]
    public async Task What_the_project_of_a_lock_names_is_direct_though_another_one_requires_it(string name)
    {
        Requires.Posix("the separators of its lock");
        using EngineLab lab = Lab();
        bool isUv = name == "uv.lock";
        lab.Write("app/pyproject.toml", isUv
            ? Project.Replace("\"greeting==1.0\"", "\"greeting==1.0\", \"words\"", StringComparison.Ordinal)
            : "[tool.poetry.dependencies]\ngreeting = \"1.0\"\nwords = \"*\"\n");
        lab.Write($"app/{name}", isUv
            ? $$"""
            version = 1

            [[package]]
            name = "app"
            version = "1.0"
            source = { virtual = "." }
            dependencies = [{ name = "greeting" }, { name = "words" }]

            {{Greeting(lab)}}

            {{Words(lab)}}
            """
            : Locked(lab, "greeting", "main") + Locked(lab, "words", "main")
                + "\n[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\n");

        await lab.RestoreAsync();

        Assert.AreEqual("greeting words", Names(lab));
        Assert.IsTrue(lab.Receipt.Packages.All(package => package.IsDirect), lab.Log.ToString());
    }

    [TestMethod]
    [DataRow("version = \"1.0\"", "")]
    [DataRow("", "")]
    [DataRow("version = \"2.0\"", "PYENV3004")]
    public async Task What_the_project_of_a_lock_states_of_a_distribution_counts_instead_of_its_METADATA(string version, string code)
    {
        using EngineLab lab = Lab(requires: "no-such-distribution>=2");
        lab.Write("app/pyproject.toml", $"""
            [project]
            name = "app"
            version = "1.0"
            dependencies = ["greeting"]
            [[tool.uv.dependency-metadata]]
            name = "greeting"
            {version}
            requires-dist = ["words==1.*"]
            """);
        lab.Write("app/uv.lock", $$"""
            version = 1

            [[manifest.dependency-metadata]]
            name = "greeting"
            {{version}}
            requires-dist = ["words==1.*"]

            [[package]]
            name = "app"
            version = "1.0"
            source = { virtual = "." }
            dependencies = [{ name = "greeting" }]
            metadata = { requires-dist = [{ name = "greeting" }] }

            {{Greeting(lab)}}

            {{Words(lab)}}
            """);

        if (code.Length > 0)
        {
            await lab.ShouldNotRestoreAsync(code);
            return;
        }
        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(lab.Log.WarningCodes, lab.Log.ToString());
        await lab.ShouldVerifyAsync();

        // What is stated is held against the set as METADATA would be.
        lab.Write("app/uv.lock", File.ReadAllText(lab["app/uv.lock"]).Replace("words==1.*", "words==2.*", StringComparison.Ordinal));
        lab.Write("app/pyproject.toml", File.ReadAllText(lab["app/pyproject.toml"]).Replace("words==1.*", "words==2.*", StringComparison.Ordinal));
        await lab.ShouldVerifyAsync("PYENV3005");
        await lab.ShouldNotRestoreAsync("PYENV3005");
    }

    [TestMethod]
    public async Task A_new_member_of_a_workspace_is_noticed_by_a_build_with_nothing_to_do()
    {
        using EngineLab lab = Lab();
        lab.Write("app/pyproject.toml", "[tool.uv.workspace]\nmembers = ['packages/*']\n");
        lab.Write("app/packages/one/pyproject.toml", "[project]\nname = 'one'\n");
        lab.Write("app/uv.lock", $$"""
            version = 1
            manifest = { members = ["one"] }

            [[package]]
            name = "one"
            source = { editable = "packages/one" }
            dependencies = [{ name = "words" }]
            metadata = { requires-dist = [] }

            {{Words(lab)}}
            """);
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());

        lab.Write("app/packages/notes/README.md", "no project");
        Assert.AreEqual("", lab.Look());
        lab.Write("app/packages/two/pyproject.toml", "[project]\nname = 'two'\n");

        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6001" }, lab.Log.WarningCodes.ToArray());
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task What_the_lock_of_Poetry_has_from_a_source_is_asked_for_there_and_nowhere_else()
    {
        using EngineLab lab = Lab();
        using LoopbackIndex own = lab.OnAnIndex();
        string source = $"\n[package.source]\ntype = \"legacy\"\nurl = \"{own.Simple}\"\nreference = \"own\"\n\n";
        lab.Write("app/pyproject.toml", "[tool.poetry.dependencies]\ngreeting = \"1.0\"\n");
        lab.Write(
            "app/poetry.lock",
            Locked(lab, "greeting", "main") + source + Locked(lab, "words", "main") + source
                + "[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\n");
        // Nobody answers there.
        lab.Declared[DeclaredNames.IndexUrl] = "http://127.0.0.1:9/simple";

        await lab.ShouldRestoreAsync();

        Assert.AreEqual("greeting words", Names(lab));
    }

    [TestMethod]
    public async Task What_another_platform_has_from_a_source_is_asked_for_in_the_configured_place_here()
    {
        using EngineLab lab = Lab();
        using var own = new LoopbackIndex();
        string source = $"\n[package.source]\ntype = \"legacy\"\nurl = \"{own.Simple}\"\nreference = \"own\"\n\n";
        lab.Write("app/pyproject.toml", "[tool.poetry.dependencies]\ngreeting = \"1.0\"\n");
        lab.Write(
            "app/poetry.lock",
            Locked(lab, "greeting", "main")
                + Locked(lab, "words", "main").Replace("groups", "markers = \"sys_platform != 'elsewhere'\"\ngroups", StringComparison.Ordinal)
                + Locked(lab, "words", "main").Replace("groups", "markers = \"sys_platform == 'elsewhere'\"\ngroups", StringComparison.Ordinal)
                + source
                + "[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\n");
        using LoopbackIndex configured = lab.OnAnIndex();

        await lab.ShouldRestoreAsync();

        Assert.AreEqual("greeting words", Names(lab));
    }

    [TestMethod]
    public async Task The_lock_of_Poetry_is_installed_from_the_index_by_its_hashes()
    {
        using EngineLab lab = Lab();
        lab.Write("app/pyproject.toml", "[tool.poetry.dependencies]\ngreeting = \"1.0\"\n");
        lab.Write("app/poetry.lock", $$"""
            # This file is automatically @generated by Poetry 2.1.3 and should not be changed by hand.

            {{Locked(lab, "greeting", "main")}}
            {{Locked(lab, "shout", "dev")}}
            {{Locked(lab, "words", "main")}}
            [metadata]
            lock-version = "2.1"
            python-versions = "^3.8"
            content-hash = "97ec7f09c184732a53eb60340ad610c33d32bc2cd824cd8e1ba0535e0d4fa47d"
            """);

        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(lab.Log.WarningCodes, lab.Log.ToString());
        Assert.AreEqual("greeting words", Names(lab));
        Assert.AreEqual("", lab.Look());

        lab.Declared[DeclaredNames.Groups] = "dev";
        await lab.ShouldRestoreAsync("PYENV5003");
        Assert.AreEqual("greeting shout words", Names(lab));

        lab.Write("app/pyproject.toml", "[tool.poetry.dependencies]\ngreeting = \"^1.0\"\n");
        await lab.ShouldVerifyAsync("PYENV6001");
        lab.Declared[DeclaredNames.Groups] = "test";
        await lab.ShouldNotRestoreAsync("PYENV1004");
    }

    [TestMethod]
    public async Task A_wheel_with_another_hash_than_the_lock_has_is_not_installed()
    {
        using EngineLab lab = Lab();
        string locked = Locked(lab, "words", "main").Replace(Sha256(lab, "words"), Sha256(lab, "shout"), StringComparison.Ordinal);
        lab.Write("app/poetry.lock", locked + "\n[metadata]\nlock-version = \"2.1\"\npython-versions = \"*\"\n");

        await lab.ShouldNotRestoreAsync("PYENV3006");
    }

    [TestMethod]
    public async Task A_lock_beside_requirements_is_taken_only_without_them()
    {
        using EngineLab lab = Lab().Pinned("words==1.0");
        lab.Write("app/uv.lock", "version = 2\n");

        await lab.ShouldRestoreAsync();
        Assert.AreEqual("words", Names(lab));

        lab.Declared[DeclaredNames.Requirements] = "uv.lock";
        await lab.ShouldNotRestoreAsync("PYENV2002");
    }

    private static EngineLab Lab(string? requires = null) => new EngineLab().With(
        new WheelBuilder("greeting", "1.0").WithFile("greeting.py", "import words\n").WithRequires(requires ?? "words"),
        new WheelBuilder("words", "1.0").WithFile("words.py", "VALUE = 1\n"),
        new WheelBuilder("shout", "1.0").WithFile("shout.py", "VALUE = 1\n"));

    private static string Locked(EngineLab lab, string name, string group) => $$"""
        [[package]]
        name = "{{name}}"
        version = "1.0"
        optional = false
        python-versions = "*"
        groups = ["{{group}}"]
        files = [{file = "{{name}}-1.0-py3-none-any.whl", hash = "sha256:{{Sha256(lab, name)}}"}]

        """;

    private static string Greeting(EngineLab lab) => $$"""
        [[package]]
        name = "greeting"
        version = "1.0"
        source = { registry = "../wheels" }
        dependencies = [{ name = "words" }]
        wheels = [{ path = "greeting-1.0-py3-none-any.whl", hash = "sha256:{{Sha256(lab, "greeting")}}" }]
        """;

    private static string Words(EngineLab lab) => $$"""
        [[package]]
        name = "words"
        version = "1.0"
        source = { registry = "../wheels" }
        wheels = [{ path = "words-1.0-py3-none-any.whl", hash = "sha256:{{Sha256(lab, "words")}}" }]
        """;

    private static string Sha256(EngineLab lab, string name) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(lab[$"wheels/{name}-1.0-py3-none-any.whl"])));

    private static string Names(EngineLab lab) =>
        string.Join(' ', lab.Receipt.Packages.Select(package => package.Name).Order(StringComparer.Ordinal));
}
