using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>PYENV2008 speaks of the extra indexes that are asked, whoever configures them.</summary>
[TestClass]
internal sealed class ExtraIndexTests
{
    private const string Unused = "http://127.0.0.1:9/simple/";

    [TestMethod]
    public async Task Each_way_to_configure_an_extra_index_is_told_at_its_place()
    {
        Assert.AreEqual("requirements.txt(2,1): `http://127.0.0.1:9/simple/`", await ToldAsync(lab =>
            lab.Pinned("words==1.0", $"--extra-index-url {Unused}")));
        Assert.AreEqual("App.csproj(3,6): `http://127.0.0.1:9/simple/`", await ToldAsync(lab =>
        {
            lab.Write("app/App.csproj", $"""
                <Project>
                  <PropertyGroup>
                    <PythonEnvExtraIndexUrls>{Unused}</PythonEnvExtraIndexUrls>
                  </PropertyGroup>
                </Project>
                """);
            lab.Declared[DeclaredNames.ExtraIndexUrls] = Unused;
        }));
        Assert.AreEqual("App.csproj: `http://127.0.0.1:9/simple/` of PIP_EXTRA_INDEX_URL", await ToldAsync(lab =>
            lab.Set("PIP_EXTRA_INDEX_URL", Unused)));
        Assert.AreEqual("pip.conf(2): `http://127.0.0.1:9/simple/`", await ToldAsync(lab =>
            lab.Set("PIP_CONFIG_FILE", lab.Write("pip.conf", $"[global]\nextra-index-url = {Unused}\n"))));
    }

    [TestMethod]
    public async Task That_of_the_interpreters_own_configuration_is_told_by_every_build_that_finds_the_interpreter()
    {
        Requires.Posix("an installation whose library is a link");
        using EngineLab lab = EngineLab.Greeting().Pinned("words==1.0");
        using LoopbackIndex main = new(), extra = new();
        string real = MachineInterpreters.Usual, home = Path.GetDirectoryName(Path.GetDirectoryName(real))!;
        string name = Path.GetFileName(File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real);
        lab.Write("python/pip.conf", $"[global]\nextra-index-url = {extra.Simple}\n");
        Directory.CreateDirectory(lab["python/bin"]);
        File.Copy(Path.Combine(home, "bin", name), lab[$"python/bin/{name}"]);
        Directory.CreateSymbolicLink(lab["python/lib"], Path.Combine(home, "lib"));
        lab.Declared[DeclaredNames.Interpreter] = lab[$"python/bin/{name}"];

        await lab.ShouldRestoreAsync();
        Assert.IsEmpty(Told(lab), "no index is asked");

        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared[DeclaredNames.IndexUrl] = main.Simple.AbsoluteUri;
        string[] expected = [$"pip.conf(2): `{extra.Simple}`"];
        await lab.RestoreAsync();
        CollectionAssert.AreEqual(expected, Told(lab), lab.Log.ToString());
        Assert.AreEqual("", lab.Look());
        Assert.AreEqual("PYENV2008", lab.Receipt.Warnings.Single().Code, "it is told again");
        await lab.ShouldVerifyAsync();
        CollectionAssert.AreEqual(expected, Told(lab), lab.Log.ToString());
    }

    [TestMethod]
    public async Task A_file_is_told_of_its_extra_index_whatever_switches_the_indexes_off_on_this_machine() =>
        Assert.AreEqual("requirements.txt(2,1): `http://127.0.0.1:9/simple/`", await ToldAsync(lab =>
        {
            lab.Set("PIP_NO_INDEX", "1");
            lab.Pinned("words==1.0", $"--extra-index-url {Unused}");
        }));

    [TestMethod]
    public async Task An_extra_index_that_no_pin_can_come_from_is_not_told()
    {
        Assert.AreEqual("", await ToldAsync(lab =>
        {
            lab.Set("PIP_EXTRA_INDEX_URL", Unused);
            lab.Pinned("words==1.0", "--index-url http://127.0.0.1:9/other/");
        }));
        Assert.AreEqual("", await ToldAsync(lab =>
        {
            lab.Set("PIP_EXTRA_INDEX_URL", Unused);
            lab.Declared[DeclaredNames.NoIndex] = "true";
        }));
        Assert.AreEqual("", await ToldAsync(lab => lab.Pinned("words==1.0", $"--extra-index-url {Unused}", "--no-index")));
        Assert.AreEqual("", await ToldAsync(lab =>
        {
            lab.Set("PIP_EXTRA_INDEX_URL", Unused);
            lab.Declared[DeclaredNames.PackageIndexes] = $"wor*={Unused}";
        }));
        Assert.AreEqual("", await ToldAsync(lab =>
        {
            lab.Set("PIP_EXTRA_INDEX_URL", Unused);
            lab.Pinned($"words==1.0 --hash=sha256:{new string('a', 64)}");
        }));
    }

    [TestMethod]
    [DataRow("words", "PYENV2003", "PYENV1004")]
    [DataRow("words==1.0", "PYENV1004")]
    public async Task A_configuration_that_cannot_be_read_is_told_once_beside_what_is_wrong_with_the_pins(string line, params string[] codes)
    {
        using EngineLab lab = EngineLab.Greeting().Pinned(line);
        lab.Set("PIP_CONFIG_FILE", lab.Write("pip.conf", "[global]\nnonsense\n"));
        await lab.ShouldNotRestoreAsync(codes);
    }

    /// <summary>What a check of one pin without a hash warns of: where, and which index.</summary>
    private static async Task<string> ToldAsync(Action<EngineLab> configure)
    {
        using EngineLab lab = EngineLab.Greeting().Pinned("words==1.0");
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Set("PIP_RETRIES", "0");
        configure(lab);
        await lab.RestoreAsync();
        return string.Join('\n', Told(lab));
    }

    private static string[] Told(EngineLab lab) =>
    [
        .. lab.Log.Diagnostics
            .Where(warning => warning.Rule == DiagnosticCatalog.DependencyConfusion)
            .Select(warning => Path.GetFileName(warning.Where.ToString()) + ": "
                + warning.Problem.Split(',', 2)[1].Replace(" included", "", StringComparison.Ordinal).Trim()),
    ];
}
