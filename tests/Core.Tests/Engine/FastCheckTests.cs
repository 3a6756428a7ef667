using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class FastCheckTests
{
    [TestMethod]
    public void A_finished_environment_leaves_nothing_to_do()
    {
        using FinishedEnvironment made = new();

        FastVerdict verdict = made.Look();

        Assert.AreEqual("", verdict.Reason);
        Assert.IsFalse(verdict.IsOff);
        Assert.IsNotNull(verdict.Receipt);
    }

    [TestMethod]
    public void An_edit_with_the_old_time_is_noticed()
    {
        using FinishedEnvironment made = new();
        DateTime old = File.GetLastWriteTimeUtc(made.Requirements);
        File.WriteAllText(made.Requirements, "words==2.0\n");
        File.SetLastWriteTimeUtc(made.Requirements, old);

        Assert.AreEqual($"`{made.Requirements}` changed", made.Look().Reason);
    }

    [TestMethod]
    public void A_file_that_was_looked_for_and_comes_into_being_is_noticed()
    {
        using FinishedEnvironment made = new();
        string file = made.Folder.Write("app/pyproject.toml", "");

        Assert.AreEqual($"`{file}` changed", made.Look().Reason);
    }

    [TestMethod]
    public void A_file_that_goes_away_is_noticed()
    {
        using FinishedEnvironment made = new();
        File.Delete(made.Requirements);

        // It was the default one, so that another declaration stands there now.
        Assert.AreEqual("its declaration changed", made.Look().Reason);
    }

    [TestMethod]
    public void A_variable_that_was_read_is_watched_by_what_is_no_secret_in_it()
    {
        using FinishedEnvironment made = new();

        made.Variables["PIP_INDEX_URL"] = "https://user:new-secret@host/simple";
        Assert.AreEqual("", made.Look().Reason);
        made.Variables["PIP_INDEX_URL"] = "https://other/simple";
        Assert.AreEqual("the environment variable `PIP_INDEX_URL` changed", made.Look().Reason);
        made.Variables.Remove("PIP_INDEX_URL");
        Assert.AreEqual("the environment variable `PIP_INDEX_URL` changed", made.Look().Reason);
    }

    [TestMethod]
    [DataRow(DeclaredNames.Constraints, "constraints.txt")]
    [DataRow(DeclaredNames.RequireHashes, "true")]
    [DataRow(DeclaredNames.Interpreter, ">=3.11")]
    [DataRow(DeclaredNames.SystemPackages, "six==1.0")]
    [DataRow(DeclaredNames.ImportChecks, "words")]
    public void A_declared_value_is_watched(string name, string value)
    {
        using FinishedEnvironment made = new();
        made.Declared[name] = value;

        Assert.AreEqual("its declaration changed", made.Look().Reason);
    }

    [TestMethod]
    public void How_long_to_wait_and_how_deep_to_look_are_no_part_of_what_it_is()
    {
        using FinishedEnvironment made = new();
        made.Declared[DeclaredNames.LockTimeout] = "5";
        made.Declared[DeclaredNames.Mode] = "Verify";
        Assert.AreEqual("", made.Look().Reason);

        made.Declared[DeclaredNames.VerifyLevel] = "Full";
        Assert.AreEqual("a full verification is declared for every build", made.Look().Reason);
    }

    [TestMethod]
    public void Another_version_of_the_package_looks_again()
    {
        using FinishedEnvironment made = new();
        ReceiptFile.Write(made.Receipt with { Engine = "0.0.0" }, made.Layout.Root);

        Assert.AreEqual("version 0.0.0 of the package made it", made.Look().Reason);
    }

    [TestMethod]
    public void A_moved_environment_is_noticed()
    {
        using FinishedEnvironment made = new();
        Directory.Move(made.Layout.Root, made.Folder["app/env"]);
        Assert.AreEqual("there is no environment", made.Look().Reason);

        made.Declared[DeclaredNames.Location] = "env";
        Assert.AreEqual($"it was made at `{made.Layout.Root}`", made.Look().Reason);
    }

    [TestMethod]
    public void An_interpreter_that_was_upgraded_or_removed_is_noticed()
    {
        using FinishedEnvironment made = new();
        string executable = made.Receipt.Interpreter.Executable;

        File.AppendAllText(executable, " ");
        Assert.AreEqual($"the interpreter `{executable}` is gone or changed", made.Look().Reason);
        File.Delete(executable);
        Assert.AreEqual($"the interpreter `{executable}` is gone or changed", made.Look().Reason);
    }

    [TestMethod]
    public void A_link_that_leads_elsewhere_and_an_edited_configuration_are_noticed()
    {
        using FinishedEnvironment made = new();
        File.Delete(made.Layout.Executable);
        File.CreateSymbolicLink(made.Layout.Executable, "/bin/false");
        Assert.AreEqual($"`{made.Layout.Executable}` was changed", made.Look().Reason);

        using FinishedEnvironment other = new();
        File.AppendAllText(other.Layout.ConfigurationFile, "prompt = mine\n");
        Assert.AreEqual($"`{other.Layout.ConfigurationFile}` was changed", other.Look().Reason);
    }

    [TestMethod]
    public void A_package_more_or_less_or_of_another_version_is_noticed()
    {
        const string Differs = "is gone, new or changed";
        using FinishedEnvironment made = new();
        string metadata = Path.Combine(made.Layout.SitePackages, "words-1.0.dist-info");

        Directory.CreateDirectory(Path.Combine(made.Layout.SitePackages, "extra-1.0.dist-info"));
        StringAssert.EndsWith(made.Look().Reason, Differs);
        Directory.Delete(Path.Combine(made.Layout.SitePackages, "extra-1.0.dist-info"));
        Directory.Move(metadata, metadata.Replace("1.0", "1.1", StringComparison.Ordinal));
        StringAssert.EndsWith(made.Look().Reason, Differs);
        Directory.Delete(metadata.Replace("1.0", "1.1", StringComparison.Ordinal), recursive: true);
        StringAssert.EndsWith(made.Look().Reason, Differs);
    }

    [TestMethod]
    public void An_upgraded_system_package_is_noticed()
    {
        using FinishedEnvironment made = new();
        string metadata = made.Folder.Write("usr/six-1.16.egg-info/PKG-INFO", "Name: six\nVersion: 1.16\n");
        ReceiptPackage six = new()
        {
            Name = "six",
            Version = "1.16",
            MetadataDirectory = metadata,
            RecordSha256 = Digest.OfFile(metadata)!,
            IsSystem = true
        };
        ReceiptFile.Write(made.Receipt with { Packages = [.. made.Receipt.Packages, six] }, made.Layout.Root);
        Assert.AreEqual("", made.Look().Reason);

        Directory.Move(made.Folder["usr/six-1.16.egg-info"], made.Folder["usr/six-1.17.egg-info"]);
        Assert.AreEqual("the system package `six` changed", made.Look().Reason);
    }

    [TestMethod]
    public void A_receipt_that_was_cut_off_is_none()
    {
        using FinishedEnvironment made = new();
        string path = Receipt.PathIn(made.Layout.Root);
        File.WriteAllText(path, File.ReadAllText(path)[..^10]);

        Assert.AreEqual("the environment has no receipt", made.Look().Reason);
    }

    [TestMethod]
    public void A_mode_that_switches_it_off_looks_at_nothing()
    {
        using FinishedEnvironment made = new();
        made.Declared[DeclaredNames.Mode] = "off";
        Directory.Delete(made.Layout.Root, recursive: true);

        Assert.AreEqual(new FastVerdict(IsOff: true, null, ""), made.Look());
    }

    [TestMethod]
    public void A_mode_that_cant_be_read_is_looked_at_thoroughly()
    {
        using FinishedEnvironment made = new();
        made.Declared[DeclaredNames.Mode] = "Sometimes";

        Assert.AreEqual("the declared mode can't be read", made.Look().Reason);
    }

    [TestMethod]
    [DataRow(DeclaredNames.VerifyLevel, "Fulll")]
    [DataRow(DeclaredNames.Refresh, "yes")]
    [DataRow(DeclaredNames.Report, "1")]
    [DataRow(DeclaredNames.LockTimeout, "soon")]
    [DataRow(DeclaredNames.RemoteCache, "cache.example.com")]
    [DataRow(DeclaredNames.RemoteCache, "ftp://cache.example.com/")]
    [DataRow(DeclaredNames.CacheDirectory, "*Undefined*cache")]
    [DataRow(DeclaredNames.CacheDirectory, "~/cache")]
    [DataRow(DeclaredNames.Upgrade, "all;a b")]
    public void A_value_of_one_run_that_cant_be_read_is_looked_at_thoroughly(string name, string value)
    {
        using FinishedEnvironment made = new();
        made.Declared[name] = value;

        Assert.AreEqual($"`PythonEnv{name}` can't be read", made.Look().Reason);
    }

    [TestMethod]
    [DataRow(DeclaredNames.RemoteCache, "HTTPS://cache.example.com/")]
    [DataRow(DeclaredNames.RemoteCache, "${CACHE}/python")]
    [DataRow(DeclaredNames.CacheDirectory, "obj/cache")]
    [DataRow(DeclaredNames.Upgrade, "all;Words")]
    public void A_value_of_one_run_that_can_be_read_is_nothing_to_do(string name, string value)
    {
        using FinishedEnvironment made = new();
        made.Declared[name] = value;

        Assert.AreEqual("", made.Look().Reason);
    }

    [TestMethod]
    public void Stored_warnings_are_said_again()
    {
        using FinishedEnvironment made = new();
        Diagnostic warning = DiagnosticCatalog.Yanked.At(
            new SourceSpan(made.Requirements, 1, 1), "`words` 1.0 is yanked", "broken", "Pin another");
        var log = new MemoryLog();

        FastCheck.Replay(made.Receipt with { Warnings = [warning] }, log);

        Assert.AreEqual(warning, log.Diagnostics.Single());
    }

    [TestMethod]
    public void Projects_that_share_an_environment_by_defaults_of_their_own_do_not_agree()
    {
        using FinishedEnvironment made = new();
        made.Folder.Write("other/requirements.txt", "words==2.0\n");
        DeclaredValues shared = made.Values with
        {
            ProjectFile = made.Folder["other/Other.csproj"],
            Values = name => name == DeclaredNames.Location ? "../app/.venv" : made.Values.Values(name)
        };
        shared = new DeclaredValues("default", made.Folder["other/Other.csproj"], shared.Values);

        Assert.AreEqual(made.Values.Location, shared.Location);
        Assert.AreEqual("its declaration changed", FastCheck.Run(shared, made.Variable).Reason);
    }
}
