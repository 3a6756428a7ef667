using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>On the distribution's own interpreter with its real packages (PEP 668).</summary>
[TestClass]
internal sealed class SystemPackageTests
{
    private static readonly Lazy<ImmutableSortedDictionary<PackageName, SystemDistribution>> s_present = new(
        () => SystemDistribution.List(["/usr/lib/python3/dist-packages"]));

    [TestMethod]
    public async Task A_declared_one_is_relied_on_and_known_as_the_systems()
    {
        using EngineLab lab = OnTheSystem("six");
        lab.Declared[DeclaredNames.SystemPackages] = $"six=={VersionOf("six")}";

        Receipt receipt = await lab.ShouldRestoreAsync();

        ReceiptPackage six = receipt.Packages.Single(package => package.IsSystem);
        Assert.AreEqual($"six {VersionOf("six")}", $"{six.Name} {six.Version}");
        Assert.AreEqual("True", lab.Python("import user_of_six; print(user_of_six.six.PY3)"));
        StringAssert.StartsWith(lab.Python("import six; print(six.__file__)"), "/usr/lib/python3/dist-packages/");
        CollectionAssert.Contains(lab.Log.WarningCodes.ToArray(), "PYENV1005");
        Assert.AreEqual("", lab.Look());
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    [DataRow(true, DisplayName = "another one is declared")]
    [DataRow(false, DisplayName = "none is declared")]
    public async Task An_undeclared_one_is_named_with_the_version_to_declare(bool declaresAnother)
    {
        using EngineLab lab = OnTheSystem("six");
        string other = s_present.Value.Values.First(each => each.Name.Value is not "six" && each.Metadata.RequiresDist.IsEmpty).Name.Value;
        if (declaresAnother)
            lab.Declared[DeclaredNames.SystemPackages] = $"{other}=={VersionOf(other)}";

        await lab.ShouldNotRestoreAsync("PYENV5006");

        StringAssert.Contains(lab.Log.Errors.Single().Message, $"Declare `six=={VersionOf("six")}` in `PythonEnvSystemPackages`");
        Assert.IsFalse(Path.Exists(lab.Location));
    }

    [TestMethod]
    public async Task One_that_does_not_do_is_a_missing_pin()
    {
        using EngineLab lab = OnTheSystem("six>=999");
        lab.Declared[DeclaredNames.SystemPackages] = "blinker==" + VersionOf("blinker");

        await lab.ShouldNotRestoreAsync("PYENV3004");
    }

    [TestMethod]
    public async Task One_of_another_version_or_none_is_told()
    {
        using EngineLab lab = OnTheSystem("six");
        lab.Declared[DeclaredNames.SystemPackages] = "six==1.0;no-such-package==2.0";

        await lab.ShouldNotRestoreAsync("PYENV5003", "PYENV5003");

        StringAssert.Contains(lab.Log.ToString(), $"Declared `six==1.0`; found {VersionOf("six")}");
    }

    [TestMethod]
    public async Task What_a_system_package_requires_has_to_be_declared_too()
    {
        using EngineLab lab = OnTheSystem("httplib2");
        lab.Declared[DeclaredNames.SystemPackages] = $"httplib2=={VersionOf("httplib2")}";

        await lab.ShouldNotRestoreAsync("PYENV5006");

        StringAssert.Contains(lab.Log.Errors.Single().Message, $"`httplib2 {VersionOf("httplib2")}` → `pyparsing");
        lab.Declared[DeclaredNames.SystemPackages] += $";pyparsing=={VersionOf("pyparsing")}";
        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task An_upgrade_by_the_operating_system_is_found_on_the_next_build()
    {
        using EngineLab lab = OnTheSystem("six");
        lab.Declared[DeclaredNames.SystemPackages] = $"six=={VersionOf("six")}";
        Receipt receipt = await lab.ShouldRestoreAsync();
        ReceiptPackage six = receipt.Packages.Single(package => package.IsSystem);

        // As if it had been made before the upgrade.
        ReceiptFile.Write(
            receipt with { Packages = [.. receipt.Packages.Select(p => p == six ? six with { RecordSha256 = new string('0', 64) } : p)] },
            lab.Location);
        Assert.AreEqual("the system package `six` changed", lab.Look());
        await lab.ShouldRestoreAsync();
        Assert.AreEqual("", lab.Look());
    }

    [TestMethod]
    public async Task A_package_of_the_users_own_folder_counts_as_undeclared()
    {
        using EngineLab lab = OnTheSystem("homemade");
        string library = Path.GetFileName(
            Directory.EnumerateDirectories("/usr/lib", "python3.*").First(folder => File.Exists(folder + "/EXTERNALLY-MANAGED")));
        lab.Write($"home/.local/lib/{library}/site-packages/homemade-1.0.dist-info/METADATA", "Name: homemade\nVersion: 1.0\n");
        lab.Declared[DeclaredNames.SystemPackages] = $"six=={VersionOf("six")}";

        await lab.ShouldNotRestoreAsync("PYENV5006");
    }

    [TestMethod]
    public async Task Without_them_the_environment_does_not_see_them_and_a_change_of_mind_is_made_in_place()
    {
        using EngineLab lab = OnTheSystem("six").With(new WheelBuilder("six", "1.17.0").WithFile("six.py", "PY3 = 'wheel'\n"));
        lab.Declared.Remove(DeclaredNames.SystemSitePackages);
        lab.Pinned("user-of-six==1.0", "six==1.17.0");
        await lab.ShouldRestoreAsync();
        Assert.AreEqual(
            "wheel False",
            lab.Python("import user_of_six, importlib.util; print(user_of_six.six.PY3, importlib.util.find_spec('blinker') is not None)"));

        lab.Declared[DeclaredNames.SystemSitePackages] = "true";
        lab.Declared[DeclaredNames.SystemPackages] = $"blinker=={VersionOf("blinker")}";
        await lab.ShouldRestoreAsync("PYENV5003");

        Assert.AreEqual(
            "wheel True",
            lab.Python("import user_of_six, importlib.util; print(user_of_six.six.PY3, importlib.util.find_spec('blinker') is not None)"));
        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    [DataRow("Refuse", "PYENV1005", null)]
    [DataRow("Warn", null, "PYENV1005")]
    [DataRow("Allow", null, null)]
    public async Task Whether_the_systems_interpreter_may_be_taken_is_declared(string policy, string? error, string? warning)
    {
        using EngineLab lab = OnTheSystem("words").Pinned("words==1.0").With(new WheelBuilder("words", "1.0").WithFile("words.py", ""));
        lab.Declared.Remove(DeclaredNames.SystemSitePackages);
        lab.Declared[DeclaredNames.SystemInterpreter] = policy;

        await lab.RestoreAsync();

        CollectionAssert.AreEqual(error is null ? [] : new[] { error }, lab.Log.ErrorCodes.ToArray(), lab.Log.ToString());
        CollectionAssert.AreEqual(warning is null ? [] : new[] { warning }, lab.Log.WarningCodes.ToArray(), lab.Log.ToString());
        Assert.AreEqual(error is null, Path.Exists(lab.Location));
    }

    [TestMethod]
    public async Task The_systems_interpreter_that_an_environment_keeps_is_told_as_that_and_how_to_leave_it()
    {
        using EngineLab lab = OnTheSystem("words").Pinned("words==1.0").With(new WheelBuilder("words", "1.0").WithFile("words.py", ""));
        lab.Declared.Remove(DeclaredNames.SystemSitePackages);
        Receipt receipt = await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.Interpreter] = $"=={receipt.Interpreter.Version}";

        await lab.RestoreAsync();

        StringAssert.Contains(lab.Log.ToString(), "and the environment stands on it");
        StringAssert.Contains(lab.Log.ToString(), "then call `PythonEnvClean`, since an environment keeps its interpreter; or set");
    }

    [TestMethod]
    [DataRow("/usr/lib/python3/env")]
    [DataRow("/etc/env")]
    public async Task A_location_of_the_operating_system_is_refused(string location)
    {
        using EngineLab lab = OnTheSystem("words").Pinned("words==1.0").With(new WheelBuilder("words", "1.0").WithFile("words.py", ""));
        lab.Declared.Remove(DeclaredNames.SystemSitePackages);
        lab.Declared[DeclaredNames.Location] = location;

        await lab.ShouldNotRestoreAsync("PYENV4001");

        Assert.IsFalse(Path.Exists(location));
    }

    private static string VersionOf(string name)
    {
        SystemDistribution? present = s_present.Value.GetValueOrDefault(PackageName.Normalize(name));
        Requires.That(present is not null, $"Debian's package of {name}");
        return present!.Version.ToString();
    }

    private static EngineLab OnTheSystem(string requirement)
    {
        EngineLab lab = new EngineLab(MachineInterpreters.System())
            .With(new WheelBuilder("user-of-six", "1.0").WithFile("user_of_six.py", "import six\n").WithRequires(requirement))
            .Pinned("user-of-six==1.0");
        lab.Declared[DeclaredNames.SystemSitePackages] = "true";
        return lab;
    }
}
