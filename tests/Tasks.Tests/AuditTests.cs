namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class AuditTests
{
    private const string Advisory = """
        {"id": "GHSA-1", "aliases": ["CVE-1"], "summary": "Shouts", "database_specific": {"severity": "HIGH"},
         "affected": [{"package": {"ecosystem": "PyPI", "name": "Wordshapes"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.5"}]}]}]}
        """;

    [TestMethod]
    public async Task An_advisory_appears_at_its_pins_line_and_in_the_report_and_its_suppression_hides_it()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvAuditSources"] = "osv";
        project.Properties["PythonEnvReport"] = "true";
        project.Write("osv/GHSA-1.json", Advisory);

        BuildResult built = (await project.BuildAsync()).ShouldSucceed();
        CollectionAssert.AreEqual(new[] { "PYENV7003 requirements.txt(2,1)" }, built.WarningPlaces.ToArray());
        StringAssert.Contains(built.Warnings[0].Text, "Pin `wordshapes==1.5` or newer");
        StringAssert.Contains(File.ReadAllText(project["obj/pythonenv/default.cdx.json"]), "\"id\": \"GHSA-1\"");
        CollectionAssert.AreEqual(
            new[] { "PYENV7003 requirements.txt(2,1)" },
            (await project.BuildAsync("--no-restore")).ShouldSucceed().WarningPlaces.ToArray());

        project.Body = """<ItemGroup><PythonEnvAuditSuppress Include="CVE-1" Reason="never; loud" /><PythonEnvAuditSuppress Include="https://osv.dev/vulnerability/X-1" /></ItemGroup>""";
        Assert.IsEmpty((await project.BuildAsync("--no-restore")).ShouldSucceed().WarningPlaces);
        BuildResult audited = (await project.TargetAsync("PythonEnvAudit", "--no-restore")).ShouldSucceed();
        Assert.IsEmpty(audited.WarningPlaces);
        StringAssert.Contains(audited.Output, "GHSA-1 of wordshapes 1.0 is suppressed: never; loud");
        StringAssert.Contains(audited.Output, "PythonEnv: no known vulnerabilities in 2 pins of .venv");
    }

    [TestMethod]
    public async Task What_the_target_finds_is_repeated_by_later_builds_and_obeys_WarningsAsErrors()
    {
        using var project = new TestProject().WithWheels().WithPins();
        project.Properties["PythonEnvAuditSources"] = "osv";
        project.Write("osv/other.json", """{"id": "X-1"}""");
        Assert.IsEmpty((await project.BuildAsync()).ShouldSucceed().WarningPlaces);

        project.Write("osv/GHSA-1.json", Advisory);
        CollectionAssert.AreEqual(
            new[] { "PYENV7003 requirements.txt(2,1)" },
            (await project.TargetAsync("PythonEnvAudit", "--no-restore")).ShouldSucceed().WarningPlaces.ToArray());
        CollectionAssert.AreEqual(
            new[] { "PYENV7003 requirements.txt(2,1)" },
            (await project.BuildAsync("--no-restore")).ShouldSucceed().WarningPlaces.ToArray());
        (await project.BuildAsync("--no-restore", "-p:WarningsAsErrors=PYENV7003")).ShouldFail("PYENV7003");
    }
}
