namespace PythonEnv.Packaging.Requirements;

/// <summary>What a marker can ask about (PEP 508, "Environment Markers"; the last two: PEP 751).</summary>
internal enum MarkerVariable
{
    PythonVersion,
    PythonFullVersion,
    OsName,
    SysPlatform,
    PlatformRelease,
    PlatformSystem,
    PlatformVersion,
    PlatformMachine,
    PlatformPythonImplementation,
    ImplementationName,
    ImplementationVersion,
    Extra,
    Extras,
    DependencyGroups,
}

internal static class MarkerVariables
{
    /// <summary>The variable of a name, the dotted and other names of old standards included.</summary>
    public static MarkerVariable? Named(ReadOnlySpan<char> name) => name switch
    {
        "os.name" => MarkerVariable.OsName,
        "sys.platform" => MarkerVariable.SysPlatform,
        "platform.version" => MarkerVariable.PlatformVersion,
        "platform.machine" => MarkerVariable.PlatformMachine,
        "platform.python_implementation" or "python_implementation" => MarkerVariable.PlatformPythonImplementation,
        _ => NamedToday(name),
    };

    /// <summary>The variable of a name in its present spelling.</summary>
    public static MarkerVariable? NamedToday(ReadOnlySpan<char> name) => name switch
    {
        "python_version" => MarkerVariable.PythonVersion,
        "python_full_version" => MarkerVariable.PythonFullVersion,
        "os_name" => MarkerVariable.OsName,
        "sys_platform" => MarkerVariable.SysPlatform,
        "platform_release" => MarkerVariable.PlatformRelease,
        "platform_system" => MarkerVariable.PlatformSystem,
        "platform_version" => MarkerVariable.PlatformVersion,
        "platform_machine" => MarkerVariable.PlatformMachine,
        "platform_python_implementation" => MarkerVariable.PlatformPythonImplementation,
        "implementation_name" => MarkerVariable.ImplementationName,
        "implementation_version" => MarkerVariable.ImplementationVersion,
        "extra" => MarkerVariable.Extra,
        "extras" => MarkerVariable.Extras,
        "dependency_groups" => MarkerVariable.DependencyGroups,
        _ => null,
    };

    /// <summary>The variable's name in its present spelling.</summary>
    public static string Name(this MarkerVariable variable) => variable switch
    {
        MarkerVariable.PythonVersion => "python_version",
        MarkerVariable.PythonFullVersion => "python_full_version",
        MarkerVariable.OsName => "os_name",
        MarkerVariable.SysPlatform => "sys_platform",
        MarkerVariable.PlatformRelease => "platform_release",
        MarkerVariable.PlatformSystem => "platform_system",
        MarkerVariable.PlatformVersion => "platform_version",
        MarkerVariable.PlatformMachine => "platform_machine",
        MarkerVariable.PlatformPythonImplementation => "platform_python_implementation",
        MarkerVariable.ImplementationName => "implementation_name",
        MarkerVariable.ImplementationVersion => "implementation_version",
        MarkerVariable.Extra => "extra",
        MarkerVariable.Extras => "extras",
        _ => "dependency_groups",
    };

    /// <summary>Whether values of the variable are versions, to be compared as such.</summary>
    public static bool IsVersion(this MarkerVariable variable) => variable is MarkerVariable.PythonVersion
        or MarkerVariable.PythonFullVersion or MarkerVariable.ImplementationVersion or MarkerVariable.PlatformRelease;

    /// <summary>Whether the variable holds a set of names rather than one text.</summary>
    public static bool IsSet(this MarkerVariable variable) => variable is MarkerVariable.Extras or MarkerVariable.DependencyGroups;
}
