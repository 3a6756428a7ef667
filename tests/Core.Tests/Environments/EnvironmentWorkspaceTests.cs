using PythonEnv.Environments;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class EnvironmentWorkspaceTests
{
    [TestMethod]
    public void Each_location_has_its_own_hidden_one_beside_it()
    {
        using TempDirectory folder = new();

        Assert.AreEqual(folder[".venv.pythonenv"], new EnvironmentWorkspace(folder[".venv"]).Root);
        Assert.AreEqual(folder[".pythonenv.venv"], new EnvironmentWorkspace(folder["venv"]).Root);
    }

    [TestMethod]
    public void It_ignores_itself_in_git()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder["env"]);

        workspace.Create();
        workspace.Create();

        Assert.AreEqual("*\n", File.ReadAllText(Path.Combine(workspace.Root, ".gitignore")));
    }

    [TestMethod]
    public void Behind_a_link_it_is_on_the_volume_of_what_the_link_leads_to()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        Directory.CreateDirectory(folder["big/env"]);
        Directory.CreateSymbolicLink(folder[".venv"], folder["big/env"]);

        EnvironmentWorkspace workspace = new(folder[".venv"]);

        Assert.AreEqual(folder["big/env"], workspace.Location);
        Assert.AreEqual(folder["big/.pythonenv.env"], workspace.Root);
    }
}
