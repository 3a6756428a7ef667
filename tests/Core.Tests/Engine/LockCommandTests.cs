using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Locking;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class LockCommandTests : IDisposable
{
    private readonly EngineLab _lab = new EngineLab().With(
        new WheelBuilder("web", "2.0").WithRequires("click>=8").WithFile("web.py", ""),
        new WheelBuilder("web", "1.0").WithRequires("click").WithFile("web.py", ""),
        new WheelBuilder("click", "8.1").WithFile("click.py", ""),
        new WheelBuilder("click", "8.0").WithFile("click.py", ""),
        new WheelBuilder("shell", "1.0").WithRequires("click>=8")
            .WithRequires("colorama; sys_platform == 'win32'")
            .WithFile("shell.py", ""),
        new WheelBuilder("colorama", "0.4").WithFile("colorama.py", ""));

    public void Dispose() => _lab.Dispose();

    [TestMethod]
    public async Task The_path_of_a_wheel_stays_as_it_is_written_so_that_another_checkout_has_the_same_lock()
    {
        string wheel = new WheelBuilder("own", "1.0").WithFile("own.py", "").WriteTo(_lab["app/vendor"]);
        Ask($"./vendor/{Path.GetFileName(wheel)} ; python_version > '3'", "click");

        Lock();

        StringAssert.Contains(Text, $"\n./vendor/{Path.GetFileName(wheel)} \\\n    --hash=sha256:");
        Assert.DoesNotContain(_lab.Root, Text);
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes, _lab.Log.ToString());
    }

    [TestMethod]
    public async Task What_is_asked_for_is_pinned_with_what_it_requires_and_installs()
    {
        Ask("web");

        Lock();

        Assert.AreEqual("click==8.1 web==2.0", Pins());
        StringAssert.Contains(Text, "# via web");
        StringAssert.Contains(Text, "# via requirements.in");
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes);
    }

    [TestMethod]
    public async Task A_lock_in_which_extras_stand_may_be_declared_as_constraints()
    {
        _lab.Write("app/base.txt", "web[full]==1.0\n");
        _lab.Declared[DeclaredNames.Constraints] = "base.txt";
        Ask("web");

        Lock();

        Assert.AreEqual("click==8.1 web==1.0", Pins());
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes, _lab.Log.ToString());
    }

    [TestMethod]
    public void A_lock_of_several_platforms_has_what_one_of_them_needs()
    {
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64;linux-musl-x64;osx-arm64";
        Ask("shell");

        Lock();

        Assert.AreEqual("click==8.1 colorama==0.4 ; sys_platform == \"win32\" shell==1.0", Pins());
    }

    [TestMethod]
    public void An_extra_counts_on_the_platforms_that_ask_for_it()
    {
        _lab.With(new WheelBuilder("serve", "1.0").WithFile("serve.py", "").WithRequires("colorama; extra == 'full' and os_name == 'nt'")
            .WithHeader("Provides-Extra: full"));
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64";
        Ask("serve ; os_name == 'nt'", "serve[full] ; os_name != 'nt'");

        Lock();

        Assert.AreEqual("serve==1.0", Pins());
    }

    [TestMethod]
    [DataRow("[tool.uv.sources]\nclick = { path = '../click' }", "sources", "Write the URL into the requirement, or declare `PythonEnvPackageIndexes`")]
    [DataRow("[tool.uv]\nconstraint-dependencies = ['click<8']", "constraint-dependencies", "Declare it as `PythonEnvConstraints`")]
    [DataRow("[tool.uv]\noverride-dependencies = ['click<8']", "override-dependencies", "Declare it as `PythonEnvOverrides`")]
    [DataRow("[tool.uv]\nexclude-newer = '2024-01-01T00:00:00Z'", "exclude-newer", "Declare it as `PythonEnvUploadedBefore`")]
    [DataRow("[tool.uv]\nprerelease = 'allow'", "prerelease", "Declare it as `PythonEnvPrerelease`")]
    [DataRow("[tool.uv]\nresolution = 'lowest'", "resolution", "Declare it as `PythonEnvResolution`")]
    [DataRow("[[tool.uv.index]]\nurl = 'https://example.com'", "index", "Declare it as `PythonEnvIndexUrl` or `PythonEnvPackageIndexes`")]
    [DataRow("[tool.uv]\nenvironments = ['sys_platform == \"linux\"']", "environments", "Declare it as `PythonEnvTargetRids`")]
    public async Task What_only_uv_reads_of_a_project_is_told_when_it_is_locked(string table, string key, string remedy)
    {
        _lab.Write("app/pyproject.toml", "[project]\nname = 'app'\nversion = '1'\ndependencies = ['click']\n" + table + "\n");

        Lock();

        Diagnostic told = _lab.Log.Diagnostics.Single();
        Assert.AreEqual($"PYENV1004 `tool.uv.{key}` is not read", $"{told.Code} {told.Problem}");
        Assert.AreEqual(remedy, told.Remedy);
        Assert.IsGreaterThan(4, told.Where.Line);
        Assert.AreEqual("click==8.1", Pins());
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes, _lab.Log.ToString());
    }

    [TestMethod]
    public void What_only_uv_reads_is_not_lost_where_the_project_declares_it_too()
    {
        _lab.Write("app/pyproject.toml", "[project]\nname = 'app'\nversion = '1'\ndependencies = ['click']\n[tool.uv]\nresolution = 'highest'\n");
        _lab.Declared[DeclaredNames.Resolution] = "lowest";

        Lock();

        Assert.IsEmpty(_lab.Log.Diagnostics, _lab.Log.ToString());
        Assert.AreEqual("click==8.0", Pins());
    }

    [TestMethod]
    [DataRow("7 days")]
    [DataRow("2 weeks")]
    public async Task A_lock_of_files_of_an_age_is_fresh_in_every_build(string age)
    {
        _lab.Declared[DeclaredNames.UploadedBefore] = age;
        Ask("web");
        Lock();
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes, _lab.Log.ToString());

        _lab.Declared[DeclaredNames.UploadedBefore] = "3 days";
        await _lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6001" }, _lab.Log.WarningCodes.ToArray(), _lab.Log.ToString());
    }

    [TestMethod]
    public async Task A_pylock_of_nothing_is_a_lock()
    {
        _lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        Ask("click ; python_version < '3.0'");

        Lock();

        StringAssert.Contains(File.ReadAllText(_lab["app/pylock.toml"]), "packages = []");
        await _lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task A_version_whose_METADATA_is_of_an_unknown_format_is_not_locked()
    {
        _lab.With(
            new WheelBuilder("future", "1.0").WithFile("future.py", ""),
            new WheelBuilder("future", "2.0") { MetadataVersion = "3.0" }.WithFile("future.py", ""));
        Ask("future");

        Lock();

        Assert.AreEqual("future==1.0", Pins());
        await _lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public void A_pylock_is_written_where_it_is_declared()
    {
        _lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        Ask("web<2");

        Lock();

        string text = File.ReadAllText(_lab["app/pylock.toml"]);
        StringAssert.Contains(text, "name = \"web\"\nversion = \"1.0\"");
        StringAssert.Contains(text, "path = \"../wheels/web-1.0-py3-none-any.whl\"");
    }

    [TestMethod]
    public void A_fresh_lock_is_left_alone_and_a_pin_stays_until_it_is_asked_to_move()
    {
        Ask("web", "click==8.0");
        Lock();
        string first = Text;

        Lock();
        Assert.AreEqual(first, Text);
        CollectionAssert.AreEqual(new[] { "requirements.txt is up to date" }, _lab.Log.Outputs.ToArray());

        Ask("web", "click");
        Lock();
        Assert.AreEqual("click==8.0 web==2.0", Pins());

        _lab.Declared[DeclaredNames.Upgrade] = "click";
        Lock();
        Assert.AreEqual("click==8.1 web==2.0", Pins());
        Assert.Contains("~ click 8.0 → 8.1: upgraded", _lab.Log.Outputs);
    }

    [TestMethod]
    public void A_file_that_was_republished_is_locked_anew_where_its_name_is_given()
    {
        Ask("click==8.0");
        Lock();
        string first = Text;
        _lab.With(new WheelBuilder("click", "8.0").WithFile("click.py", "again = 1\n"));

        Lock();
        Assert.AreEqual(first, Text);

        _lab.Declared[DeclaredNames.Upgrade] = "click";
        Lock();
        Assert.AreEqual("click==8.0", Pins());
        StringAssert.Contains(Text, Digest.OfFile(_lab["wheels/click-8.0-py3-none-any.whl"])!);
    }

    [TestMethod]
    [DataRow("click\nweb==1.0\n-c limits.txt\n", "click is 8.0 and not 8.1: `click<8.1` stands in limits.txt(1)")]
    [DataRow("click==8.0\nweb==1.0\n", "click is 8.0 and not 8.1: `click==8.0` stands in requirements.in(1)")]
    [DataRow("click\nold==1.0\n", "click is 8.0 and not 8.1: old 1.0 requires `click<8.1`")]
    [DataRow("click\nweb==1.0\n", "")]
    public void Whoever_asks_for_an_upgrade_in_vain_is_told_what_limits_it(string input, string told)
    {
        _lab.With(new WheelBuilder("old", "1.0").WithRequires("click<8.1").WithFile("old.py", ""));
        _lab.Write("app/limits.txt", "click<8.1\n");
        _lab.Write("app/requirements.in", input);
        Lock();
        _lab.Declared[DeclaredNames.Upgrade] = "click";

        Lock();

        Assert.AreEqual(told, string.Join('\n', _lab.Log.Outputs.Where(line => line.Contains(" and not ", StringComparison.Ordinal))));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("requirements.in")]
    public void A_folder_where_the_input_should_be_is_told_as_that(string declared)
    {
        Directory.CreateDirectory(_lab["app/requirements.in"]);
        _lab.Declared[DeclaredNames.LockFrom] = declared;

        _lab.Run(engine => engine.Lock(default));

        CollectionAssert.AreEqual(new[] { "PYENV2001" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
    }

    [TestMethod]
    public void A_lock_that_cant_be_written_blames_its_own_folder()
    {
        Ask("web");
        _lab.Write("app/locks", "a file");
        _lab.Declared[DeclaredNames.Requirements] = "locks/requirements.txt";

        _lab.Run(engine => engine.Lock(default));

        CollectionAssert.AreEqual(new[] { "PYENV4002" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.Errors.Single().ToString(), $"The folder is `{_lab["app/locks"]}`");
    }

    [TestMethod]
    public void A_page_for_people_is_no_name_that_is_not_there()
    {
        using LoopbackIndex index = new();
        index.Inject(LoopbackIndex.PagePath("web"), (_, _) => new LoopbackResponse(200, "<html><body>Sign in</body></html>"u8.ToArray())
            .With("Content-Type", "text/html"));
        _lab.Declared.Remove(DeclaredNames.FindLinks);
        _lab.Declared.Remove(DeclaredNames.NoIndex);
        _lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        Ask("web");

        _lab.Run(engine => engine.Lock(CancellationToken.None));

        Diagnostic found = _lab.Log.Errors.Single();
        Assert.AreEqual("PYENV3001", found.Code);
        StringAssert.Contains(found.Evidence, "names no file of `web`");
        StringAssert.Contains(found.Remedy, "login");
    }

    [TestMethod]
    public void An_override_is_the_reason_for_what_it_changes()
    {
        Ask("click<9");
        Lock();
        _lab.Declared[DeclaredNames.Overrides] = "click==8.0";

        Lock();

        Assert.AreEqual("click==8.0", Pins());
        Assert.Contains("~ click 8.1 → 8.0: `click==8.0` is declared as an override", _lab.Log.Outputs);
    }

    [TestMethod]
    public void A_name_that_is_not_in_the_lock_is_no_upgrade_and_nothing_is_written()
    {
        Ask("web");
        Lock();
        string first = Text;
        Ask("web", "colorama");
        _lab.Declared[DeclaredNames.Upgrade] = "Colorama;clik;web";

        _lab.Run(engine => engine.Lock(default));

        CollectionAssert.AreEqual(
            new[] { "`clik` can't be upgraded. It is not in `requirements.txt`, and nothing that is locked asks for it. Name a distribution of the lock, or `all`." },
            _lab.Log.Errors.Select(error => error.Message).ToArray());
        Assert.AreEqual(first, Text);
    }

    [TestMethod]
    public void An_edited_input_is_written_with_its_lock_or_not_at_all()
    {
        string input = _lab["app/requirements.in"];

        Edit("web\nnowhere-to-be-found\n");
        CollectionAssert.AreEqual(new[] { "PYENV3001" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        Assert.AreEqual(new SourceSpan(input, 2, 1), _lab.Log.Errors.Single().Where with { Length = 0 });
        Assert.IsFalse(File.Exists(input) || File.Exists(_lab["app/requirements.txt"]));

        Edit("web\n");
        Assert.IsEmpty(_lab.Log.Errors, _lab.Log.ToString());
        Assert.AreEqual("web\n", File.ReadAllText(input));
        string first = Text;

        // What says the same leaves the lock as it is.
        Edit("web  # for the site\n");
        Assert.AreEqual("web  # for the site\n", File.ReadAllText(input));
        Assert.AreEqual(first, Text);

        // An input that stands there is the last to be written.
        _lab.Declared[DeclaredNames.Requirements] = "locks/requirements.txt";
        _lab.Declared[DeclaredNames.LockFrom] = "requirements.in";
        _lab.Write("app/locks", "a file");
        Edit("web\nclick\n");
        CollectionAssert.AreEqual(new[] { "PYENV4002" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        Assert.AreEqual("web  # for the site\n", File.ReadAllText(input));

        void Edit(string text)
        {
            RestoreContext context = RestoreContext.Open(_lab.Values, new MemoryLog(), _lab.Host);
            LockPlace place = LockPlace.Find(context, LockQuestion.ReadOptions(context))!;
            _lab.Run(engine => engine.Lock(place, Draft(input, text), default));
        }
    }

    [TestMethod]
    public void A_place_that_only_the_lock_of_another_tool_names_is_told_when_it_is_left()
    {
        // Windows' paths lose their backslashes in a line, as in pip.
        string own = OperatingSystem.IsWindows() ? "" : $"--find-links {_lab["wheels"]}\n";
        _lab.Write(
            "app/requirements.txt",
            $"--find-links https://ada:hunter2@files.example.com/py/\n{own}click==8.0\n    # via -r requirements.in\n");
        Ask("click");

        Lock();

        Assert.AreEqual("click==8.0", Pins());
        Assert.AreEqual(
            "requirements.txt named `https://files.example.com/py/`, which nothing else does: it is not asked any more. "
                + "Write it into requirements.in to go on with it",
            _lab.Log.Outputs.Single(line => line.Contains("named", StringComparison.Ordinal)));

        Ask("click<9");
        Lock();
        Assert.DoesNotContain("named", string.Join('\n', _lab.Log.Outputs));
    }

    [TestMethod]
    public void An_edit_of_a_list_that_becomes_the_input_says_so()
    {
        _lab.Write("app/requirements.txt", "web==1.0\nclick==8.0\n");
        string input = _lab["app/requirements.in"];
        RestoreContext context = RestoreContext.Open(_lab.Values, new MemoryLog(), _lab.Host);
        LockPlace place = LockPlace.Find(context, LockQuestion.ReadOptions(context))!;

        _lab.Run(engine => engine.Lock(place, Draft(input, "web\nclick==8.0\n"), default));

        Assert.IsEmpty(_lab.Log.Errors, _lab.Log.ToString());
        Assert.AreEqual("web\nclick==8.0\n", File.ReadAllText(input));
        Assert.AreEqual("click==8.0 web==1.0", Pins());
        Assert.Contains("What was in requirements.txt is in requirements.in now: edit that, and commit both", _lab.Log.Outputs);
    }

    [TestMethod]
    public void What_somebody_else_writes_while_a_lock_is_made_is_not_lost()
    {
        Ask("web");
        Lock();
        string input = _lab["app/requirements.in"];
        string path = _lab["app/requirements.txt"];
        string first = Text;

        // Another command adds something to the input, or moves a pin of the lock.
        foreach (string touched in (string[])[input, path])
        {
            (LockPlace place, InputDraft draft) = (Place(), Draft(input, "web\nclick\n"));
            string before = File.ReadAllText(touched);
            File.AppendAllText(touched, "# theirs\n");

            _lab.Run(engine => engine.Lock(place, draft, default));

            CollectionAssert.AreEqual(new[] { "PYENV4004" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
            Assert.AreEqual(new SourceSpan(touched), _lab.Log.Errors.Single().Where);
            Assert.AreEqual(before + "# theirs\n", File.ReadAllText(touched));
            Assert.AreEqual(touched == input ? first : "web\n", File.ReadAllText(touched == input ? path : input));
            File.WriteAllText(touched, before);
        }

        // What needs no other lock is no exception.
        (LockPlace same, InputDraft remark) = (Place(), Draft(input, "web  # for the site\n"));
        File.AppendAllText(input, "# theirs\n");
        _lab.Run(engine => engine.Lock(same, remark, default));
        CollectionAssert.AreEqual(new[] { "PYENV4004" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        File.WriteAllText(input, "web\n");

        // Whoever wrote the very same is in nobody's way.
        (LockPlace late, InputDraft again) = (Place(), Draft(input, "web\nclick\n"));
        _lab.Run(engine => engine.Lock(Place(), Draft(input, "web\nclick\n"), default));
        _lab.Run(engine => engine.Lock(late, again, default));
        Assert.IsEmpty(_lab.Log.Errors, _lab.Log.ToString());

        LockPlace Place()
        {
            RestoreContext context = RestoreContext.Open(_lab.Values, new MemoryLog(), _lab.Host);
            return LockPlace.Find(context, LockQuestion.ReadOptions(context))!;
        }
    }

    private static InputDraft Draft(string input, string text) =>
        new(input, System.Text.Encoding.UTF8.GetBytes(text), File.Exists(input) ? File.ReadAllBytes(input) : null);

    [TestMethod]
    public void A_project_that_runs_on_none_of_its_platforms_is_told_once()
    {
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64;osx-arm64@3.10";
        _lab.Write("app/pyproject.toml", "[project]\nname = 'app'\nversion = '1'\nrequires-python = '>=3.99'\ndependencies = ['click']\n");

        _lab.Run(engine => engine.Lock(default));

        string[] problems = [.. _lab.Log.Errors.Select(error => error.Problem)];
        CollectionAssert.AreEqual(
            new[] { "the project does not run on win-x64, linux-x64", "the project does not run on osx-arm64@3.10" }, problems);
    }

    [TestMethod]
    public void A_version_that_a_file_replaces_was_not_removed_from_the_index()
    {
        Ask("click");
        Lock();
        string wheel = new WheelBuilder("click", "7.5").WithFile("click.py", "").WriteTo(_lab["app/vendor"]);
        Ask($"./vendor/{Path.GetFileName(wheel)}");

        Lock();

        Assert.Contains($"`./vendor/{Path.GetFileName(wheel)}` is declared", string.Join('\n', _lab.Log.Outputs));
    }

    [TestMethod]
    public void A_name_that_only_another_environment_has_is_left_to_that_one()
    {
        Ask("web");
        Lock();
        _lab.Declared[DeclaredNames.Upgrade] = "clik;clok";
        string other = _lab.Write("docs.txt", "clik==1.0\n");
        _lab.Others = [_lab.Values with { Environment = "docs", Values = name => name == DeclaredNames.Requirements ? other : "" }];

        _lab.Run(engine => engine.Lock(default));

        StringAssert.StartsWith(_lab.Log.Errors.Single().Message, "`clok` can't be upgraded.");

        _lab.Declared[DeclaredNames.Upgrade] = "clik";
        _lab.Run(engine => engine.Lock(default));
        Assert.IsEmpty(_lab.Log.Errors, _lab.Log.ToString());

        // Its lock is older than what asks for the name.
        _lab.Write("docs.txt", "web==1.0\n");
        _lab.Write("docs.in", "clik\n");
        _lab.Run(engine => engine.Lock(default));
        Assert.IsEmpty(_lab.Log.Errors, _lab.Log.ToString());

        _lab.OfItem = [DeclaredNames.Upgrade];
        _lab.Run(engine => engine.Lock(default));
        StringAssert.StartsWith(_lab.Log.Errors.Single().Message, "`clik` can't be upgraded.");
    }

    [TestMethod]
    public void A_lock_that_another_one_is_made_from_comes_before_it()
    {
        _lab.Write("app/base.in", "web\n");
        _lab.Write("app/test.in", "-r base.txt\n");
        _lab.Write("app/docs.in", "-c limits.txt\n");
        _lab.Write("app/limits.txt", "-r test.txt\n");
        _lab.Write("app/one.in", "-c two.txt\n");
        _lab.Write("app/two.in", "-c one.txt\n");

        IReadOnlyList<DeclaredValues> order = LockOrder.Of(
            [.. new[] { "docs", "one", "two", "gone", "test", "base" }.Select(Layer)], _lab.Host);

        Assert.AreEqual("base test docs two one gone", string.Join(' ', order.Select(environment => environment.Environment)));

        DeclaredValues Layer(string name) => _lab.Values with
        {
            Environment = name,
            Values = declared => declared == DeclaredNames.Requirements ? $"{name}.txt" : "",
        };
    }

    [TestMethod]
    public async Task A_build_says_that_its_lock_is_old_and_a_verification_fails()
    {
        Ask("web");
        Lock();
        await _lab.ShouldRestoreAsync();

        Ask("# more", "web", "colorama");
        StringAssert.Contains(_lab.Look(), "requirements.in");
        await _lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6001" }, _lab.Log.WarningCodes.ToArray());
        StringAssert.Contains(_lab.Log.ToString(), "requirements.in(3,1): warning PYENV6001");
        Assert.AreEqual("", _lab.Look());

        await _lab.ShouldVerifyAsync("PYENV6001");

        _lab.Declared[DeclaredNames.Mode] = "Verify";
        Assert.AreNotEqual("", _lab.Look(), "what was warned of is weighed anew");
        await _lab.ShouldNotRestoreAsync("PYENV6001");
        Assert.IsEmpty(_lab.Log.WarningCodes);
    }

    [TestMethod]
    public async Task What_is_asked_for_is_direct_though_another_one_requires_it()
    {
        Ask("click", "web");
        Lock();

        Receipt receipt = await _lab.ShouldRestoreAsync();

        Assert.IsTrue(receipt.Packages.All(package => package.IsDirect));
        Ask("web");
        Lock();
        receipt = await _lab.ShouldRestoreAsync();
        Assert.AreEqual("web", receipt.Packages.Single(package => package.IsDirect).Name);
    }

    [TestMethod]
    [DataRow("pyproject.toml", "[project]\nname = \"a\"\ndependencies = [\"web\"]\n")]
    [DataRow("Pipfile", "[packages]\nweb = \"*\"\n")]
    [DataRow("environment.yml", "name: a\ndependencies:\n  - web\n")]
    [DataRow("setup.py", "from setuptools import setup\nsetup(name='a', install_requires=['web'])\n")]
    [DataRow("package.json", "{\n  \"name\": \"a\"\n}\n")]
    [DataRow("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />\n")]
    [DataRow("wanted.in", "web\n")]
    public void A_file_that_is_no_lock_is_never_overwritten(string name, string text)
    {
        Ask("web");
        _lab.Write($"app/{name}", text);
        _lab.Declared[DeclaredNames.Requirements] = name;

        Run(engine => engine.Lock(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV1004" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        Assert.AreEqual(text, File.ReadAllText(_lab[$"app/{name}"]));
    }

    [TestMethod]
    public void A_lock_is_not_made_from_itself()
    {
        _lab.Pinned("web");
        _lab.Declared[DeclaredNames.LockFrom] = "requirements.txt";

        Run(engine => engine.Lock(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV1004" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        Assert.AreEqual("web\n", Text);
    }

    [TestMethod]
    public void A_pipe_that_a_link_of_the_locks_name_leads_to_stays_one()
    {
        Requires.Posix("pipes");
        _lab.Write("shared/.keep", "");
        SpecialFile.Pipe(_lab["shared/pipe"]);
        Ask("web");
        File.CreateSymbolicLink(_lab["app/requirements.txt"], "../shared/pipe");

        Lock();

        Assert.IsTrue(RegularFile.IsSpecial(_lab["shared/pipe"]));
        Assert.AreEqual("click==8.1 web==2.0", Pins());
    }

    [TestMethod]
    public void A_lock_that_is_shared_by_a_link_stays_shared()
    {
        Requires.Posix("symbolic links");
        _lab.Write("shared/requirements.txt", "");
        File.CreateSymbolicLink(_lab["app/requirements.txt"], "../shared/requirements.txt");
        Ask("web");

        Lock();

        Assert.AreEqual("click==8.1 web==2.0", Pins());
        StringAssert.Contains(File.ReadAllText(_lab["shared/requirements.txt"]), "web==2.0");
    }

    [TestMethod]
    public async Task A_comment_in_the_input_makes_no_lock_old()
    {
        Ask("web");
        Lock();

        Ask("# why", "", "web");
        await _lab.ShouldRestoreAsync();

        Assert.IsEmpty(_lab.Log.WarningCodes);
    }

    [TestMethod]
    public async Task An_edited_lock_is_a_warning_and_one_for_others_an_error()
    {
        Ask("web");
        Lock();
        _lab.Write("app/requirements.txt", Text.Replace("via web", "via nobody", StringComparison.Ordinal));
        await _lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6002" }, _lab.Log.WarningCodes.ToArray());

        _lab.Declared[DeclaredNames.TargetRids] = "osx-arm64";
        await _lab.ShouldNotRestoreAsync("PYENV6003");
    }

    [TestMethod]
    [DataRow("requirements.txt", "pythonenv-lock: 1", "pythonenv-lock: 9", 3)]
    [DataRow("requirements.txt", "inputs: ", "input: ", 3)]
    [DataRow("pylock.toml", "inputs: ", "input: ", 0)]
    public async Task A_lock_whose_record_is_damaged_is_not_taken_for_one_that_nobody_has_to_keep(
        string file, string before, string after, int line)
    {
        _lab.Declared[DeclaredNames.Requirements] = file;
        Ask("web");
        Lock();
        string path = _lab.Write($"app/{file}", File.ReadAllText(_lab[$"app/{file}"]).Replace(before, after, StringComparison.Ordinal));

        await _lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV6002" }, _lab.Log.WarningCodes.ToArray(), _lab.Log.ToString());
        SourceSpan where = _lab.Receipt.Warnings.Single().Where;
        Assert.AreEqual(path, where.File);
        Assert.AreEqual(line > 0 ? line : where.Line, where.Line);
        await _lab.ShouldVerifyAsync("PYENV6002");
    }

    [TestMethod]
    public void A_conflict_is_told_at_the_line_that_asks_and_the_old_lock_stays()
    {
        Ask("web==1.0");
        Lock();
        string before = Text;

        Ask("click<8", "web>=2");
        Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual(before, Text);
        StringAssert.Contains(_lab.Log.Errors.Single().ToString(), "requirements.in(");
    }

    [TestMethod]
    public void A_hash_in_the_input_is_one_that_the_lock_has_to_have()
    {
        Ask("click==8.1");
        Lock();
        string digest = Text[Text.IndexOf("sha256:", Text.IndexOf("click==", StringComparison.Ordinal), StringComparison.Ordinal)..][..71];
        string before = Text;

        Ask($"click==8.1 --hash=sha256:{new string('0', 64)}");
        Diagnostic mismatch = Assert.ThrowsExactly<PythonEnvException>(() => Run(engine => engine.Lock(CancellationToken.None))).Diagnostic;

        Assert.AreEqual("PYENV3006", mismatch.Code);
        StringAssert.Contains(mismatch.ToString(), "requirements.in(1,1)");
        Assert.AreEqual(before, Text);

        Ask($"click==8.1 --hash=sha256:{new string('0', 64)} --hash={digest}");
        Lock();
        Assert.AreEqual("click==8.1", Pins());
    }

    [TestMethod]
    public void A_name_that_nobody_has_says_where_it_was_looked_for()
    {
        Ask("wed");

        Run(engine => engine.Lock(CancellationToken.None));

        string message = _lab.Log.Errors.Single().Message;
        StringAssert.Contains(message, $"nothing in {_lab["wheels"]} has `wed`");
    }

    [TestMethod]
    public void A_bare_list_becomes_the_input_of_a_lock_in_one_command()
    {
        _lab.Pinned("# ours", "web", "click==8.0");

        Lock();

        Assert.AreEqual("# ours\nweb\nclick==8.0\n", File.ReadAllText(_lab["app/requirements.in"]));
        Assert.AreEqual("click==8.0 web==2.0", Pins());
        StringAssert.Contains(Text, "#   requirements.in\n");
    }

    [TestMethod]
    public async Task What_is_installed_is_frozen_in_its_versions()
    {
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual("click==8.0 web==1.0", Pins());
        StringAssert.Contains(Text, "--hash=sha256:");
        await _lab.ShouldRestoreAsync();
    }

    [TestMethod]
    [DataRow("loader==1.0\nsetuptools==80.0", "loader==1.0 setuptools==80.0", DisplayName = "a distribution asks for it")]
    [DataRow("setuptools==80.0", "setuptools==80.0", DisplayName = "somebody wrote it")]
    public async Task A_tool_of_an_environment_is_frozen_where_something_asks_for_it(string pins, string frozen)
    {
        _lab.With(
            new WheelBuilder("setuptools", "80.0").WithFile("setuptools/__init__.py", ""),
            new WheelBuilder("loader", "1.0").WithRequires("setuptools").WithFile("loader.py", ""));
        _lab.Pinned(pins);
        await _lab.ShouldRestoreAsync();
        // As `venv` puts it there.
        Directory.CreateDirectory(_lab.Site("pip-25.0.dist-info"));
        File.WriteAllText(_lab.Site("pip-25.0.dist-info/METADATA"), "Metadata-Version: 2.1\nName: pip\nVersion: 25.0\n");

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual(frozen, Pins());
    }

    [TestMethod]
    [DataRow("", DisplayName = "by the receipt")]
    [DataRow("linux-x64", DisplayName = "by the index")]
    public async Task A_frozen_lock_says_who_asks_for_what(string targets)
    {
        if (targets.Length > 0)
            Requires.Posix("a platform that the lock names");
        _lab.Declared[DeclaredNames.TargetRids] = targets;
        Ask("web==1.0");
        Lock();
        string made = Text;
        await _lab.ShouldRestoreAsync();
        File.AppendAllText(_lab["app/requirements.txt"], "# edited\n");

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual(made, Text);
    }

    [TestMethod]
    public async Task What_is_installed_is_frozen_also_where_nobody_wrote_anything()
    {
        Requires.Posix("a platform that the lock names");
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();
        File.Delete(_lab["app/requirements.txt"]);
        // For declared platforms the indexes are asked, as for an environment that another tool made.
        _lab.Declared[DeclaredNames.TargetRids] = "linux-x64";

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual("click==8.0 web==1.0", Pins());
    }

    [TestMethod]
    [DataRow("by the receipt", "private")]
    [DataRow("by the receipt", "app/vendor")]
    [DataRow("by the URL", "private")]
    [DataRow("by the URL", "app/vendor")]
    public async Task What_came_from_a_URL_is_frozen_with_that_URL(string how, string folder)
    {
        // The index has the version too, with another content.
        string wheel = new WheelBuilder("click", "8.0").WithFile("click.py", "own = 1\n").WriteTo(_lab[folder]);
        string url = new Uri(wheel).AbsoluteUri;
        _lab.Pinned("web==1.0", $"click @ {url}#sha256={Digest.OfFile(wheel)}");
        await _lab.ShouldRestoreAsync();
        if (how == "by the URL")
            File.Delete(Receipt.PathIn(_lab.Location));

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        // A file of the repository goes with the lock into every checkout.
        string line = folder == "private" ? $"click @ {url}" : "./vendor/click-8.0-py3-none-any.whl";
        StringAssert.Contains(Text, $"\n{line} \\\n    --hash=sha256:{Digest.OfFile(wheel)}\n");
        Assert.IsNotNull(await _lab.RestoreAsync(), _lab.Log.ToString());
    }

    [TestMethod]
    public async Task What_passes_for_a_digest_writes_no_line_of_a_frozen_lock()
    {
        string wheel = new WheelBuilder("click", "8.0").WithFile("click.py", "own = 1\n").WriteTo(_lab["private"]);
        string url = new Uri(wheel).AbsoluteUri;
        _lab.Pinned("web==1.0", $"click @ {url}#sha256={Digest.OfFile(wheel)}");
        await _lab.ShouldRestoreAsync();
        File.WriteAllText(
            _lab.Site("click-8.0.dist-info/direct_url.json"),
            $$"""{"archive_info": {"hash": "sha256=1\n--index-url https://example.com"}, "url": "{{url}}"}""");
        File.Delete(Receipt.PathIn(_lab.Location));

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        StringAssert.Contains(Text, $"click @ {url} \\\n    --hash=sha256:{Digest.OfFile(wheel)}\n");
        Assert.IsFalse(Text.Contains("--index-url", StringComparison.Ordinal), Text);
    }

    [TestMethod]
    [DataRow("{\"dir_info\": {\"editable\": true}, \"url\": \"file:///src/web\"}", "")]
    [DataRow("{\"vcs_info\": {\"vcs\": \"git\", \"commit_id\": \"6f1c2b9d0a3e4f5061728394a5b6c7d8e9f00112\"}, "
        + "\"url\": \"https://git.example.com/web\"}", "PYENV2006")]
    [DataRow("{\"archive_info\": {}, \"url\": \"https://no host/web-1.0-py3-none-any.whl\"}", "PYENV2002")]
    [DataRow("{\"archive_info\": {}, \"url\": \"https://example.com/web-1.0-py3-none-any.whl\\n--no-index\"}", "PYENV2002")]
    [DataRow("{\"archive_info\": {}, \"subdirectory\": \"a\\n--no-index\", \"url\": \"https://example.com/web-1.0.tar.gz\"}", "PYENV2002")]
    public async Task What_no_index_has_given_is_not_frozen_as_if_one_had(string origin, string code)
    {
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();
        File.WriteAllText(_lab.Site("web-1.0.dist-info/direct_url.json"), origin);

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.AreEqual(code, string.Join(' ', _lab.Log.ErrorCodes), _lab.Log.ToString());
        if (code.Length > 0)
            return;
        Assert.AreEqual("click==8.0", Pins());
        StringAssert.Contains(_lab.Log.ToString(), "PYENV2005: `web 1.0` is left out of the lock");
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("{\"archive_info\": {}, \"url\": \"\\ud800\"}")]
    [DataRow("{\"archive_info\": [], \"url\": {}}")]
    public async Task An_origin_that_cannot_be_read_is_none(string origin)
    {
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();
        File.WriteAllText(_lab.Site("web-1.0.dist-info/direct_url.json"), origin);

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual("click==8.0 web==1.0", Pins());
    }

    [TestMethod]
    [DataRow("", "has no distribution for Python")]
    [DataRow("version = 2.7.18\n", "was made with Python 2.7.18, and has no distribution for Python")]
    [DataRow("version_info = 2.7.18.final.0\n", "Declare that Python with `PythonEnvInterpreter`")]
    public void Nothing_to_freeze_in_an_environment_of_another_Python_is_said_so(string configuration, string told)
    {
        _lab.Write("app/.venv/pyvenv.cfg", configuration);

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.AreEqual("PYENV5005", _lab.Log.ErrorCodes.Single(), _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), told);
    }

    [TestMethod]
    [DataRow("click-8.1.dist-info/METADATA", "PYENV5003", "`click` is installed twice", "")]
    [DataRow("old-1.0_dev_x.dist-info/METADATA", "", "PYENV5003: `old` is left out of the lock", "click==8.0 web==1.0")]
    [DataRow("own.egg-link", "", "PYENV2005: `own` is left out of the lock. It is installed from the folder `/src/own`", "click==8.0 web==1.0")]
    public async Task What_stands_there_and_can_not_be_locked_is_told(string file, string code, string told, string pins)
    {
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();
        File.Delete(_lab["app/requirements.txt"]);
        Directory.CreateDirectory(Path.GetDirectoryName(_lab.Site(file))!);
        File.WriteAllText(_lab.Site(file), "/src/own\n../");

        Run(engine => engine.Freeze(CancellationToken.None));

        Assert.AreEqual(code, string.Join(' ', _lab.Log.ErrorCodes), _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), told);
        Assert.AreEqual(pins, File.Exists(_lab["app/requirements.txt"]) ? Pins() : "");
    }

    [TestMethod]
    [DataRow("uv.lock", "", "uv lock", "uv tree --outdated")]
    [DataRow("uv.lock", "all", "uv lock --upgrade", "uv tree --outdated")]
    [DataRow("poetry.lock", "", "poetry lock", "poetry show --outdated")]
    [DataRow("poetry.lock", "click", "poetry update", "poetry show --outdated")]
    public void A_lock_of_another_tool_is_made_and_compared_by_that_tool(string name, string upgrade, string maker, string comparer)
    {
        _lab.Write($"app/{name}", "version = 1\n");
        _lab.Declared[DeclaredNames.Requirements] = name;
        _lab.Declared[DeclaredNames.Upgrade] = upgrade;

        Assert.AreEqual($"Run `{maker}`", RemedyOf(engine => engine.Lock(CancellationToken.None)));
        Assert.AreEqual($"Run `{comparer}`", RemedyOf(engine => engine.ListOutdated(CancellationToken.None)));
        StringAssert.Contains(RemedyOf(engine => engine.Freeze(CancellationToken.None)), "PythonEnvRequirements");
        Assert.AreEqual("version = 1\n", File.ReadAllText(_lab[$"app/{name}"]));
    }

    [TestMethod]
    public async Task A_file_of_overrides_that_is_not_there_is_no_distribution()
    {
        _lab.Pinned("click==8.0");
        _lab.Declared[DeclaredNames.Overrides] = "overrides.txt";

        await _lab.ShouldNotRestoreAsync("PYENV1004");

        StringAssert.Contains(_lab.Log.Errors.Single().Message, "There is no such file");
    }

    [TestMethod]
    public void Without_a_lock_nothing_can_be_compared_and_that_is_said()
    {
        Ask("web");

        Run(engine => engine.ListOutdated(CancellationToken.None));

        Diagnostic error = _lab.Log.Errors.Single();
        Assert.AreEqual("PYENV2001", error.Code);
        StringAssert.Contains(error.ToString(), "`requirements.txt` does not exist");
    }

    [TestMethod]
    public void A_lock_of_another_tool_without_its_input_allows_what_it_pins()
    {
        Ask("web==1.0");
        _lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        Lock();
        File.Delete(_lab["app/requirements.in"]);
        string pylock = _lab["app/pylock.toml"];
        File.WriteAllText(pylock, File.ReadAllText(pylock).Replace("requirements.in", "gone.in", StringComparison.Ordinal));

        Run(engine => engine.ListOutdated(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        StringAssert.Contains(string.Join('\n', _lab.Log.Outputs), "web");
    }

    [TestMethod]
    public void A_list_written_for_another_environment_becomes_its_own_input()
    {
        Ask("web");
        _lab.Write("app/docs.txt", "click==8.0\n");
        _lab.Declared[DeclaredNames.Requirements] = "docs.txt";

        _lab.Name = "docs";

        Run(engine => engine.Lock(CancellationToken.None));

        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
        Assert.AreEqual("click==8.0\n", File.ReadAllText(_lab["app/docs.in"]));
        StringAssert.Contains(File.ReadAllText(_lab["app/docs.txt"]), "click==8.0");
        Assert.AreEqual("web\n", File.ReadAllText(_lab["app/requirements.in"]));
    }

    [TestMethod]
    public async Task What_is_installed_and_was_in_no_lock_is_not_told_as_taken_out()
    {
        _lab.Pinned("web==1.0", "click==8.0");
        await _lab.ShouldRestoreAsync();
        File.Delete(_lab["app/requirements.txt"]);
        Ask("click");

        Lock();

        Assert.AreEqual("click==8.0", Pins(), "what is installed stays");
        Assert.IsFalse(_lab.Log.ToString().Contains("web", StringComparison.Ordinal), _lab.Log.ToString());
    }

    [TestMethod]
    public void A_lock_whose_input_is_gone_stays_as_it_is()
    {
        Ask("web");
        Lock();
        string before = Text;
        File.Delete(_lab["app/requirements.in"]);

        Run(engine => engine.Lock(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV2001" }, _lab.Log.ErrorCodes.ToArray(), _lab.Log.ToString());
        Assert.AreEqual(before, Text);
    }

    [TestMethod]
    public void Newer_versions_are_listed_as_allowed_or_not()
    {
        Ask("web", "click==8.0");
        Lock();
        Ask("web<2", "click");
        Lock();

        Run(engine => engine.ListOutdated(CancellationToken.None));

        Assert.AreEqual(
            "distribution  pinned  allowed  newest|click         8.0     8.1      8.1|web           1.0     1.0      2.0",
            string.Join('|', _lab.Log.Outputs.Take(3)));
    }

    [TestMethod]
    public void The_newest_version_is_one_that_the_declared_targets_can_run()
    {
        using LoopbackIndex index = new();
        Serve(new WheelBuilder("elsewhere", "1.0"), null);
        Serve(new WheelBuilder("elsewhere", "1.1"), ">=3.7");
        Serve(new WheelBuilder("elsewhere", "2.0"), ">=3.99");
        Serve(new WheelBuilder("elsewhere", "3.0") { Tag = "cp27-cp27m-win32" }, null);
        _lab.Declared.Remove(DeclaredNames.FindLinks);
        _lab.Declared.Remove(DeclaredNames.NoIndex);
        _lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        Ask("elsewhere==1.0");
        Lock();

        Run(engine => engine.ListOutdated(CancellationToken.None));

        Assert.AreEqual(
            "distribution  pinned  allowed  newest|elsewhere     1.0     1.0      1.1",
            string.Join('|', _lab.Log.Outputs.SkipLast(1)));

        void Serve(WheelBuilder wheel, string? pythons) =>
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()) { RequiresPython = pythons });
    }

    [TestMethod]
    public void A_version_is_compared_with_that_of_its_own_platforms()
    {
        _lab.With(
            new WheelBuilder("fast", "2.0") { Tag = "py3-none-manylinux_2_17_x86_64" }.WithFile("fast.py", ""),
            new WheelBuilder("fast", "1.0").WithFile("fast.py", ""));
        _lab.Declared[DeclaredNames.TargetRids] = "win-x64;linux-x64";
        _lab.Declared[DeclaredNames.LockStrategy] = "newest";
        Ask("fast");
        Lock();

        Run(engine => engine.ListOutdated(CancellationToken.None));

        Assert.AreEqual(
            "distribution  pinned  allowed  newest|fast          1.0     1.0      2.0",
            string.Join('|', _lab.Log.Outputs.SkipLast(1)));
    }

    [TestMethod]
    [DataRow("colorama")]
    [DataRow("click")]
    public void Who_asks_for_it_is_not_said_where_that_can_not_be_read(string name)
    {
        _lab.Pinned("shell==9.0", "click==8.1");

        Run(engine => engine.ShowWhy(name, CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV3001" }, _lab.Log.ErrorCodes.ToArray());
        Assert.IsFalse(_lab.Log.Outputs.Any(line => line.Contains("require", StringComparison.Ordinal)), _lab.Log.ToString());
    }

    [TestMethod]
    public async Task A_lock_is_installed_from_where_its_input_takes_it()
    {
        _lab.Declared.Remove(DeclaredNames.FindLinks);
        _lab.Declared.Remove(DeclaredNames.NoIndex);
        Directory.CreateDirectory(_lab["my wheels"]);
        _lab.Pinned("--no-index", "--find-links ../wheels", "web");
        Lock();

        StringAssert.Contains(Text, "\n\n--no-index\n--find-links ../wheels\n\nclick==8.1 ");
        await _lab.ShouldRestoreAsync();
        Assert.IsEmpty(_lab.Log.WarningCodes);

        Ask("--no-index", "--find-links ../wheels", "--find-links '../my wheels'", "web");
        Lock();

        StringAssert.Contains(Text, "--find-links ../wheels\n--find-links \"../my wheels\"\n");
        Lock();
        CollectionAssert.AreEqual(new[] { "requirements.txt is up to date" }, _lab.Log.Outputs.ToArray());
    }

    [TestMethod]
    public void The_graph_is_shown_down_and_up()
    {
        Ask("web");
        Lock();

        Run(engine => engine.ShowTree(CancellationToken.None));
        Assert.AreEqual("web 2.0|  click 8.1 (click>=8)", string.Join('|', _lab.Log.Outputs));

        Run(engine => engine.ShowWhy("Click", CancellationToken.None));
        Assert.AreEqual("click 8.1|  web 2.0 requires click>=8", string.Join('|', _lab.Log.Outputs));
        Run(engine => engine.ShowWhy("web", CancellationToken.None));
        StringAssert.Contains(string.Join('|', _lab.Log.Outputs), "requirements.in(1,1) asks for web|");
    }

    [TestMethod]
    public async Task A_build_that_lacks_pins_names_all_of_them_at_once()
    {
        _lab.With(new WheelBuilder("shop", "1.0").WithRequires("web"));
        _lab.Pinned("shop==1.0");

        await _lab.ShouldNotRestoreAsync("PYENV3004", "PYENV3004");

        string said = _lab.Log.ToString();
        StringAssert.Contains(said, "`web==2.0`");
        StringAssert.Contains(said, "`click==8.1`");
        StringAssert.Contains(said, "dotnet build -t:PythonEnvLock");
    }

    [TestMethod]
    [DataRow("Pipfile", "a project of pipenv", "pipenv lock")]
    [DataRow("environment.yml", "an environment of conda", "requirements.in")]
    [DataRow("pdm.lock", "a lock of PDM", "pdm export")]
    public void A_file_of_another_tool_is_known_and_the_way_over_is_said(string name, string kind, string remedy)
    {
        _lab.Write($"app/{name}", "");
        Run(engine => engine.Lock(CancellationToken.None));
        Assert.AreEqual("PYENV2001", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), kind);
        StringAssert.Contains(_lab.Log.ToString(), remedy);

        _lab.Declared[DeclaredNames.LockFrom] = name;
        Run(engine => engine.Lock(CancellationToken.None));
        Assert.AreEqual("PYENV2002", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), remedy);
    }

    [TestMethod]
    [DataRow(DeclaredNames.LockFrom, "pyproject.toml")]
    [DataRow(DeclaredNames.Requirements, "pylock.toml")]
    public void A_file_that_is_declared_by_its_URL_is_told_without_the_credential(string name, string file)
    {
        _lab.Pinned("web==2.0");
        _lab.Declared[name] = $"https://user:s3cret@h/{file}";

        if (name == DeclaredNames.LockFrom)
            Run(engine => engine.Lock(CancellationToken.None));
        else
            Run(engine => engine.Check(CancellationToken.None));

        StringAssert.Contains(_lab.Log.ToString(), $"`https://****@h/{file}` can't be read");
        Assert.DoesNotContain("s3cret", _lab.Log.ToString());
    }

    [TestMethod]
    [DataRow("[tool.poetry.dependencies]\nweb = '*'\n", "poetry lock")]
    [DataRow("[tool.hatch.envs.default]\ndependencies = ['web']\n", "requirements.in")]
    public void A_project_whose_dependencies_only_its_own_tool_reads_is_no_empty_lock(string project, string remedy)
    {
        _lab.Write("app/pyproject.toml", project);
        Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual("PYENV2001", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.ToString(), remedy);
        Assert.IsFalse(File.Exists(_lab["app/requirements.txt"]));
    }

    [TestMethod]
    [DataRow("[tool.poetry.dependencies]\nweb = '*'\n", "Run `poetry lock`")]
    [DataRow("[tool.ruff]\nline-length = 100\n", "Put a pinned `requirements.txt` beside the project")]
    [DataRow("[project]\nname = 'app'\n", "Run `dotnet build -t:PythonEnvLock`")]
    [DataRow("[dependency-groups]\ndev = ['web']\n", "Run `dotnet build -t:PythonEnvLock`")]
    public async Task A_build_without_requirements_says_what_the_project_file_is(string project, string remedy)
    {
        _lab.Write("app/pyproject.toml", project);

        await _lab.ShouldNotRestoreAsync("PYENV2001");

        StringAssert.StartsWith(_lab.Log.Errors.Single().Remedy, remedy);
    }

    [TestMethod]
    [DataRow("[tool.ruff]\nline-length = 100\n", DisplayName = "tools alone")]
    [DataRow("[project]\nname = 'app'\n", DisplayName = "a project without dependencies")]
    [DataRow("[dependency-groups]\ndev = ['click']\n", DisplayName = "groups that nothing selects")]
    [DataRow(
        "[project]\nname = 'app'\ndynamic = ['dependencies']\n[tool.setuptools.dynamic]\ndependencies = { file = ['requirements.txt'] }\n",
        DisplayName = "dependencies that are taken from the list")]
    public void A_project_file_without_dependencies_takes_no_pin_out_of_a_list_that_is_written_by_hand(string project)
    {
        _lab.Write("app/pyproject.toml", project);
        _lab.Pinned("web==1.0");

        Lock();

        Assert.AreEqual("web==1.0\n", File.ReadAllText(_lab["app/requirements.in"]));
        Assert.AreEqual("click==8.1 web==1.0", Pins());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("pyproject.toml")]
    public void A_project_file_that_is_there_for_its_tools_alone_makes_no_empty_lock(string declared)
    {
        _lab.Write("app/pyproject.toml", "[tool.ruff]\nline-length = 100\n");
        if (declared.Length > 0)
            _lab.Declared[DeclaredNames.LockFrom] = declared;

        Run(engine => engine.Lock(CancellationToken.None));

        Assert.AreEqual("PYENV2001", _lab.Log.Errors.Single().Code, _lab.Log.ToString());
        StringAssert.Contains(_lab.Log.Errors.Single().Evidence, "`pyproject.toml` has no table `project`");
        Assert.IsFalse(File.Exists(_lab["app/requirements.txt"]));
    }

    [TestMethod]
    public void An_option_that_leaves_out_every_file_is_named()
    {
        Ask("--no-binary :all:", "click");

        Run(engine => engine.Lock(CancellationToken.None));

        Diagnostic found = _lab.Log.Errors.Single();
        StringAssert.Contains(found.Evidence, "have no file but wheels, which `--no-binary` leaves out");
        Assert.AreEqual("Take `click` out of what `--no-binary` names", found.Remedy);
    }

    [TestMethod]
    [DataRow("sys_platform ~= 'linux'")]
    [DataRow("platform_release >= '5'")]
    [DataRow("platform_release < '5' or sys_platform == 'plan9'")]
    public void A_marker_that_nobody_can_answer_loses_no_requirement_in_silence(string marker)
    {
        Ask("click", $"web ; {marker}");

        Run(engine => engine.Lock(CancellationToken.None));

        Diagnostic found = _lab.Log.Errors.Single();
        Assert.AreEqual("2 PYENV2002", $"{found.Where.Line} {found.Code}", found.ToString());
    }

    [TestMethod]
    public void A_kernel_that_decides_nothing_may_be_asked_for()
    {
        Ask("click", "web ; sys_platform == 'plan9' and platform_release >= '5'");

        Lock();

        Assert.AreEqual("click==8.1", Pins());
    }

    [TestMethod]
    public void An_old_pin_that_nothing_asks_for_is_told_with_what_to_write()
    {
        _lab.With(
            new WheelBuilder("old", "1.0").WithRequires("click<8.1").WithFile("old.py", ""),
            new WheelBuilder("old", "3.0").WithRequires("click<8").WithFile("old.py", ""));
        Ask("click", "old");

        Lock();

        Assert.Contains(
            "old is 1.0 and not 3.0, and `old` asks for no newer one: write `old>=3.0` to be told what holds it back", _lab.Log.Outputs);
        Ask("click", "old<3");
        Lock();
        Assert.DoesNotContain("to be told", _lab.Log.ToString());
    }

    private void Ask(params string[] lines) => _lab.Write("app/requirements.in", string.Join('\n', lines) + "\n");

    private void Lock()
    {
        Run(engine => engine.Lock(CancellationToken.None));
        Assert.IsEmpty(_lab.Log.ErrorCodes, _lab.Log.ToString());
    }

    private void Run(Action<EnvironmentEngine> command) => _lab.Run(command);

    private string RemedyOf(Action<EnvironmentEngine> command)
    {
        Run(command);
        return _lab.Log.Errors.Single().Remedy;
    }

    private string Text => File.ReadAllText(_lab["app/requirements.txt"]);

    private string Pins() =>
        string.Join(
            ' ',
            Text.Split('\n')
                .Where(line => line.Contains("==", StringComparison.Ordinal) && !line.StartsWith('#'))
                .Select(line => line.TrimEnd('\\', ' ')));
}
