using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class DeclaredValuesTests
{
    [TestMethod]
    public void Equal_declarations_have_equal_digests_however_their_paths_are_written()
    {
        using TempDirectory folder = new();
        string one = Digest(
            folder, "a/A.csproj", (DeclaredNames.Location, "../env"), (DeclaredNames.Requirements, "../r.txt"),
            (DeclaredNames.Interpreter, "3.11"));
        string other = Digest(
            folder, "b/B.csproj", (DeclaredNames.Location, folder["env"]), (DeclaredNames.Requirements, "./../r.txt;"),
            (DeclaredNames.Interpreter, " 3.11 "));

        Assert.AreEqual(one, other);
    }

    [TestMethod]
    public void Every_value_that_decides_what_it_is_counts()
    {
        using TempDirectory folder = new();
        string none = Digest(folder, "a/A.csproj");

        string[] digests = [none, .. DeclaredNames.Decisive.Select(name => Digest(folder, "a/A.csproj", (name, "x")))];

        Assert.AreEqual(DeclaredNames.Decisive.Length + 1, digests.Distinct().Count());
        foreach (string name in DeclaredNames.Passing)
            Assert.AreEqual(none, Digest(folder, "a/A.csproj", (name, "x")), name);
    }

    [TestMethod]
    [DataRow("set `PythonEnvInterpreter` or PythonEnvSeed.", "set `Interpreter` or PythonEnvSeed.")]
    [DataRow("`<PythonEnvInterpreter>3.11</PythonEnvInterpreter>`", "`<Interpreter>3.11</Interpreter>`")]
    [DataRow("PythonEnvInterpreter is not set", "Interpreter is not set")]
    [DataRow("Build with `-p:PythonEnvInterpreter=3.11`", null)]
    [DataRow("Build with `PythonEnvInterpreter=3.11`", null)]
    [DataRow("`dotnet build -t:PythonEnvInterpreter`", null)]
    [DataRow("/src/PythonEnvInterpreter", null)]
    [DataRow("PythonEnvInterpreterSource", null)]
    public void A_finding_calls_a_value_of_an_item_as_the_item_does(string text, string? spelt)
    {
        Diagnostic finding = DiagnosticCatalog.DeclarationUnreadable.At(SourceSpan.None, text, text, text) with
        {
            WhenMended = DiagnosticCatalog.DeclarationUnreadable.At(SourceSpan.None, text, "", ""),
        };
        var values = new DeclaredValues("docs", "/app/App.csproj", static _ => "") { Metadata = ["interpreter", "Mine"] };

        Diagnostic told = values.Spell(finding);

        foreach (string part in new[] { told.Problem, told.Evidence, told.Remedy, told.WhenMended!.Problem })
            Assert.AreEqual(spelt ?? text, part);
    }

    [TestMethod]
    [DataRow("/app/app.cs", "Run `dotnet build app.cs -t:PythonEnvLock`")]
    [DataRow("/app/App.csproj", "Run `dotnet build -t:PythonEnvLock`")]
    public void A_command_that_is_proposed_builds_the_program_of_one_file(string project, string told)
    {
        var values = new DeclaredValues("default", project, static _ => "");

        Assert.AreEqual(told, values.Spell(DiagnosticCatalog.LockOutdated.At(SourceSpan.None, "", "", "Run `dotnet build -t:PythonEnvLock`")).Remedy);
    }

    [TestMethod]
    public void Values_do_not_run_into_each_other()
    {
        using TempDirectory folder = new();

        Assert.AreNotEqual(
            Digest(folder, "a/A.csproj", (DeclaredNames.IndexUrl, "x\nExtraIndexUrls:1:y")),
            Digest(folder, "a/A.csproj", (DeclaredNames.IndexUrl, "x"), (DeclaredNames.ExtraIndexUrls, "y")));
    }

    [TestMethod]
    public void Defaults_count_by_the_file_they_come_from()
    {
        using TempDirectory folder = new();
        (string, string) location = (DeclaredNames.Location, folder["env"]);
        folder.Write(".python-version", "3.11");
        folder.Write("a/requirements.txt", "");
        folder.Write("b/requirements.txt", "");
        Assert.AreNotEqual(Digest(folder, "a/A.csproj", location), Digest(folder, "b/B.csproj", location));

        (string, string) requirements = (DeclaredNames.Requirements, folder["r.txt"]);
        string shared = Digest(folder, "b/B.csproj", location, requirements);
        Assert.AreEqual(Digest(folder, "a/A.csproj", location, requirements), shared);
        folder.Write("b/.python-version", "3.12");
        Assert.AreNotEqual(shared, Digest(folder, "b/B.csproj", location, requirements));
    }

    private static string Digest(TempDirectory folder, string project, params (string Name, string Value)[] values) =>
        new DeclaredValues("default", folder[project], name => values.FirstOrDefault(value => value.Name == name).Value ?? "").Digest();
}
