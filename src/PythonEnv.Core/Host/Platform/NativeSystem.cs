using System.Runtime.Versioning;

namespace PythonEnv.Host.Platform;

/// <summary>
/// The system and the process that the engine runs in. It decides which calls are made on real files and processes; what is only computed,
/// such as layouts and names, is decided by <c>HostFacts</c>, so that it is tested on any system.
/// </summary>
internal static class NativeSystem
{
    [SupportedOSPlatformGuard("windows")]
    public static bool IsWindows => OperatingSystem.IsWindows();

    [SupportedOSPlatformGuard("linux")]
    public static bool IsLinux => OperatingSystem.IsLinux();

    [SupportedOSPlatformGuard("macos")]
    public static bool IsMacOS => OperatingSystem.IsMacOS();

    /// <summary>How many threads have a processor of their own.</summary>
    public static int Processors => Environment.ProcessorCount;

    /// <summary><c>process 1234 on HOST</c>, for whoever waits for this one.</summary>
    public static string ThisProcess => $"process {Environment.ProcessId} on {Environment.MachineName}";
}
