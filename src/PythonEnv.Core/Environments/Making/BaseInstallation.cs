using PythonEnv.Interpreters;

namespace PythonEnv.Environments.Making;

/// <summary>What an environment takes from the installation it is based on.</summary>
/// <param name="Executable">Absolute path of the base interpreter; links and <c>home</c> point there.</param>
/// <param name="Version"><c>X.Y.Z</c>.</param>
/// <param name="ShortVersion"><c>X.Y</c>.</param>
/// <param name="Implementation"><c>sys.implementation.name</c>.</param>
/// <param name="GilDisabled">A free-threaded build.</param>
/// <param name="HasLib64">64-bit Linux: some distributions look below <c>lib64</c>.</param>
/// <param name="LauncherDirectory">On Windows, where the launchers for environments lie.</param>
internal sealed record BaseInstallation(
    string Executable, string Version, string ShortVersion, string Implementation, bool GilDisabled, bool HasLib64,
    string LauncherDirectory)
{
    public static BaseInstallation Of(Interpreter interpreter)
    {
        InterpreterFacts facts = interpreter.Facts;
        bool hasLib64 = facts.Markers.SysPlatform.StartsWith("linux", StringComparison.Ordinal) && facts.Tags.Platform.PointerBits == 64;
        string venv = facts.VenvModule ?? Path.Combine(facts.StandardLibrary, "venv");
        return new(
            interpreter.Executable, facts.Version.ToString(), facts.MajorMinor, facts.Implementation, facts.GilDisabled, hasLib64,
            Path.Combine(venv, "scripts", "nt"));
    }
}
