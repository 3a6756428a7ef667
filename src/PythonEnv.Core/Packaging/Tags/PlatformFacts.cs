using System.Collections.Immutable;

namespace PythonEnv.Packaging.Tags;

/// <summary>What the machine and the interpreter's executable say about the binaries that can run in it.</summary>
internal sealed record PlatformFacts
{
    /// <summary><c>platform.system()</c>: <c>Linux</c>, <c>Darwin</c>, <c>Windows</c>, ….</summary>
    public required string System { get; init; }

    /// <summary><c>sysconfig.get_platform()</c>: <c>linux-x86_64</c>, <c>win-amd64</c>, <c>macosx-11.0-arm64</c>, ….</summary>
    public required string SysconfigPlatform { get; init; }

    /// <summary>Bits of a pointer of the interpreter's process, which may be 32 on a 64-bit machine.</summary>
    public int PointerBits { get; init; } = 64;

    /// <summary>The version of the running glibc (<c>confstr("CS_GNU_LIBC_VERSION")</c>); null with another libc.</summary>
    public PlatformRelease? Glibc { get; init; }

    /// <summary>The version that the loader named in the executable's <c>PT_INTERP</c> prints, if that is musl's.</summary>
    public PlatformRelease? Musl { get; init; }

    /// <summary>The procedure-call standard that the executable's ELF header declares.</summary>
    public ExecutableAbi ExecutableAbi { get; init; }

    /// <summary>The glibc versions whose wheels an installed <c>_manylinux</c> module refuses (PEP 600).</summary>
    public ImmutableArray<PlatformRelease> RefusedManylinux { get; init; } = [];

    /// <summary><c>platform.mac_ver()[0]</c>, the real one where the system reports 10.16 for compatibility.</summary>
    public PlatformRelease? MacOS { get; init; }

    /// <summary><c>platform.mac_ver()[2]</c>: <c>arm64</c>, <c>x86_64</c>, ….</summary>
    public string? MacOSMachine { get; init; }
}

/// <summary>The executables that share their machine's name with incompatible ones.</summary>
internal enum ExecutableAbi
{
    /// <summary>Nothing to tell apart, or not an ELF file.</summary>
    Unspecified,

    /// <summary>A 32-bit little-endian <c>EM_386</c> executable.</summary>
    I386,

    /// <summary>A 32-bit little-endian <c>EM_ARM</c> executable of EABI 5 with the hard-float flag.</summary>
    ArmHardFloat,
}
