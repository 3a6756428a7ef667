using System.Text;
using System.Text.Json.Nodes;
using PythonEnv.Core.Tests.Auditing;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class AuditTests
{
    private static JsonObject Known =>
        OsvDatabase.Record("GHSA-1", "Words", "introduced 0", "fixed 1.5")
            .Rated("HIGH")
            .With("aliases", new JsonArray("CVE-1"))
            .With("summary", "Shouts");

    [TestMethod]
    public async Task An_advisory_of_a_local_folder_is_a_warning_at_the_line_of_its_pin_and_said_again_by_builds_with_nothing_to_do()
    {
        using EngineLab lab = WithFolder(Known);

        Receipt receipt = await lab.ShouldRestoreAsync();

        Diagnostic warning = lab.Log.Diagnostics.Single();
        Assert.AreEqual(
            $"{lab["app/requirements.txt"]}(2,1): warning PYENV7003: `words==1.0` has a known vulnerability of high severity, GHSA-1 (CVE-1). Shouts; https://osv.dev/vulnerability/GHSA-1; asked for by `greeting`. Pin `words==1.5` or newer.",
            warning.ToString());
        CollectionAssert.AreEqual(new[] { warning }, receipt.Warnings.ToArray());
        Assert.AreEqual("1.5", lab.Receipt.Vulnerabilities.Single().FixedIn);
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task After_an_edited_comment_it_is_said_at_the_line_where_the_pin_stands_now()
    {
        using EngineLab lab = WithFolder(Known);
        await lab.ShouldRestoreAsync();
        lab.Pinned("# a comment", "greeting==1.0", "words==1.0");

        await lab.ShouldRestoreAsync();

        Assert.AreEqual(3, lab.Log.Diagnostics.Single().Where.Line);
    }

    [TestMethod]
    [DataRow("GHSA-1 it is never loud", true)]
    [DataRow("https://github.com/advisories/ghsa-1", true)]
    [DataRow("cve-1 x", true)]
    [DataRow("CVE-2 x", false)]
    public async Task A_suppression_hides_it_and_its_reason_is_in_the_log(string suppression, bool hides)
    {
        using EngineLab lab = WithFolder(Known);
        lab.Declared[DeclaredNames.AuditSuppress] = suppression;

        await lab.ShouldRestoreAsync();

        Assert.AreEqual(hides ? 0 : 1, lab.Log.WarningCodes.Count);
        Assert.IsTrue(lab.Log.Details.Any(detail => hides
            ? detail.StartsWith("GHSA-1 of words 1.0 is suppressed", StringComparison.Ordinal) : detail.StartsWith(
                "`CVE-2` is suppressed and was not found", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void What_an_advisory_is_called_begins_no_line_of_its_own()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Write("osv/PyPI/one.json", Known.With("id", "GHSA-1\n##vso[task.complete result=Succeeded]").ToJsonString());
        lab.Declared[DeclaredNames.AuditSources] = lab["osv"];
        lab.Declared[DeclaredNames.AuditSuppress] = "CVE-1 it is never loud";

        Audit(lab);

        string told = lab.Log.Outputs.Single(output => output.Contains("is suppressed", StringComparison.Ordinal));
        StringAssert.Contains(told, "task.complete");
        Assert.IsFalse(told.Contains('\n', StringComparison.Ordinal) || told.Contains("##vso", StringComparison.Ordinal), told);
    }

    [TestMethod]
    public async Task A_suppression_that_goes_is_a_change_of_the_declaration()
    {
        using EngineLab lab = WithFolder(Known);
        lab.Declared[DeclaredNames.AuditSuppress] = "GHSA-1 x";
        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.AuditSuppress] = "";

        Assert.AreNotEqual("", lab.Look());
        await lab.ShouldRestoreAsync();

        CollectionAssert.AreEqual(new[] { "PYENV7003" }, lab.Log.WarningCodes.ToArray());
    }

    [TestMethod]
    [DataRow("critical", "HIGH", "")]
    [DataRow("high", "HIGH", "PYENV7003")]
    [DataRow("low", "LOW", "PYENV7001")]
    [DataRow("moderate", "LOW", "")]
    [DataRow("critical", "", "PYENV7002")]
    public async Task Less_than_the_level_is_not_told_and_what_nobody_has_rated_always_is(string level, string severity, string code)
    {
        using EngineLab lab = WithFolder(Known.Rated(severity));
        lab.Declared[DeclaredNames.AuditLevel] = level;

        await lab.ShouldRestoreAsync();

        Assert.AreEqual(code, string.Join(',', lab.Log.WarningCodes));
    }

    [TestMethod]
    public async Task Nothing_is_asked_where_the_audit_is_off()
    {
        using EngineLab lab = WithFolder(Known);
        lab.Declared[DeclaredNames.Audit] = "false";

        await lab.ShouldRestoreAsync();

        Assert.IsEmpty(lab.Log.WarningCodes);
    }

    [TestMethod]
    public void A_source_that_was_not_reached_is_not_said_to_tell_nothing()
    {
        using EngineLab lab = WithFolder(Known);
        lab.Declared[DeclaredNames.AuditSources] = lab["nowhere"];

        lab.Run(engine => engine.Audit(CancellationToken.None));

        CollectionAssert.AreEqual(new[] { "PYENV7000" }, lab.Log.WarningCodes.ToArray());
        Assert.Contains($"PythonEnv: {lab["nowhere"]} has not answered", lab.Log.Outputs);
    }

    [TestMethod]
    public void A_dump_without_a_record_knows_nothing_and_has_no_age()
    {
        using EngineLab lab = WithFolder(Known);
        Directory.CreateDirectory(lab["empty"]);
        lab.Declared[DeclaredNames.AuditSources] = lab["empty"];

        lab.Run(engine => engine.Audit(CancellationToken.None));

        StringAssert.Contains(lab.Log.ToString(), "It holds no advisory. Check");
        Assert.Contains($"PythonEnv: {lab["empty"]} has not answered", lab.Log.Outputs);
    }

    [TestMethod]
    public void An_index_that_can_not_say_what_state_projects_are_in_is_told_with_its_reason()
    {
        using EngineLab lab = WithFolder(Known);
        using LoopbackIndex index = lab.OnAnIndex();
        index.Inject(null, Faults.Status(500));
        lab.Set("PIP_RETRIES", "0");

        lab.Run(engine => engine.Audit(CancellationToken.None));

        StringAssert.Contains(string.Join('\n', lab.Log.Outputs), ": the server answered 500");
    }

    [TestMethod]
    public async Task A_source_that_is_not_there_is_one_warning_and_a_damaged_record_does_not_hide_the_others()
    {
        using EngineLab lab = WithFolder(Known);
        lab.Write("osv/a.json", "{");
        lab.Write("osv/b.json", "[1, {\"affected\": 7}]");
        lab.Declared[DeclaredNames.AuditSources] = $"{lab["osv"]};{lab["nowhere"]}";

        await lab.ShouldRestoreAsync();

        CollectionAssert.AreEquivalent(new[] { "PYENV7000", "PYENV7000", "PYENV7003" }, lab.Log.WarningCodes.ToArray());
        StringAssert.Contains(lab.Log.ToString(), "and so with 2 more of 4");
        StringAssert.Contains(lab.Log.ToString(), "There is no such file or folder");
    }

    [TestMethod]
    [DataRow("all.zip")]
    [DataRow("PyPI")]
    public async Task A_dump_is_fetched_once_a_day_and_an_older_one_serves_while_its_server_is_down(string path)
    {
        using EngineLab lab = EngineLab.Greeting();
        using var server = new LoopbackServer();
        server.Serve(path == "all.zip" ? "/all.zip" : "/PyPI/all.zip", OsvDatabase.Zip(Known));
        lab.Declared[DeclaredNames.AuditSources] = new Uri(server.Root, path).AbsoluteUri;
        await lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { "PYENV7003" }, lab.Log.WarningCodes.ToArray());
        int asked = server.Count("/all.zip") + server.Count("/PyPI/all.zip");

        Audit(lab);
        CollectionAssert.AreEqual(new[] { "PYENV7003" }, lab.Log.WarningCodes.ToArray());
        Assert.AreEqual(asked + 1, server.Count("/all.zip") + server.Count("/PyPI/all.zip"));

        foreach (string kept in Directory.GetFiles(lab["cache/advisories-v1"], "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(kept, DateTime.UtcNow.AddDays(-3.5));
        server.Dispose();
        Audit(lab);
        CollectionAssert.AreEquivalent(
            path == "all.zip" ? ["PYENV7000", "PYENV7003"] : new[] { "PYENV7000" }, lab.Log.WarningCodes.ToArray());
        if (path == "all.zip")
            StringAssert.Contains(lab.Log.Diagnostics[0].Message, "what is known is 3 days old");
    }

    [TestMethod]
    public async Task An_answer_that_was_emptied_or_edited_in_the_cache_is_asked_for_again()
    {
        using EngineLab lab = EngineLab.Greeting();
        using var server = new LoopbackServer();
        server.Serve("/all.zip", OsvDatabase.Zip(Known));
        lab.Declared[DeclaredNames.AuditSources] = new Uri(server.Root, "all.zip").AbsoluteUri;
        await lab.ShouldRestoreAsync();

        foreach (byte[] content in (byte[][])[[], OsvDatabase.Zip()])
        {
            foreach (string kept in Directory.GetFiles(lab["cache/advisories-v1"], "*", SearchOption.AllDirectories))
                File.WriteAllBytes(kept, content);
            await lab.CleanAsync();
            await lab.ShouldRestoreAsync();
            CollectionAssert.AreEqual(new[] { "PYENV7003" }, lab.Log.WarningCodes.ToArray(), lab.Log.ToString());
        }
    }

    [TestMethod]
    public async Task A_service_is_asked_once_for_all_pins()
    {
        using EngineLab lab = EngineLab.Greeting();
        using var server = new OsvServer(Known);
        lab.Declared[DeclaredNames.AuditSources] = server.Root.AbsoluteUri;

        await lab.ShouldRestoreAsync();

        CollectionAssert.AreEqual(new[] { "PYENV7003" }, lab.Log.WarningCodes.ToArray());
        CollectionAssert.AreEqual(
            new[] { "/v1/querybatch", "/v1/vulns/GHSA-1" }, server.Requests.Select(request => request.Path).ToArray());
    }

    [TestMethod]
    public async Task An_index_that_carries_advisories_is_asked_and_one_that_does_not_is_left_alone()
    {
        using EngineLab lab = EngineLab.Greeting();
        using var index = new LoopbackIndex();
        index.AddFolder(lab["wheels"]);
        lab.Declared[DeclaredNames.FindLinks] = lab.Declared[DeclaredNames.NoIndex] = "";
        lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(lab.Log.WarningCodes);

        index.Serve("/pypi/words/1.0/json", Encoding.UTF8.GetBytes(
            """{"info": {}, "vulnerabilities": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "summary": null, "details": "Shouts.\nLoudly.", "fixed_in": ["0.9", "2.0", "1.1"], "link": "https://example.org/1", "withdrawn": null}, {"id": "PYSEC-2", "withdrawn": "2026-01-01"}]}"""));
        Audit(lab);

        StringAssert.Contains(
            lab.Log.Diagnostics.Single().Message,
            "`words==1.0` has a known vulnerability that nobody has rated, PYSEC-1 (CVE-1). Shouts; https://example.org/1; asked for by `greeting`. Pin `words==1.1` or newer.");
        CollectionAssert.AreEqual(new[] { "PYENV7002" }, lab.Receipt.Warnings.Select(warning => warning.Code).ToArray());
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task What_the_index_says_of_a_project_is_asked_anew_and_what_builds_repeat_follows_it()
    {
        using EngineLab lab = EngineLab.Greeting();
        using LoopbackIndex index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(lab.Log.WarningCodes);
        var states = new Dictionary<string, string>();
        foreach (string name in (string[])["greeting", "words"])
            index.Inject(LoopbackIndex.PagePath(name), (_, _) => PageOf(states.GetValueOrDefault(name, "active")));

        states["words"] = "deprecated";
        Audit(lab);
        StringAssert.Contains(lab.Log.Diagnostics.Single().Message, "the project of `words==1.0` is deprecated");
        Assert.AreEqual("", lab.Look());
        CollectionAssert.AreEqual(new[] { "PYENV7005" }, lab.Receipt.Warnings.Select(warning => warning.Code).ToArray());

        states["words"] = states["greeting"] = "unreachable";
        Audit(lab);
        CollectionAssert.AreEqual(new[] { "PYENV7005" }, lab.Receipt.Warnings.Select(warning => warning.Code).ToArray());

        states["words"] = "active";
        states["greeting"] = "quarantined";
        Audit(lab);
        Assert.AreEqual(Severity.Error, lab.Log.Diagnostics.Single().Severity);
        StringAssert.Contains(lab.Log.Diagnostics.Single().Message, "the project of `greeting==1.0` is quarantined");
        Assert.IsEmpty(lab.Receipt.Warnings);

        static LoopbackResponse PageOf(string state) => state == "unreachable"
            ? new LoopbackResponse(500, [])
            : new LoopbackResponse(200, Encoding.UTF8.GetBytes($"<meta name=\"pypi:project-status\" content=\"{state}\">"))
                .With("Content-Type", "text/html");
    }

    private static EngineLab WithFolder(params JsonObject[] records)
    {
        EngineLab lab = EngineLab.Greeting();
        foreach (JsonObject record in records)
            lab.Write($"osv/PyPI/{record["id"]}.json", record.ToJsonString());
        lab.Declared[DeclaredNames.AuditSources] = lab["osv"];
        return lab;
    }

    private static void Audit(EngineLab lab) => lab.Run(engine => engine.Audit(CancellationToken.None));

    /// <summary>Speaks OSV's API.</summary>
    private sealed class OsvServer : LoopbackServer
    {
        private readonly JsonObject _record;

        public OsvServer(JsonObject record)
        {
            _record = record;
            Serve($"/v1/vulns/{record["id"]}", Encoding.UTF8.GetBytes(record.ToJsonString()));
        }

        protected override LoopbackResponse Answer(LoopbackRequest request) => request.Path != "/v1/querybatch"
            ? base.Answer(request)
            : new LoopbackResponse(
                200,
                Encoding.UTF8.GetBytes(
                    $$"""{"results": [{}, {"vulns": [{"id": "{{_record["id"]}}", "modified": "2026-01-01T00:00:00Z"}]}]}"""))
                .With("Content-Type", "application/json");
    }
}
