using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Planning;

[TestClass]
internal sealed class InstallPlannerTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task A_closed_set_is_planned_without_downloading_a_wheel()
    {
        using PlanLab harness = new();
        harness.Publish("celery", "5.2.6", "kombu>=5,<6", "tzdata; sys_platform == 'win32'", "redis; extra == 'redis'");
        harness.Publish("kombu", "5.2.4");
        harness.Pin("celery==5.2.6");
        harness.Pin("kombu==5.2.4");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("celery 5.2.6 direct [kombu]; kombu 5.2.4 []", Show(result));
        Assert.IsFalse(harness.HasDownloads);
        Assert.IsFalse(harness.Index.Requests.Any(request => request.Path.EndsWith(".whl", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task The_best_tag_wins_and_the_build_number_after_it()
    {
        using PlanLab harness = new();
        harness.Publish(new WheelBuilder("foo", "1.0"));
        harness.Publish(new WheelBuilder("foo", "1.0") { Tag = "cp311-cp311-manylinux_2_17_x86_64" });
        harness.Publish(new WheelBuilder("foo", "1.0") { Tag = "2-cp311-cp311-manylinux_2_17_x86_64" });
        harness.Publish(new WheelBuilder("foo", "1.0") { Tag = "cp312-cp312-manylinux_2_17_x86_64" });
        harness.Pin("foo==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("foo-1.0-2-cp311-cp311-manylinux_2_17_x86_64.whl", result.Plan!.Pins[0].File.FileName);
    }

    [TestMethod]
    public async Task Every_problem_of_every_pin_is_found_in_one_run()
    {
        using PlanLab harness = new();
        harness.Publish("there", "1.0");
        harness.Publish("there", "2.0rc1");
        harness.Publish(new WheelBuilder("windows", "1.0") { Tag = "cp311-cp311-win_amd64" });
        harness.Publish(new WheelBuilder("windows", "1.0") { Tag = "cp311-cp311-win_amd64" });
        harness.Publish(new WheelBuilder("newer", "1.0"), file => file with { RequiresPython = ">=3.12" });
        harness.Index.Add(new IndexedFile("source-1.0.tar.gz", [1]));
        IndexedFile changed = harness.Publish("changed", "1.0");
        harness.Publish(new WheelBuilder("pulled", "1.0"), file => file with { Yanked = "it deletes <everything>" });
        harness.Publish("needy", "1.0", "absent>=2", "there>=1.5", "there!=1.1");
        foreach (string pin in (string[])["gone==1.0", "there==1.1", "windows==1.0", "newer==1.0", "source==1.0"])
            harness.Pin(pin);
        harness.Pin("changed==1.0", new string('0', 64));
        harness.Pin("pulled==1.0");
        harness.Pin("needy==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.IsNull(result.Plan);
        string[] expected =
        [
            "1 PYENV3001 `gone==1.0` is on no index: there is no project `gone`",
            "2 PYENV3001 `there==1.1` does not exist on any index",
            "2 PYENV3005 `there 1.1` contradicts what `needy 1.0` requires",
            "2 PYENV3005 `there 1.1` contradicts what `needy 1.0` requires",
            "3 PYENV3002 no file of `windows==1.0` fits CPython 3.11.7 on linux x86_64",
            "4 PYENV3003 `newer==1.0` does not run on this Python",
            "5 PYENV3009 only a source distribution of `source==1.0` fits CPython 3.11.7 on linux x86_64",
            "6 PYENV3006 no file of `changed==1.0` has a hash that is pinned",
            "7 PYENV3008 `pulled 1.0` is yanked",
            "8 PYENV3004 `absent` is required and not pinned",
        ];
        CollectionAssert.AreEqual(expected, result.Diagnostics.Select(d => $"{d.Where.Line} {d.Code} {d.Problem}").ToArray());
        Assert.IsTrue(result.Diagnostics.All(d => d.Where.File == "/p/requirements.txt"));
        StringAssert.Contains(result.Diagnostics[1].Evidence, "there are 2.0rc1, 1.0 ");
        StringAssert.Contains(result.Diagnostics[0].Evidence, "Searched: http");
        StringAssert.Contains(result.Diagnostics[4].Evidence, "it has `windows-1.0-cp311-cp311-win_amd64.whl`; needed");
        Assert.AreEqual("Write `; sys_platform == \"win32\"` behind it if only that system needs it", result.Diagnostics[4].Remedy);
        StringAssert.Contains(result.Diagnostics[4].Evidence, "best `cp311-cp311-manylinux_2_17_x86_64`");
        Assert.AreEqual("it requires Python `>=3.12`; the interpreter is 3.11.7", result.Diagnostics[5].Evidence);
        StringAssert.Contains(result.Diagnostics[7].Evidence, changed.Sha256);
        StringAssert.Contains(result.Diagnostics[8].Evidence, "it deletes <everything>");
        Assert.AreEqual(Severity.Warning, result.Diagnostics[8].Severity);
        Assert.AreEqual("`needy 1.0` → `absent>=2`", result.Diagnostics[9].Evidence);
    }

    [TestMethod]
    public async Task A_missing_dependency_names_the_whole_chain_and_a_version_to_pin()
    {
        using PlanLab harness = new();
        harness.Publish("app", "1.0", "celery[redis]");
        harness.Publish(new WheelBuilder("celery", "4.1.0").WithRequires("kombu>=4.0.2,<5", "redis>=2; extra == 'redis'")
            .WithHeader("Provides-Extra: redis"));
        foreach (string version in (string[])["3.0", "4.1.0", "4.6.11", "4.7.0a1", "5.0"])
            harness.Publish("kombu", version);
        harness.Pin("app==1.0");
        harness.Pin("celery==4.1.0");

        PlanResult result = await PlanAsync(harness);

        Diagnostic kombu = result.Diagnostics.Single(d => d.Problem.StartsWith("`kombu`", StringComparison.Ordinal));
        Assert.AreEqual("`app 1.0` → `celery 4.1.0` → `kombu<5,>=4.0.2`", kombu.Evidence);
        Assert.AreEqual("Pin `kombu==4.6.11` as well, or let `dotnet build -t:PythonEnvLock` pin all that is missing", kombu.Remedy);
        Assert.AreEqual(2, kombu.Where.Line);
        Diagnostic redis = result.Diagnostics.Single(d => d.Problem.StartsWith("`redis`", StringComparison.Ordinal));
        Assert.AreEqual("`app 1.0` → `celery 4.1.0` → `redis>=2`", redis.Evidence);
        Assert.AreEqual("Pin `redis` as well, or let `dotnet build -t:PythonEnvLock` pin all that is missing", redis.Remedy);
    }

    [TestMethod]
    public async Task A_contradiction_names_both_lines()
    {
        using PlanLab harness = new();
        harness.Publish("celery", "4.1.0", "kombu<5,>=4.0.2");
        harness.Publish("kombu", "5.0");
        harness.Pin("celery==4.1.0");
        harness.Pin("kombu==5.0");

        Diagnostic contradiction = (await PlanAsync(harness)).Diagnostics.Single();

        Assert.AreEqual("PYENV3005", contradiction.Code);
        Assert.AreEqual(2, contradiction.Where.Line);
        Assert.AreEqual(
            "`celery 4.1.0` (requirements.txt(1)) requires `kombu<5,>=4.0.2`; pinned is `kombu==5.0` (requirements.txt(2))",
            contradiction.Evidence);
    }

    [TestMethod]
    public async Task Metadata_comes_from_the_end_of_the_wheel_where_it_is_not_beside_it()
    {
        using PlanLab harness = new();
        byte[] large = new byte[400_000];
        new Random(1).NextBytes(large);
        IndexedFile file = harness.Publish(
            new WheelBuilder("big", "1.0").WithRequires("absent").WithFile("big/data.bin", large),
            file => file with { ServesMetadata = false });
        harness.Pin("big==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("PYENV3004", result.Diagnostics.Single().Code);
        LoopbackRequest[] asked = [.. harness.Index.Requests.Where(request => request.Path == LoopbackIndex.FilePath(file.FileName))];
        Assert.IsTrue(asked.Length is 1 or 2 && asked.All(request => request["Range"] is not null));
        Assert.IsFalse(harness.HasDownloads);
    }

    [TestMethod]
    public async Task The_wheel_is_downloaded_for_its_metadata_where_the_server_has_no_ranges()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish(
            new WheelBuilder("foo", "1.0").WithRequires("absent"), file => file with { ServesMetadata = false });
        harness.Index.Inject(LoopbackIndex.FilePath(file.FileName), Faults.IgnoreRange(file.Bytes));
        harness.Pin("foo==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("PYENV3004", result.Diagnostics.Single().Code);
        Assert.IsTrue(harness.HasDownloads);
    }

    [TestMethod]
    public async Task A_page_without_a_file_is_no_project_that_is_not_there()
    {
        using PlanLab harness = new();
        harness.Publish("foo", "1.0");
        harness.Index.Inject(
            LoopbackIndex.PagePath("foo"), Faults.OtherBytes("""{"meta": {"api-version": "1.1"}, "name": "foo", "files": []}"""u8.ToArray()));
        harness.Pin("foo==1.0");

        Diagnostic found = (await PlanAsync(harness)).Diagnostics.Single();

        Assert.AreEqual("PYENV3001 `foo==1.0` is on no index: no file stands on the page of `foo`", $"{found.Code} {found.Problem}");
        StringAssert.Contains(found.Remedy, "login");
    }

    [TestMethod]
    [DataRow("a flipped bit")]
    [DataRow("a login page")]
    [DataRow("another wheel's")]
    [DataRow("a refusal")]
    public async Task Metadata_beside_a_wheel_that_are_not_its_own_are_passed_over(string fault)
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish(new WheelBuilder("foo", "1.0"), file => file with { ListsHash = false });
        harness.Index.Inject($"{LoopbackIndex.FilePath(file.FileName)}.metadata", fault switch
        {
            "a flipped bit" => Faults.FlippedBit,
            "a login page" => Faults.OtherBytes("<!doctype html><title>Log in</title>"u8.ToArray()),
            "another wheel's" => Faults.OtherBytes("Metadata-Version: 2.1\nName: bar\nVersion: 1.0\n"u8.ToArray()),
            _ => Faults.Status(500),
        });
        harness.Pin("foo==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.IsEmpty(result.Diagnostics);
        Assert.AreEqual("foo", result.Plan!.Pins.Single().Name.Value);
        Assert.AreEqual(1, harness.Index.Count($"{LoopbackIndex.FilePath(file.FileName)}.metadata"));
    }

    [TestMethod]
    [DataRow(400)]
    [DataRow(403)]
    [DataRow(405)]
    [DataRow(500)]
    public async Task An_index_that_refuses_ranges_is_asked_for_the_file(int status)
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish(new WheelBuilder("foo", "1.0"), file => file with { ServesMetadata = false });
        harness.Index.Inject(LoopbackIndex.FilePath(file.FileName), Faults.RefuseRanges(status));
        harness.Pin("foo==1.0");

        Assert.IsEmpty((await PlanAsync(harness)).Diagnostics);
        Assert.AreEqual(2, harness.Index.Count(LoopbackIndex.FilePath(file.FileName)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task An_index_that_cuts_the_connection_of_a_range_is_asked_for_the_file(bool atOnce)
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish(new WheelBuilder("foo", "1.0"), file => file with { ServesMetadata = false });
        harness.Index.Inject(
            LoopbackIndex.FilePath(file.FileName), Faults.OfRanges(atOnce ? Faults.HangUp : Faults.Truncate(10)));
        harness.Pin("foo==1.0");

        Assert.IsEmpty((await PlanAsync(harness)).Diagnostics);
        Assert.IsNull(harness.Index.Requests[^1]["Range"]);
    }

    [TestMethod]
    public async Task An_index_that_cuts_the_connection_of_metadata_is_asked_for_the_file()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish("foo", "1.0");
        harness.Index.Inject($"{LoopbackIndex.FilePath(file.FileName)}.metadata", Faults.HangUp);
        harness.Pin("foo==1.0");

        Assert.IsEmpty((await PlanAsync(harness)).Diagnostics);
    }

    [TestMethod]
    public async Task Files_of_a_server_that_is_down_are_one_finding()
    {
        using PlanLab harness = new();
        foreach (string name in (string[])["aa", "bb", "cc"])
        {
            IndexedFile file = harness.Publish(name, "1.0");
            harness.Index.Inject(LoopbackIndex.FilePath(file.FileName), Faults.Status(503));
            harness.Index.Inject($"{LoopbackIndex.FilePath(file.FileName)}.metadata", Faults.Status(503));
            harness.Pin($"{name}==1.0");
        }

        Diagnostic finding = (await PlanAsync(harness)).Diagnostics.Single();

        Assert.AreEqual("PYENV3007", finding.Code);
        // The index is a variable's: no line of the requirements is to blame.
        Assert.AreEqual(SourceSpan.None, finding.Where);
        StringAssert.EndsWith(finding.Evidence, "; 3 files of it were not fetched");
    }

    [TestMethod]
    public async Task A_URL_that_has_no_project_is_no_index()
    {
        using PlanLab harness = new();
        SourceSpan declared = new("/p/App.csproj", 4, 6);
        harness.Settings = new IndexSettings
        {
            Indexes = [new ConfiguredIndex(IndexUrl.From(harness.Index.Root), new SettingOrigin("PythonEnvIndexUrl", declared))]
        };
        harness.Publish("aa", "1.0");
        harness.Pin("aa==1.0");
        harness.Pin("bb==1.0");

        Diagnostic finding = (await PlanAsync(harness)).Diagnostics.Single();

        Assert.AreEqual(declared, finding.Where);
        Assert.AreEqual(
            $"{harness.Index.Root} is not a package index. It answered 404 for all 2 projects. Correct its URL, which usually ends in `/simple/`.", finding.Message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_quarantined_project_is_called_that(bool json)
    {
        using PlanLab harness = new();
        byte[] page = json
            ? """{"meta":{"api-version":"1.4"},"project-status":{"status":"quarantined","reason":"it stole\n##vso[keys]"},"files":[]}"""u8.ToArray()
            : """<meta name="pypi:project-status" content="quarantined"><meta name="pypi:project-status-reason" content="it stole keys">"""u8.ToArray();
        harness.Index.Serve(LoopbackIndex.PagePath("foo"), page, json ? LoopbackIndex.Json : "text/html");
        harness.Index.Inject(
            LoopbackIndex.PagePath("foo"),
            (_, _) => new LoopbackResponse(200, page).With("Content-Type", json ? LoopbackIndex.Json : "text/html"));
        harness.Pin("foo==1.0");

        Diagnostic finding = (await PlanAsync(harness)).Diagnostics.Single();

        Assert.AreEqual("PYENV7005", finding.Code);
        Assert.AreEqual(Severity.Error, finding.Severity);
        StringAssert.Contains(finding.Message, "`foo==1.0` is not installed: its project is quarantined");
        StringAssert.Contains(finding.Message, "for this reason: it stole");
        Assert.DoesNotContain('\n', finding.Message);
    }

    [TestMethod]
    public async Task An_archived_project_is_installed_with_a_warning()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish("foo", "1.0");
        string page = $$"""<meta name="pypi:project-status" content="archived"><a href="/files/{{file.FileName}}#sha256={{file.Sha256}}">{{file.FileName}}</a>""";
        harness.Index.Inject(
            LoopbackIndex.PagePath("foo"),
            (_, _) => new LoopbackResponse(200, System.Text.Encoding.UTF8.GetBytes(page)).With("Content-Type", "text/html"));
        harness.Pin("foo==1.0");

        PlanResult result = await PlanAsync(harness);

        Assert.IsNotNull(result.Plan);
        Assert.AreEqual("PYENV7005", result.Diagnostics.Single().Code);
        Assert.AreEqual(Severity.Warning, result.Diagnostics.Single().Severity);
    }

    [TestMethod]
    public async Task What_is_pinned_by_hash_and_at_hand_needs_no_network()
    {
        using PlanLab harness = new();
        IndexedFile kombu = harness.Publish("kombu", "5.0");
        IndexedFile celery = harness.Publish("celery", "5.0", "kombu");
        harness.Pin("celery==5.0", celery.Sha256, new string('1', 64));
        harness.Pin("kombu==5.0", kombu.Sha256);
        PlanResult cold = await PlanAsync(harness);
        harness.Cache(kombu);
        harness.Cache(celery);
        int asked = harness.Index.Requests.Count;

        PlanResult warm = await PlanAsync(harness);

        Assert.AreEqual(asked, harness.Index.Requests.Count);
        Assert.AreEqual("celery 5.0 direct [kombu]; kombu 5.0 []", Show(warm));
        Assert.AreEqual(cold.Plan!.Pins[0].File.Location, warm.Plan!.Pins[0].File.Location);
        Assert.AreEqual(celery.Sha256, warm.Plan.Pins[0].File.Sha256);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_pin_without_hashes_keeps_the_file_that_is_installed(bool isInstalled)
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish("foo", "1.0");
        harness.Pin("foo==1.0");
        await PlanAsync(harness);
        harness.Cache(file);
        harness.Installed = harness.Installed.Add(PackageName.Normalize("foo"), isInstalled ? file.Sha256 : new string('1', 64));
        int asked = harness.Index.Requests.Count;

        PlanResult again = await PlanAsync(harness);

        Assert.AreEqual(isInstalled, harness.Index.Requests.Count == asked);
        Assert.AreEqual(file.Sha256, again.Plan!.Pins[0].File.Sha256);
    }

    [TestMethod]
    public async Task A_version_that_a_kept_page_lacks_is_asked_for()
    {
        using PlanLab harness = new();
        harness.Index.CacheControl = "max-age=600";
        harness.Publish("foo", "1.0");
        harness.Pin("foo==1.0");
        await PlanAsync(harness);
        harness.Publish("foo", "2.0");
        harness.Pins.Clear();
        harness.Pin("foo==2.0");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("foo 2.0 direct []", Show(result));
        Assert.AreEqual("- 200, tag 200", string.Join(", ", harness.Index.Pages));
    }

    [TestMethod]
    public async Task A_yanked_version_is_said_to_be_so_from_memory_too()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish(new WheelBuilder("foo", "1.0"), file => file with { Yanked = "" });
        harness.Pin("foo==1.0", file.Sha256);
        await PlanAsync(harness);
        harness.Cache(file);
        int asked = harness.Index.Requests.Count;

        PlanResult warm = await PlanAsync(harness);

        Assert.AreEqual(asked, harness.Index.Requests.Count);
        Assert.AreEqual("PYENV3008", warm.Diagnostics.Single().Code);
        Assert.AreEqual("no reason is given", warm.Diagnostics.Single().Evidence);
    }

    [TestMethod]
    public async Task An_index_that_is_down_is_one_error_unless_what_it_offered_last_is_at_hand()
    {
        using PlanLab harness = new();
        IndexedFile foo = harness.Publish("foo", "1.0");
        IndexedFile bar = harness.Publish("bar", "1.0");
        harness.Pin("foo==1.0");
        harness.Pin("bar==1.0");
        await PlanAsync(harness);
        harness.Index.Inject(null, Faults.Status(503));

        PlanResult cold = await PlanAsync(harness);
        Assert.AreEqual("PYENV3007", cold.Diagnostics.Single().Code);
        Assert.IsNull(cold.Plan);
        StringAssert.Contains(cold.Diagnostics.Single().Message, harness.Index.Root.Authority);

        harness.Cache(foo);
        harness.Cache(bar);
        PlanResult warm = await PlanAsync(harness);
        Assert.AreEqual(Severity.Warning, warm.Diagnostics.Single().Severity);
        Assert.AreEqual(2, warm.Plan!.Pins.Length);
    }

    [TestMethod]
    public async Task A_declared_file_is_taken_without_asking_any_index()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish("foo", "1.0");
        Uri url = new(harness.Index.Root, LoopbackIndex.FilePath(file.FileName));
        harness.Pins.Add(new Pin
        {
            Name = PackageName.Normalize("foo"),
            Where = new SourceSpan("/p/requirements.txt", 1),
            Display = $"foo @ {url}",
            DirectUrl = IndexUrl.From(url),
            File = new DistributionFile { FileName = file.FileName, Location = url, Hashes = [new FileHash("sha256", file.Sha256)] },
        });

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("foo 1.0 direct []", Show(result));
        Assert.AreEqual(url, result.Plan!.Pins[0].Pin.DirectUrl!.Url);
        Assert.AreEqual(0, harness.Index.Count(LoopbackIndex.PagePath("foo")));
    }

    [TestMethod]
    public async Task The_credential_of_a_declared_url_opens_that_url()
    {
        using PlanLab harness = new();
        IndexedFile file = harness.Publish("foo", "1.0");
        harness.Index.Inject(null, Faults.RequireBasic("user", "hunter2"));
        Uri bare = new(harness.Index.Root, LoopbackIndex.FilePath(file.FileName));
        harness.Pins.Add(new Pin
        {
            Name = PackageName.Normalize("foo"),
            Where = new SourceSpan("/p/requirements.txt", 1),
            Display = $"foo @ {bare}",
            DirectUrl = IndexUrl.From(new Uri(bare.AbsoluteUri.Replace("//", "//user:hunter2@", StringComparison.Ordinal))),
            File = new DistributionFile { FileName = file.FileName, Location = bare, Hashes = [new FileHash("sha256", file.Sha256)] },
        });

        Assert.AreEqual("foo 1.0 direct []", Show(await PlanAsync(harness)));
    }

    [TestMethod]
    public async Task A_folder_of_wheels_serves_as_well_as_an_index()
    {
        using PlanLab harness = new();
        new WheelBuilder("foo", "1.0").WithRequires("bar").WriteTo(Path.Combine(harness.Folder, "wheel house #1"));
        new WheelBuilder("bar", "2.0").WriteTo(Path.Combine(harness.Folder, "wheel house #1"));
        harness.Settings = new IndexSettings
        {
            NoIndex = true,
            FindLinks = [ConfiguredLinks.Of("wheel house #1", SettingOrigin.Default)]
        };
        harness.Pin("foo==1.0");
        harness.Pin("bar==2");

        PlanResult result = await PlanAsync(harness);

        Assert.AreEqual("bar 2.0 []; foo 1.0 direct [bar]", Show(result));
        Assert.IsTrue(File.Exists(FileUrl.ToPath(result.Plan!.Pins[0].File.Location)));
        Assert.AreEqual(0, harness.Index.Requests.Count);
    }

    [TestMethod]
    public async Task Only_binary_and_no_binary_are_obeyed()
    {
        using PlanLab harness = new();
        harness.Publish("foo", "1.0");
        harness.Index.Add(new IndexedFile("foo-1.0.tar.gz", [1]));
        harness.Index.Add(new IndexedFile("bar-1.0.tar.gz", [1]));
        harness.Pin("foo==1.0");
        harness.Pin("bar==1.0");
        harness.MayBuild = _ => true;
        IndexSettings settings = TestHost.Settings(harness.Index.Simple);

        harness.Settings = settings with { Formats = settings.Formats.WithNoBinary("foo") };
        PlanResult fromSource = await PlanAsync(harness);
        harness.Settings = settings with { Formats = settings.Formats.WithOnlyBinary(":all:") };
        PlanResult binary = await PlanAsync(harness);

        Assert.AreEqual("foo-1.0.tar.gz", fromSource.Plan!.Pins[1].File.FileName);
        Diagnostic refused = binary.Diagnostics.Single();
        Assert.AreEqual("PYENV3002", refused.Code);
        StringAssert.Contains(refused.Evidence, "--only-binary");
    }

    [TestMethod]
    public async Task Old_metadata_that_no_longer_parses_still_needs_its_names()
    {
        using PlanLab harness = new();
        harness.Publish("celery", "4.1.0", "pytz (>dev)", "billiard (>dev)");
        harness.Publish("pytz", "2024.1");
        harness.Pin("celery==4.1.0");
        harness.Pin("pytz==2024.1");

        PlanResult result = await PlanAsync(harness);

        CollectionAssert.AreEqual(
            new[] { "PYENV3004 Error", "PYENV4005 Warning", "PYENV4005 Warning" }, result.Diagnostics
                .Select(d => $"{d.Code} {d.Severity}")
                .ToArray());
        StringAssert.Contains(result.Diagnostics[0].Problem, "`billiard`");
    }

    [TestMethod]
    public async Task A_provided_system_package_satisfies_a_dependency()
    {
        using PlanLab harness = new();
        harness.Publish("foo", "1.0", "numpy>=1.20");
        harness.Pin("foo==1.0");
        harness.Provided = [new ProvidedDistribution(PackageName.Normalize("numpy"), PythonVersion.Parse("1.24.2"))];
        Assert.AreEqual("foo 1.0 direct [numpy]", Show(await PlanAsync(harness)));

        harness.Provided = [new ProvidedDistribution(PackageName.Normalize("numpy"), PythonVersion.Parse("1.19"))];
        Assert.AreEqual("PYENV3005", (await PlanAsync(harness)).Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_wheel_whose_metadata_is_of_another_distribution_is_refused()
    {
        using PlanLab harness = new();
        harness.Publish(new WheelBuilder("evil", "1.0") { FileStem = "good-1.0" });
        harness.Pin("good==1.0");

        Assert.AreEqual("PYENV4005", (await PlanAsync(harness)).Diagnostics.Single().Code);
    }

    private static string Show(PlanResult result)
    {
        Assert.IsNotNull(result.Plan, string.Join('\n', result.Diagnostics));
        return string.Join(
            "; ", result.Plan.Pins.Select(d => $"{d.Name} {d.Version}{(d.IsDirect ? " direct" : "")} [{string.Join(' ', d.Requires)}]"));
    }

    private Task<PlanResult> PlanAsync(PlanLab harness) => harness.PlanAsync(TestContext.CancellationToken);
}
