using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Requirements.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locking;

[TestClass]
internal sealed class LockInputsReaderTests : IDisposable
{
    private readonly TempDirectory _temp = new("inputs");

    public void Dispose() => _temp.Dispose();

    [TestMethod]
    public void Requirements_need_no_pin_and_keep_their_lines()
    {
        _temp.Write("limits.txt", "urllib3<2\n");
        LockInputs inputs = Read(
            "requirements.in", "-c limits.txt\n\n# web\nFlask >= 2\nclick[Dev] ; python_version > '3.8'  # a comment\n");

        CollectionAssert.AreEqual(
            new[] { "flask>=2 4", "click[dev] ; python_version > \"3.8\" 5", "-c urllib3<2 1" }, Entries(inputs).ToArray());
        Assert.IsEmpty(inputs.Diagnostics);
    }

    [TestMethod]
    public void A_lock_of_another_tool_may_be_a_constraint_though_it_has_extras_and_hashes()
    {
        string hash = new('a', 64);
        _temp.Write(
            "base.txt",
            $"celery[redis]==5.2.6 \\\n    --hash=sha256:{hash}\n    # via -r base.in\npip==25.3 ; sys_platform == 'linux'\n");
        LockInputs inputs = Read("test.in", "-c base.txt\npytest\n");

        CollectionAssert.AreEqual(
            new[] { "pytest 2", $"-c celery==5.2.6 --hash=sha256:{hash} 1", "-c pip==25.3 ; sys_platform == \"linux\" 4" }, Entries(inputs).ToArray());
        Assert.IsEmpty(inputs.Diagnostics);
    }

    [TestMethod]
    public void Comments_blanks_and_spelling_change_nothing() => CollectionAssert.AreEqual(
        Texts(Read("a.in", "Foo_Bar>=1,<2\n")), Texts(Read("b.in", "# why\n\nfoo.bar <2, >=1   # because\n")));

    [TestMethod]
    public void An_option_that_changes_the_choice_is_asked_for_and_an_index_is_not() => CollectionAssert.AreEqual(
        new[] { "a", "--no-binary a", "--pre" }, Texts(Read("a.in", "--index-url https://x.example/simple\n--no-binary a\n--pre\na\n")));

    [TestMethod]
    public void A_credential_is_not_kept()
    {
        LockInputs inputs = Read(
            "a.in", "a @ https://user:s3cret-token@x.example/a-1.0-py3-none-any.whl\nb @ https://x.example/b.zip?t=${TOKEN}\n", "v4lue");

        CollectionAssert.AreEqual(
            new[] { "a @ https://x.example/a-1.0-py3-none-any.whl", "b @ https://x.example/b.zip?t=${TOKEN}" }, Texts(inputs));
    }

    [TestMethod]
    public void A_folder_cannot_be_locked() =>
        Assert.AreEqual("PYENV2005", Read("a.in", "-e .\n", folderHasProject: true).Diagnostics.Single().Code);

    [TestMethod]
    public void A_project_gives_its_dependencies_with_the_extras_and_groups_that_are_wanted()
    {
        const string Project = """
            [project]
            name = "Shop"
            requires-python = ">=3.9"
            dependencies = ["flask>=2", "click"]
            [project.optional-dependencies]
            db = ["sqlalchemy"]
            all = ["shop[db]", "redis"]
            [dependency-groups]
            test = ["pytest", { include-group = "Typing_Tools" }]
            typing-tools = ["mypy"]
            """;

        CollectionAssert.AreEqual(new[] { "flask>=2", "click" }, Texts(ReadProject(Project)));
        CollectionAssert.AreEqual(new[] { "flask>=2", "click", "redis", "sqlalchemy" }, Texts(ReadProject(Project, extras: ["all"])));
        CollectionAssert.AreEqual(new[] { "flask>=2", "click", "pytest", "mypy" }, Texts(ReadProject(Project, groups: ["test"])));
        Assert.AreEqual(">=3.9", ReadProject(Project).RequiresPython?.Value);
    }

