using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters;

/// <summary>Reads the JSON that <c>probe.py</c> prints.</summary>
internal static class InterpreterFactsReader
{
    /// <exception cref="JsonException">It is not what the script prints.</exception>
    public static ProbeResult Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("too_old", out JsonElement version))
                return ProbeResult.TooOld(PythonVersion.Parse(version.GetString()!), Text(root, "implementation"));
            return ProbeResult.Of(Facts(root), json);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    private static InterpreterFacts Facts(JsonElement root)
    {
        PythonVersion version = PythonVersion.Parse(Text(root, "version"));
        return new InterpreterFacts
        {
            Executable = Text(root, "executable"),
            BaseExecutable = Text(root, "base_executable"),
            Prefix = Text(root, "prefix"),
            BasePrefix = Text(root, "base_prefix"),
            Implementation = Text(root, "implementation"),
            ImplementationVersion = PythonVersion.Parse(Text(root, "implementation_version")),
            Version = version,
            CacheTag = OptionalText(root, "cache_tag"),
            Magic = Text(root, "magic"),
            Soabi = OptionalText(root, "soabi"),
            StandardLibrary = Text(root, "stdlib"),
            VenvModule = OptionalText(root, "venv_module"),
            BundledPip = OptionalText(root, "bundled_pip"),
            ExternallyManaged = OptionalText(root, "externally_managed"),
            SitePackages = Texts(root.GetProperty("site_packages")),
            Markers = Markers(root.GetProperty("markers")),
            Tags = Tags(root, version),
        };
    }

    private static MarkerEnvironment Markers(JsonElement markers) => new()
    {
        ImplementationName = Text(markers, "implementation_name"),
        ImplementationVersion = Text(markers, "implementation_version"),
        OsName = Text(markers, "os_name"),
        PlatformMachine = Text(markers, "platform_machine"),
        PlatformPythonImplementation = Text(markers, "platform_python_implementation"),
        PlatformRelease = Text(markers, "platform_release"),
        PlatformSystem = Text(markers, "platform_system"),
        PlatformVersion = Text(markers, "platform_version"),
        PythonFullVersion = Text(markers, "python_full_version"),
        PythonVersion = Text(markers, "python_version"),
        SysPlatform = Text(markers, "sys_platform"),
    };

    private static TagFacts Tags(JsonElement root, PythonVersion version) => new()
    {
        Implementation = Text(root, "implementation"),
        Major = (int)version.Release[0],
        Minor = (int)version.Release[1],
        VersionNoDot = OptionalText(root, "version_nodot"),
        ExtensionSuffix = OptionalText(root, "ext_suffix"),
        IsDebugBuild = root.GetProperty("debug").GetBoolean(),
        GilDisabled = root.GetProperty("gil_disabled").GetBoolean(),
        WithPymalloc = root.GetProperty("pymalloc").GetBoolean(),
        Platform = new PlatformFacts
        {
            System = Text(root, "system"),
            SysconfigPlatform = Text(root, "platform"),
            PointerBits = root.GetProperty("pointer_bits").GetInt32(),
            Glibc = Release(root, "glibc"),
            Musl = Release(root, "musl"),
            ExecutableAbi = OptionalText(root, "executable_abi") switch
            {
                "i386" => ExecutableAbi.I386,
                "armhf" => ExecutableAbi.ArmHardFloat,
                _ => ExecutableAbi.Unspecified,
            },
            RefusedManylinux = Releases(root.GetProperty("refused_manylinux")),
            MacOS = Release(root, "mac_version"),
            MacOSMachine = OptionalText(root, "mac_machine"),
        },
    };

    private static ImmutableArray<string> Texts(JsonElement texts)
    {
        ImmutableArray<string>.Builder read = ImmutableArray.CreateBuilder<string>();
        foreach (JsonElement text in texts.EnumerateArray())
            read.Add(text.GetString()!);
        return read.ToImmutable();
    }

    private static ImmutableArray<PlatformRelease> Releases(JsonElement texts)
    {
        ImmutableArray<PlatformRelease>.Builder releases = ImmutableArray.CreateBuilder<PlatformRelease>();
        foreach (JsonElement text in texts.EnumerateArray())
        {
            if (ParseRelease(text.GetString()) is { } release)
                releases.Add(release);
        }
        return releases.ToImmutable();
    }

    private static PlatformRelease? Release(JsonElement parent, string name) => ParseRelease(OptionalText(parent, name));

    private static PlatformRelease? ParseRelease(string? text) =>
        text is not null && PlatformRelease.TryParse(text, out PlatformRelease? release) ? release : null;

    private static string Text(JsonElement parent, string name) =>
        parent.GetProperty(name).GetString() ?? throw new KeyNotFoundException($"`{name}` is null");

    private static string? OptionalText(JsonElement parent, string name) => parent.GetProperty(name).GetString();
}
