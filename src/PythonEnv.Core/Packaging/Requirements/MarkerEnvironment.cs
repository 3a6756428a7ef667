namespace PythonEnv.Packaging.Requirements;

/// <summary>The interpreter and platform that markers are evaluated for: the eleven values of PEP 508, "Environment Markers".</summary>
internal sealed record MarkerEnvironment
{
    /// <summary><c>sys.implementation.name</c>: <c>cpython</c>.</summary>
    public required string ImplementationName { get; init; }

    /// <summary>The implementation's own version: <c>3.12.1</c>, or <c>7.3.13</c> for PyPy.</summary>
    public required string ImplementationVersion { get; init; }

    /// <summary><c>os.name</c>: <c>posix</c>, <c>nt</c>.</summary>
    public required string OsName { get; init; }

    /// <summary><c>platform.machine()</c>: <c>x86_64</c>, <c>AMD64</c>, <c>arm64</c>.</summary>
    public required string PlatformMachine { get; init; }

    /// <summary><c>platform.release()</c>: the kernel's release, or the Windows edition.</summary>
    public required string PlatformRelease { get; init; }

    /// <summary><c>platform.system()</c>: <c>Linux</c>, <c>Windows</c>, <c>Darwin</c>.</summary>
    public required string PlatformSystem { get; init; }

    /// <summary><c>platform.version()</c>: the build of the system.</summary>
    public required string PlatformVersion { get; init; }

    /// <summary><c>platform.python_implementation()</c>: <c>CPython</c>, <c>PyPy</c>.</summary>
    public required string PlatformPythonImplementation { get; init; }

    /// <summary><c>platform.python_version()</c>: <c>3.12.1</c>; ends in <c>+</c> for builds between releases.</summary>
    public required string PythonFullVersion { get; init; }

    /// <summary>Major and minor version: <c>3.12</c>.</summary>
    public required string PythonVersion { get; init; }

    /// <summary><c>sys.platform</c>: <c>linux</c>, <c>win32</c>, <c>darwin</c>.</summary>
    public required string SysPlatform { get; init; }

    /// <summary>The value that a marker compares; null for variables that are no property of the environment.</summary>
    internal string? ValueOf(MarkerVariable variable) => variable switch
    {
        MarkerVariable.PythonVersion => PythonVersion,
        // A bare `+` is no local label; pip completes it likewise.
        MarkerVariable.PythonFullVersion => PythonFullVersion.EndsWith('+') ? PythonFullVersion + "local" : PythonFullVersion,
        MarkerVariable.OsName => OsName,
        MarkerVariable.SysPlatform => SysPlatform,
        MarkerVariable.PlatformRelease => PlatformRelease,
        MarkerVariable.PlatformSystem => PlatformSystem,
        MarkerVariable.PlatformVersion => PlatformVersion,
        MarkerVariable.PlatformMachine => PlatformMachine,
        MarkerVariable.PlatformPythonImplementation => PlatformPythonImplementation,
        MarkerVariable.ImplementationName => ImplementationName,
        MarkerVariable.ImplementationVersion => ImplementationVersion,
        _ => null,
    };
}
