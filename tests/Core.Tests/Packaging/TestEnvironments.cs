using System.Text.Json;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Packaging;

/// <summary>Three environments that differ in everything markers ask about, and variants of one for another system or Python.</summary>
internal static class TestEnvironments
{
    public static readonly MarkerEnvironment Linux = new()
    {
        ImplementationName = "cpython",
        ImplementationVersion = "3.12.1",
        OsName = "posix",
        PlatformMachine = "x86_64",
        PlatformRelease = "6.1.0-13-amd64",
        PlatformSystem = "Linux",
        PlatformVersion = "#1 SMP Debian 6.1.55-1",
        PlatformPythonImplementation = "CPython",
        PythonFullVersion = "3.12.1",
        PythonVersion = "3.12",
        SysPlatform = "linux",
    };

    public static readonly MarkerEnvironment Windows = Linux with
    {
        ImplementationVersion = "3.8.10",
        OsName = "nt",
        PlatformMachine = "AMD64",
        PlatformRelease = "10",
        PlatformSystem = "Windows",
        PlatformVersion = "10.0.19045",
        PythonFullVersion = "3.8.10",
        PythonVersion = "3.8",
        SysPlatform = "win32",
    };

    public static readonly MarkerEnvironment PyPy = Linux with
    {
        ImplementationName = "pypy",
        ImplementationVersion = "7.3.13",
        PlatformMachine = "arm64",
        PlatformRelease = "23.1.0",
        PlatformSystem = "Darwin",
        PlatformVersion = "Darwin Kernel Version 23.1.0",
        PlatformPythonImplementation = "PyPy",
        PythonFullVersion = "3.10.13",
        PythonVersion = "3.10",
        SysPlatform = "darwin",
    };

    public static readonly MarkerEnvironment[] All = [Linux, Windows, PyPy];

    private static readonly JsonSerializerOptions s_snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static MarkerEnvironment OnWindows(this MarkerEnvironment environment) => environment with
    {
        OsName = "nt",
        SysPlatform = "win32",
        PlatformSystem = "Windows",
        PlatformMachine = "AMD64",
    };

    public static MarkerEnvironment OnMacOS(this MarkerEnvironment environment) => environment with
    {
        SysPlatform = "darwin",
        PlatformSystem = "Darwin",
        PlatformMachine = "arm64",
    };

    /// <param name="environment">What else counts.</param>
    /// <param name="version">Of Python, such as <c>3.13.1</c>.</param>
    public static MarkerEnvironment WithPython(this MarkerEnvironment environment, string version) => environment with
    {
        PythonFullVersion = version,
        PythonVersion = version[..version.LastIndexOf('.')],
    };

    /// <summary>The environments as Python has them: a list of dictionaries.</summary>
    public static string Json { get; } = JsonSerializer.Serialize(All, s_snakeCase);
}
