using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Provisioning;

/// <summary>
/// An archive of an interpreter, as its file name describes it:
/// <code>IMPLEMENTATION-VERSION[+BUILD]-TRIPLE[-FLAVOUR]….(tar.gz|tgz|tar.zst)</code>
/// such as <c>cpython-3.11.7+20240107-x86_64-unknown-linux-gnu-install_only.tar.gz</c> of python-build-standalone.
/// </summary>
/// <param name="FileName">As listed.</param>
/// <param name="Implementation"><c>cpython</c>, <c>pypy</c>, ….</param>
/// <param name="Version">Of the language.</param>
/// <param name="Build">The date of the build; empty where the name has none.</param>
/// <param name="Parts">What follows the version, split at <c>-</c> and <c>+</c>.</param>
internal sealed record StandaloneArchive(
    string FileName, string Implementation, PythonVersion Version, string Build, ImmutableArray<string> Parts)
{
    private static readonly string[] Endings = [".tar.gz", ".tgz", ".tar.zst"];
    private static readonly string[] Systems = ["linux", "darwin", "windows", "apple", "pc"];

    /// <summary>Whether a file of this name is an archive that can be unpacked here.</summary>
    public static bool IsArchive(string fileName) =>
        Array.Exists(Endings, ending => fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a name; false for one that is no archive or says no version.</summary>
    public static bool TryParse(string fileName, [NotNullWhen(true)] out StandaloneArchive? archive)
    {
        archive = null;
        string? ending = Array.Find(Endings, ending => fileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        if (ending is null)
            return false;
        string[] parts = fileName[..^ending.Length].Split('-');
        if (parts.Length < 2)
            return false;
        (string version, string build) = parts[1].Split('+') is [var number, var date] ? (number, date) : (parts[1], "");
        if (!PythonVersion.TryParse(version, out PythonVersion? parsed))
            return false;
        string implementation = parts[0] == "python" ? "cpython" : parts[0].ToLowerInvariant();
        archive = new StandaloneArchive(fileName, implementation, parsed, build, [.. parts[2..].SelectMany(part => part.Split('+'))]);
        return true;
    }

    /// <summary>Whether it holds an interpreter of the declared kind and version.</summary>
    public bool Fits(InterpreterRequest request) =>
        Implementation == request.Implementation
        && Parts.Contains("freethreaded") == request.FreeThreaded
        && Parts.Contains("debug") == request.Debug
        && request.Versions.Contains(Version, request.AllowsPrereleases || request.Versions.NamesPrerelease);

    /// <summary>Whether it runs on the machine; a name without a platform is taken to.</summary>
    public bool RunsOn(HostFacts host)
    {
        if (!Parts.Intersect(Systems).Any())
            return true;
        bool system = host.System switch
        {
            HostSystem.Windows => Parts.Contains("windows"),
            HostSystem.MacOS => Parts.Contains("darwin"),
            _ => Parts.Contains("linux") && Parts.Contains("musl") == host.IsMusl,
        };
        return system && Machines(host.Architecture).Contains(Parts[0], StringComparer.Ordinal);
    }

    /// <summary>The smaller of two archives of one build comes first: the runtime alone, then a whole build tree.</summary>
    public int Weight => Parts.Contains("install_only_stripped") ? 0 : Parts.Contains("install_only") ? 1 : 2;

    // The levels `x86_64_v2` to `_v4` want processors that can't be told from here.
    private static string[] Machines(Architecture architecture) => architecture switch
    {
        Architecture.X64 => ["x86_64", "amd64"],
        Architecture.X86 => ["i686"],
        Architecture.Arm64 => ["aarch64", "arm64"],
        Architecture.Arm => ["armv7"],
        Architecture.S390x => ["s390x"],
        Architecture.Ppc64le => ["ppc64le"],
        Architecture.RiscV64 => ["riscv64"],
        _ => [],
    };
}
