using System.Text.Json;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance;

/// <summary>Environments as the corpus writes them: an object of the eleven variables of PEP 508.</summary>
internal static class MarkerEnvironments
{
    public static MarkerEnvironment Read(JsonElement values) => new()
    {
        ImplementationName = values.Text("implementation_name"),
        ImplementationVersion = values.Text("implementation_version"),
        OsName = values.Text("os_name"),
        PlatformMachine = values.Text("platform_machine"),
        PlatformRelease = values.Text("platform_release"),
        PlatformSystem = values.Text("platform_system"),
        PlatformVersion = values.Text("platform_version"),
        PlatformPythonImplementation = values.Text("platform_python_implementation"),
        PythonFullVersion = values.Text("python_full_version"),
        PythonVersion = values.Text("python_version"),
        SysPlatform = values.Text("sys_platform"),
    };
}