    [TestMethod]
    [DataRow("[project]\ndependencies = [\"flask>\"]", "2,24 PYENV2002")]
    [DataRow("[project]\ndependencies = \"flask\"", "2,16 PYENV1004")]
    [DataRow("[project]\ndependencies = [1]", "2,17 PYENV1004")]
    [DataRow("[project]\ndependencies = [\"flask @ https://[::1/flask.zip\"]", "2,17 PYENV2002")]
    [DataRow("[project]\ndependencies = [\"flask @ https://h:99999/flask.zip\"]", "2,17 PYENV2002")]
    [DataRow("[project]\ndynamic = [\"dependencies\"]", "2,12 PYENV1004")]
    [DataRow("[project]\nrequires-python = \"three\"", "2,19 PYENV1004")]
    [DataRow("[project]\nrequires-python = 3.11", "2,19 PYENV1004")]
    [DataRow("[project", "1,9 PYENV1004")]
    public void What_is_wrong_in_a_project_is_told_at_its_place(string project, string expected)
    {
        PythonEnv.Diagnostics.Diagnostic found = ReadProject(project).Diagnostics.Single();

        Assert.AreEqual(expected, $"{found.Where.Line},{found.Where.Column} {found.Code}", found.ToString());
    }

    [TestMethod]
    [DataRow("", "Write what it uses into `requirements.in`")]
    [DataRow("[tool.setuptools.dynamic]\ndependencies = { file = 'a.txt' }", "as `PythonEnvLockFrom`: `a.txt`")]
    [DataRow("[tool.setuptools.dynamic.dependencies]\nfile = ['a.txt', 'b.txt']", "as `PythonEnvLockFrom`: `a.txt;b.txt`")]
    public void Dependencies_that_only_the_build_knows_may_stand_in_lists_that_it_reads(string tool, string way) =>
        StringAssert.EndsWith(ReadProject($"[project]\ndynamic = ['dependencies']\n{tool}\n").Diagnostics.Single().Remedy, way);

    [TestMethod]
    public void Extras_that_only_the_build_knows_are_refused_where_one_is_wanted()
    {
        const string Project = "[project]\ndependencies = [\"flask\"]\ndynamic = [\"version\", \"optional-dependencies\"]";

        CollectionAssert.AreEqual(new[] { "flask" }, Texts(ReadProject(Project)));
        Assert.IsEmpty(ReadProject(Project).Diagnostics);
        PythonEnv.Diagnostics.Diagnostic found = ReadProject(Project, extras: ["db"]).Diagnostics.Single();
        Assert.AreEqual("3,23 PYENV1004", $"{found.Where.Line},{found.Where.Column} {found.Code}", found.ToString());
    }

    [TestMethod]
    public void Groups_that_include_each_other_are_refused()
    {
        LockInputs inputs = ReadProject(
            "[dependency-groups]\na = [{ include-group = \"b\" }]\nb = [{ include-group = \"a\" }]\n", groups: ["a"]);

        StringAssert.Contains(inputs.Diagnostics.Single().Message, "`a` → `b` → `a`");
    }

    [TestMethod]
    public void A_group_that_many_include_is_read_once()
    {
        const int Levels = 40;
        string chain = string.Concat(Enumerable.Range(0, Levels).Select(
            i => $"g{i} = [{{ include-group = \"g{i + 1}\" }}, {{ include-group = \"g{i + 1}\" }}]\n"));

        LockInputs inputs = ReadProject($"[dependency-groups]\n{chain}g{Levels} = [\"pytest\"]\n", groups: ["g0", "g1"]);

        CollectionAssert.AreEqual(new[] { "pytest" }, Texts(inputs));
    }

    [TestMethod]
    public void The_marker_of_a_requirement_on_the_project_itself_counts_for_what_its_extra_requires()
    {
        LockInputs inputs = ReadProject(
            """
            [project]
            name = "shop"
            dependencies = ["shop[win] ; sys_platform == 'win32'"]
            [project.optional-dependencies]
            win = ["pywin32", "wmi ; python_version < '3.12' or os_name == 'nt'", "shop[more] ; python_version < '3.12'"]
            more = ["more", "shop[win]"]
            """, extras: ["more"]);

        CollectionAssert.AreEqual(
            new[]
            {
                "more",
                "pywin32 ; sys_platform == \"win32\"",
                "wmi ; sys_platform == \"win32\" and (python_version < \"3.12\" or os_name == \"nt\")",
                "pywin32",
                "wmi ; python_version < \"3.12\" or os_name == \"nt\"",
                "more ; sys_platform == \"win32\" and python_version < \"3.12\"",
                "more ; python_version < \"3.12\"",
                "pywin32 ; sys_platform == \"win32\" and python_version < \"3.12\"",
                "wmi ; sys_platform == \"win32\" and python_version < \"3.12\" and (python_version < \"3.12\" or os_name == \"nt\")",
                "pywin32 ; python_version < \"3.12\"",
                "wmi ; python_version < \"3.12\" and (python_version < \"3.12\" or os_name == \"nt\")",
            },
            Texts(inputs));
        Assert.IsEmpty(inputs.Diagnostics);
    }

