using PythonEnv.Environments;
using PythonEnv.Environments.Making;

namespace PythonEnv.TestSupport;

/// <summary>An empty environment in which an interpreter of this machine runs.</summary>
internal static class RealEnvironment
{
    /// <summary>Of <see cref="MachineInterpreters.Usual"/>.</summary>
    public static EnvironmentLayout Make(string root)
    {
        string executable = MachineInterpreters.Usual;
        return Make(
            root, executable, PythonOracle.Ask<int, string>(executable, "import platform; answer = platform.python_version()", 0));
    }

    /// <param name="version">Such as <c>3.11.7</c>.</param>
    public static EnvironmentLayout Make(string root, string executable, string version)
    {
        string shortVersion = string.Join('.', version.Split('.')[..2]);
        string launchers = OperatingSystem.IsWindows() ? Path.GetFullPath("Lib/venv/scripts/nt", Path.GetDirectoryName(executable)!) : "";
        EnvironmentLayout layout = EnvironmentLayout.For(root, shortVersion, "cpython", gilDisabled: false, OperatingSystem.IsWindows());
        var installation = new BaseInstallation(
            executable, version, shortVersion, "cpython", GilDisabled: false, HasLib64: !OperatingSystem.IsWindows(), launchers);
        EnvironmentCreator.Create(layout, installation, systemSitePackages: false);
        return layout;
    }
}
