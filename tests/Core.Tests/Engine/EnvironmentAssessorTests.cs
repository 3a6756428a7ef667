using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Mending;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class EnvironmentAssessorTests
{
    private static readonly Pin s_words =
        new()
        {
            Name = PackageName.Normalize("words"),
            Version = PythonVersion.Parse("1.0"),
            Display = "words==1.0",
            Where = new SourceSpan("/p/requirements.txt", 1, 1)
        };

    [TestMethod]
    public void What_matches_needs_no_mending()
    {
        using FinishedEnvironment made = new();

        EnvironmentAssessment assessment = Assess(made, s_words);

        Assert.IsEmpty(assessment.Findings);
        Assert.AreEqual(MendKind.None, assessment.Mend);
    }

    [TestMethod]
    [DataRow("", false, "Build with `PythonEnvMode=Restore` to mend it")]
    [DataRow("", true, "Build with `PythonEnvMode=Restore` and `PythonEnvVerifyLevel=Full` to mend it")]
    [DataRow("Mode", false, "Declare its `Mode` as `Restore` and build, to mend it")]
    [DataRow("Mode", true, "Declare its `Mode` as `Restore` and build with `PythonEnvVerifyLevel=Full`, to mend it")]
    [DataRow("VerifyLevel", false, "Build with `PythonEnvMode=Restore` to mend it")]
    [DataRow("VerifyLevel", true, "Declare its `VerifyLevel` as `Full` and build with `PythonEnvMode=Restore`, to mend it")]
    [DataRow("Mode;VerifyLevel", true, "Declare its `Mode` as `Restore` and its `VerifyLevel` as `Full` and build, to mend it")]
    public void What_mends_is_changed_where_it_is_declared(string ofItem, bool isHidden, string remedy)
    {
        using FinishedEnvironment made = new();
        made.Declared[DeclaredNames.Mode] = "Verify";
        DeclaredValues values = made.Values with { Metadata = ofItem.Split(';') };

        EnvironmentDeclaration declaration = new DeclarationReader(values, isWindows: false, "/cache", new DiagnosticBag()).Read();

        Assert.AreEqual(remedy, EnvironmentStanding.RemedyFor(declaration, isHidden));
    }

    [TestMethod]
    public void An_interpreter_upgraded_in_its_place_is_linked_again_as_long_as_the_ABI_stays()
    {
        using FinishedEnvironment made = new();
        ReceiptInterpreter upgraded = made.Receipt.Interpreter with { Version = "3.11.9", Stamp = "other" };

        Finds(Assess(made, upgraded, s_words), MendKind.Relink, "PYENV5002 the environment's interpreter changed under it");
        Finds(
            Assess(made, upgraded with { Abi = "cpython-311d" }, s_words), MendKind.Rebuild,
            "PYENV5002 the environment's interpreter changed under it");
    }

    [TestMethod]
    public void An_interpreter_that_is_gone_is_replaced_by_one_that_fits()
    {
        using FinishedEnvironment made = new();
        ReceiptInterpreter other = made.Receipt.Interpreter with { Executable = "/elsewhere/python3.11" };
        File.Delete(made.Receipt.Interpreter.Executable);

        Finds(Assess(made, other, s_words), MendKind.Relink, "PYENV5001 the environment's interpreter is gone");
        Finds(
            Assess(made, other with { Version = "3.12.1" }, s_words), MendKind.Rebuild, "PYENV5001 the environment's interpreter is gone");
    }

    [TestMethod]
    public void A_link_or_configuration_that_was_edited_is_written_again()
    {
        using FinishedEnvironment made = new();
        File.AppendAllText(made.Layout.ConfigurationFile, "prompt = x\n");
        Finds(Assess(made, s_words), MendKind.Relink, "PYENV5004 the environment's link to its interpreter or its `pyvenv.cfg` was edited");

        File.Delete(made.Layout.Executable);
        Finds(Assess(made, s_words), MendKind.Relink, "PYENV5001 the environment's link to its interpreter is gone or leads nowhere");
    }

    [TestMethod]
    public void Another_version_another_file_or_another_source_is_installed_anew()
    {
        using FinishedEnvironment made = new();
        string sha256 = new('a', 64);
        ReceiptPackage words = made.Receipt.Packages[0] with { Sha256 = sha256, Source = "https://host/words-1.0-py3-none-any.whl" };
        ReceiptFile.Write(made.Receipt with { Packages = [words] }, made.Layout.Root);
        Give(made, "words-1.0.dist-info/RECORD", "words-1.0.dist-info/RECORD,,\n");

        Assert.AreEqual(
            MendKind.None,
            Assess(made, s_words with { Hashes = [new FileHash("sha256", sha256), new FileHash("sha256", new string('b', 64))] }).Mend);
        Finds(
            Assess(made, s_words with { Version = PythonVersion.Parse("1.1") }), MendKind.Change,
            "PYENV5003 `words` is not in the environment as it was pinned");
        Finds(
            Assess(made, s_words with { Hashes = [new FileHash("sha256", new string('b', 64))] }), MendKind.Change,
            "PYENV5003 `words` is not in the environment as it was pinned");
        Finds(
            Assess(made, At("https://other/words-1.0-py3-none-any.whl")), MendKind.Change,
            "PYENV5003 `words` is not in the environment as it was pinned");
    }

    [TestMethod]
    public void What_is_more_or_there_twice_goes()
    {
        using FinishedEnvironment made = new();
        Give(made, "words-1.0.dist-info/RECORD", "words-1.0.dist-info/RECORD,,\n");
        Give(made, "extra-2.0.dist-info/RECORD", "extra-2.0.dist-info/RECORD,,\n");
        Give(made, "words-0.9.dist-info/RECORD", "words-0.9.dist-info/RECORD,,\n");

        EnvironmentAssessment assessment = Assess(made, s_words);

        Finds(
            assessment, MendKind.Change, "PYENV5003 `words` is not in the environment as it was pinned",
            "PYENV5003 `extra` 2.0 is in the environment and not in its declaration");
        Assert.AreEqual(
            "extra-2.0 words-0.9 words-1.0",
            string.Join(
                ' ',
                assessment.Remove.Select(
                    each => Path.GetFileName(each.MetadataDirectory).Replace(".dist-info", "", StringComparison.Ordinal))));
        Assert.AreEqual("words", string.Join(' ', assessment.Install));
    }

    [TestMethod]
    public void A_pin_without_version_takes_what_its_specifiers_accept()
    {
        using FinishedEnvironment made = new();
        Give(made, "words-1.0.dist-info/RECORD", "words-1.0.dist-info/RECORD,,\n");
        Assert.IsTrue(SpecifierSet.TryParse("==1", out SpecifierSet? one, out _) && SpecifierSet.TryParse("==2", out _, out _));
        Assert.IsTrue(SpecifierSet.TryParse("==2", out SpecifierSet? two, out _));

        Assert.AreEqual(MendKind.None, Assess(made, s_words with { Version = null, Specifiers = one! }).Mend);
        Assert.AreEqual(MendKind.Change, Assess(made, s_words with { Version = null, Specifiers = two! }).Mend);
    }

    [TestMethod]
    public void Without_a_receipt_or_away_from_where_it_was_made_it_is_made_anew()
    {
        using FinishedEnvironment made = new();
        ReceiptFile.Write(made.Receipt with { Location = "/elsewhere/.venv" }, made.Layout.Root);
        Finds(Assess(made, s_words), MendKind.Rebuild, "PYENV5008 the environment was moved or copied from elsewhere");

        File.Delete(Receipt.PathIn(made.Layout.Root));
        Finds(EnvironmentOf(made, Interpreter("3.11.7"), s_words), MendKind.Rebuild, "PYENV5005 the environment is incomplete");
        Directory.Delete(made.Layout.Root, recursive: true);
        Finds(EnvironmentOf(made, Interpreter("3.11.7"), s_words), MendKind.Rebuild, "PYENV5005 there is no environment");
    }

    [TestMethod]
    public async Task A_process_that_is_at_work_on_it_is_named()
    {
        using FinishedEnvironment made = new();
        File.Delete(Receipt.PathIn(made.Layout.Root));
        using EnvironmentLock? held = EnvironmentLock.Acquire(
            new EnvironmentWorkspace(made.Layout.Root), "process 7", TimeSpan.Zero, _ => { }, CancellationToken.None);

        StringAssert.EndsWith(EnvironmentOf(made, Interpreter("3.11.7"), s_words).Findings.Single().Evidence, "process 7 works on it now");
    }

    private static Pin At(string url) => s_words with
    {
        DirectUrl = IndexUrl.From(new Uri(url)),
        File = new DistributionFile { FileName = "words-1.0-py3-none-any.whl", Location = new Uri(url) },
    };

    private static ReceiptInterpreter Interpreter(string version) =>
        new("/py/bin/python3.11", version, "s", "cpython", "cpython-311", IsFreeThreaded: false);

    private static EnvironmentAssessment Assess(FinishedEnvironment made, params Pin[] expected) =>
        Assess(made, made.Receipt.Interpreter, expected);

    private static EnvironmentAssessment Assess(FinishedEnvironment made, ReceiptInterpreter interpreter, params Pin[] expected) =>
        EnvironmentOf(made, interpreter, expected);

    private static EnvironmentAssessment EnvironmentOf(FinishedEnvironment made, ReceiptInterpreter interpreter, params Pin[] expected)
    {
        var declaration = new DeclarationReader(made.Values, isWindows: false, "/cache", new DiagnosticBag()).Read();
        Receipt? receipt = ReceiptFile.TryRead(declaration.Location, out Receipt? read) ? read : null;
        return new EnvironmentAssessor(declaration, interpreter, receipt, [.. expected]).Assess(full: false, CancellationToken.None);
    }

    private static void Give(FinishedEnvironment made, string relative, string text)
    {
        string path = Path.Combine(made.Layout.SitePackages, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static void Finds(EnvironmentAssessment assessment, MendKind mend, params string[] findings)
    {
        CollectionAssert.AreEqual(findings, assessment.Findings.Select(finding => $"{finding.Code} {finding.Problem}").ToArray());
        Assert.AreEqual(mend, assessment.Mend);
    }
}