    [TestMethod]
    [DataRow("[project.optional-dependencies]\na_b = [\"x\"]\nA-b = [\"y\"]\n", "3,1 the extra `A-b` is declared twice")]
    [DataRow("[dependency-groups]\na_b = [\"x\"]\nA-b = [\"y\"]\n", "3,1 the group `A-b` is declared twice")]
    [DataRow("[project]\nname = \"shop\"\ndependencies = [\"shop[nope]\"]\n", "3,17 there is no extra `nope`")]
    [DataRow("[dependency-groups]\na = [{ include = \"b\" }]\n", "2,6 a table in a group includes another group")]
    public void A_name_that_leads_to_nothing_or_to_two_things_is_told(string project, string expected)
    {
        PythonEnv.Diagnostics.Diagnostic found = ReadProject(project).Diagnostics.First();

        StringAssert.StartsWith($"{found.Where.Line},{found.Where.Column} {found.Message}", expected);
        Assert.AreEqual("PYENV1004", found.Code);
    }

    [TestMethod]
    public void An_extra_or_a_group_that_nobody_declares_is_refused()
    {
        LockInputs inputs = ReadProject("[project]\ndependencies = []\n", extras: ["db"], groups: ["test"]);

        CollectionAssert.AreEqual(new[] { "PYENV1004", "PYENV1004" }, inputs.Diagnostics.Select(found => found.Code).ToArray());
    }

    [TestMethod]
    public void Overrides_are_requirements_or_files_of_them()
    {
        string file = _temp.Write("overrides.txt", "numpy==1.26 ; sys_platform == 'linux'\n");
        string input = _temp.Write("a.in", "a\n");

        LockInputs inputs = Read(new LockSources { From = [input], Overrides = ["urllib3<2", file, "no one"] });

        CollectionAssert.AreEqual(
            new[] { "a", "--override urllib3<2", "--override numpy==1.26 ; sys_platform == \"linux\"" }, Texts(inputs));
        StringAssert.Contains(inputs.Diagnostics.Single().Message, "`no one`");
    }

    [TestMethod]
    public void Where_distributions_come_from_is_kept_without_a_secret()
    {
        LockInputs inputs = Read(
            "a.in",
            """
            --index-url https://replaced.example.com/simple
            --index-url https://ada:${TOKEN}@pypi.example.com/simple --trusted-host pypi.example.com
            --extra-index-url https://ada:hunter2@more.example.com/simple
            --extra-index-url https://feed.example.com/${TOKEN}/simple
            --find-links https://files.example.com/?token=hunter2
            --pre
            a
            """, "s3cret-token");
        var request = new LockRequest
        {
            Path = _temp["locks/a.txt"],
            From = [_temp["a.in"]],
            Inputs = inputs,
            Targets = [],
            Python = "3.11",
        };

        string lines = string.Join('|', request.SourceLines);

        Assert.AreEqual(
            "--index-url https://ada:${TOKEN}@pypi.example.com/simple|--trusted-host pypi.example.com"
                + "|--extra-index-url https://more.example.com/simple|--extra-index-url https://feed.example.com/${TOKEN}/simple",
            lines);
        Assert.IsEmpty((request with { Path = _temp["pylock.toml"] }).SourceLines);
    }

    private LockInputs Read(string name, string text, string token = "", bool folderHasProject = false)
    {
        if (folderHasProject)
            _temp.Write("pyproject.toml", "[project]\nname = \"x\"\n");
        return Read(new LockSources { From = [_temp.Write(name, text)] }, token);
    }

    private LockInputs ReadProject(string text, string[]? extras = null, string[]? groups = null) => Read(
        new LockSources { From = [_temp.Write("pyproject.toml", text)], Extras = [.. extras ?? []], Groups = [.. groups ?? []] });

    private LockInputs Read(LockSources sources, string token = "") => LockInputsReader.Read(
        sources,
        new RequirementsReadOptions { WorkingDirectory = _temp.Path, EnvironmentVariable = name => name == "TOKEN" ? token : null });

    private static string[] Texts(LockInputs inputs) => [.. InputList.Of(inputs, []).Select(input => input.Text)];

    private static IEnumerable<string> Entries(LockInputs inputs) =>
        InputList.Of(inputs, []).Select(input => $"{input.Text} {input.Where.Line}");
}
