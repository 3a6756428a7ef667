using System.Security.Cryptography;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Samples;

[TestClass]
internal sealed class QuickstartWheelsTests
{
    private const string MakeWheels = """
        import pathlib, runpy
        script, folder = question
        made = runpy.run_path(script)
        answer = [made["write"](distribution, pathlib.Path(folder)).name for distribution in made["DISTRIBUTIONS"]]
        """;

    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "Quickstart");

    [TestMethod]
    public void The_committed_wheels_are_those_that_their_script_makes_and_the_requirements_pin()
    {
        using var folder = new TempDirectory();
        string[] names = PythonOracle.Required.Ask<string[], string[]>(
            MakeWheels, [Path.Combine(Sample, "wheels", "make_wheels.py"), folder.Path]);
        string requirements = File.ReadAllText(Path.Combine(Sample, "requirements.txt"));

        CollectionAssert.AreEquivalent(
            names, Directory.GetFiles(Path.Combine(Sample, "wheels"), "*.whl").Select(wheel => Path.GetFileName(wheel)).ToArray());
        foreach (string name in names)
        {
            byte[] committed = File.ReadAllBytes(Path.Combine(Sample, "wheels", name));
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder.Path, name)), committed, name);
            StringAssert.Contains(requirements, $"--hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(committed))}");
        }
    }
}
