using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Packaging.Targets;

/// <summary>An operating system and architecture under its .NET runtime identifier (RID), in the words of Python.</summary>
/// <param name="Rid">Such as <c>linux-musl-x64</c>.</param>
/// <param name="Facts">What decides its wheels' platform tags.</param>
/// <param name="SysPlatform"><c>sys.platform</c>.</param>
/// <param name="Machine"><c>platform.machine()</c>.</param>
internal sealed record TargetPlatform(string Rid, PlatformFacts Facts, string SysPlatform, string Machine)
{
    // What .NET's own builds ask for (2.28), and the oldest releases that their makers still serve.
    private static readonly PlatformRelease OldestGlibc = new(2, 28), OldestMusl = new(1, 2), OldestMacOS = new(14, 0);

    /// <summary><c>os.name</c>.</summary>
    public string OsName => SysPlatform == "win32" ? "nt" : "posix";

    /// <summary>Every RID that can be a target.</summary>
    public static IReadOnlyList<string> KnownRids { get; } =
    [
        "win-x64", "win-x86", "win-arm64", "linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64", "linux-musl-arm64", "osx-x64",
        "osx-arm64",
    ];

    /// <param name="rid">A runtime identifier.</param>
    /// <param name="floor">The oldest libc or macOS that has to do; null for the default: glibc 2.28, musl 1.2, macOS 14.0.</param>
    /// <param name="platform">The platform, if the RID is one of <see cref="KnownRids"/>.</param>
    public static bool TryGet(string rid, PlatformRelease? floor, [NotNullWhen(true)] out TargetPlatform? platform)
    {
        platform = !KnownRids.Contains(rid) ? null : rid.Split('-') switch
        {
            ["win", var architecture] => Windows(rid, architecture),
            ["linux", "musl", var architecture] => Linux(rid, architecture, null, floor ?? OldestMusl),
            ["linux", var architecture] => Linux(rid, architecture, floor ?? OldestGlibc, null),
            [_, var architecture] => MacOS(rid, architecture, floor ?? OldestMacOS),
            _ => null,
        };
        return platform is not null;
    }

    /// <summary>The RID of a running interpreter's platform; null if it has none that can be a target.</summary>
    public static string? RidOf(PlatformFacts facts)
    {
        string? rid = facts.System switch
        {
            "Windows" when facts.SysconfigPlatform == "win32" => "win-x86",
            "Windows" => $"win-{Architecture(facts.SysconfigPlatform["win-".Length..])}",
            "Darwin" => $"osx-{Architecture(facts.MacOSMachine ?? "")}",
            "Linux" => $"{(facts.Musl is null ? "linux" : "linux-musl")}-{Architecture(facts.SysconfigPlatform["linux-".Length..])}",
            _ => null,
        };
        return rid is not null && KnownRids.Contains(rid) ? rid : null;
    }

    private static TargetPlatform Windows(string rid, string architecture)
    {
        (string platform, string machine) = architecture switch
        {
            "x64" => ("win-amd64", "AMD64"),
            "arm64" => ("win-arm64", "ARM64"),
            _ => ("win32", "x86"),
        };
        return new(
            rid, new PlatformFacts { System = "Windows", SysconfigPlatform = platform, PointerBits = architecture == "x86" ? 32 : 64 },
            "win32", machine);
    }

    private static TargetPlatform Linux(string rid, string architecture, PlatformRelease? glibc, PlatformRelease? musl)
    {
        (string machine, int bits, ExecutableAbi abi) = architecture switch
        {
            "x64" => ("x86_64", 64, ExecutableAbi.Unspecified),
            "arm64" => ("aarch64", 64, ExecutableAbi.Unspecified),
            _ => ("armv7l", 32, ExecutableAbi.ArmHardFloat),
        };
        var facts = new PlatformFacts
        {
            System = "Linux",
            SysconfigPlatform = $"linux-{machine}",
            PointerBits = bits,
            ExecutableAbi = abi,
            Glibc = glibc,
            Musl = musl,
        };
        return new(rid, facts, "linux", machine);
    }

    private static TargetPlatform MacOS(string rid, string architecture, PlatformRelease release)
    {
        string machine = architecture == "x64" ? "x86_64" : "arm64";
        var facts = new PlatformFacts
        {
            System = "Darwin",
            SysconfigPlatform = $"macosx-{release}-{machine}",
            MacOS = release,
            MacOSMachine = machine
        };
        return new(rid, facts, "darwin", machine);
    }

    private static string Architecture(string machine) => machine switch
    {
        "x86_64" or "amd64" => "x64",
        "aarch64" or "arm64" => "arm64",
        "armv7l" => "arm",
        _ => machine,
    };
}
