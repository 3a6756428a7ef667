using System.Globalization;
using System.Text.Json;
using PythonEnv.Conformance.Tags;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Conformance.Sets;

/// <summary>
/// The interpreters and platforms that <c>interpreters.json</c> and <c>platforms.json</c> describe, as facts and as their oracles printed
/// their tags.
/// </summary>
internal static class RecordedTarget
{
    /// <summary>The interpreter that ran pip 24.2 for the whole corpus: what a target leaves open is taken from it.</summary>
    public static TagFacts Oracle { get; } = new()
    {
        Implementation = "cpython",
        Major = 3,
        Minor = 13,
        ExtensionSuffix = ".cpython-313-x86_64-linux-gnu.so",
        Platform = new() { System = "Linux", SysconfigPlatform = "linux-x86_64", Glibc = new(2, 36) },
    };

    /// <summary>The tags of a target by its name, ordered as its oracle ordered them.</summary>
    public static SupportedTags Tags(string name, CaseContext context)
    {
        if (Find("interpreters.json", name, context) is { } interpreter)
        {
            return interpreter.TextOrNull("sys_tags_by") is { } oracle
                ? Reordered(oracle, InterpreterFacts(interpreter, context))
                : new SupportedTags(interpreter.Texts("own_pip_supported").Select(WheelTags.Parse));
        }
        return Find("platforms.json", name, context) is { } platform
            ? Reordered("packaging 24.1", PlatformFacts(platform))
            : throw new InvalidOperationException($"no target `{name}`");
    }

    /// <summary>
    /// The tags as an older packaging prints them: 24.1 puts <c>linux_ARCH</c> last among the platforms, calls <c>fat3</c>
    /// <c>fat32</c> and knows no <c>abi3t</c>; 21.3 knows no <c>cpXY-none-any</c> either.
    /// </summary>
    public static List<string> AsPrintedBy(string oracle, SupportedTags tags)
    {
        var printed = new List<string>(tags.Count);
        var native = new List<string>();
        (string, string) block = default;
        foreach (WheelTag tag in tags)
        {
            if (block != (tag.Interpreter, tag.Abi))
            {
                printed.AddRange(native);
                native.Clear();
                block = (tag.Interpreter, tag.Abi);
            }
            if (tag.Abi == "abi3t"
                || (oracle == "packaging 21.3"
                    && tag is { Abi: "none", Platform: "any" }
                    && tag.Interpreter.StartsWith("cp", StringComparison.Ordinal)))
                continue;
            string text = tag.ToString();
            if (tag.Platform.StartsWith("linux_", StringComparison.Ordinal))
            {
                native.Add(text);
                continue;
            }
            if (tag.Platform == "any")
            {
                printed.AddRange(native);
                native.Clear();
            }
            printed.Add(tag.Platform.StartsWith("macosx_", StringComparison.Ordinal)
                && text.EndsWith("_fat3", StringComparison.Ordinal) ? text + "2" : text);
        }
        printed.AddRange(native);
        return printed;
    }

    /// <remarks>
    /// Before Python 3.8 <c>platform.libc_ver</c> reads too old a glibc out of the executable. All interpreters of the file are of one
    /// machine, so the newest that any of them reports is the machine's.
    /// </remarks>
    public static TagFacts InterpreterFacts(JsonElement @case, CaseContext context)
    {
        JsonElement facts = @case.GetProperty("facts");
        string sysconfigPlatform = facts.Text("sysconfig_platform");
        JsonElement version = facts.GetProperty("version_info");
        return new TagFacts
        {
            Implementation = facts.Text("implementation").ToLowerInvariant(),
            Major = version[0].GetInt32(),
            Minor = version[1].GetInt32(),
            VersionNoDot = facts.TextOrNull("py_version_nodot"),
            ExtensionSuffix = facts.TextOrNull("EXT_SUFFIX"),
            IsDebugBuild = IsSet(facts.GetProperty("Py_DEBUG")),
            GilDisabled = IsSet(facts.GetProperty("Py_GIL_DISABLED")),
            WithPymalloc = facts.GetProperty("WITH_PYMALLOC") is { ValueKind: JsonValueKind.Null }
            || IsSet(facts.GetProperty("WITH_PYMALLOC")),
            Platform = Platform(sysconfigPlatform) with
            {
                PointerBits = facts.GetProperty("pointer_bits").GetInt32(),
                Glibc = context.Sibling("interpreters.json")
                    .Select(sibling => Glibc(sibling.GetProperty("facts")))
                    .Append(Glibc(facts))
                    .Max(),
            },
        };
    }

    /// <summary>A simulated platform: the build's flags are those that the name of its ABI declares.</summary>
    public static TagFacts PlatformFacts(JsonElement @case)
    {
        JsonElement facts = @case.GetProperty("platform_facts");
        int[] version = [.. @case.Text("python").Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        string flags = @case.Texts("abis")[0].TrimStart('c', 'p').TrimStart([.. "0123456789"]);
        string? architecture = facts.TextOrNull("arch");
        string sysconfigPlatform = facts.TextOrNull("sysconfig_platform") ?? $"macosx-{facts.Text("macos")}-{architecture}";
        return new TagFacts
        {
            Implementation = "cpython",
            Major = version[0],
            Minor = version[1],
            IsDebugBuild = flags.Contains('d', StringComparison.Ordinal),
            GilDisabled = flags.Contains('t', StringComparison.Ordinal),
            WithPymalloc = flags.Contains('m', StringComparison.Ordinal),
            Platform = Platform(sysconfigPlatform) with
            {
                System = facts.Text("system"),
                Glibc = Release(facts.TextOrNull("glibc")),
                Musl = Release(facts.TextOrNull("musl")),
                MacOS = Release(facts.TextOrNull("macos")),
                MacOSMachine = architecture,
            },
        };
    }

    private static JsonElement? Find(string file, string name, CaseContext context)
    {
        foreach (JsonElement target in context.Sibling(file))
        {
            if (target.Text("in") == name)
                return target;
        }
        return null;
    }

    private static SupportedTags Reordered(string oracle, TagFacts facts) =>
        new SupportedTags(AsPrintedBy(oracle, SupportedTags.For(facts)).Select(WheelTags.Parse));

    /// <summary>The executables that were recorded are those that their platform's name says.</summary>
    private static PlatformFacts Platform(string sysconfigPlatform) => new()
    {
        System = sysconfigPlatform.Split('-')[0] switch { "linux" => "Linux", "macosx" => "Darwin", _ => "Windows" },
        SysconfigPlatform = sysconfigPlatform,
        ExecutableAbi = sysconfigPlatform switch
        {
            "linux-i686" => ExecutableAbi.I386,
            "linux-armv7l" or "linux-armv8l" => ExecutableAbi.ArmHardFloat,
            _ => ExecutableAbi.Unspecified,
        },
    };

    private static PlatformRelease? Glibc(JsonElement facts) =>
        facts.TextsOrNull("libc") is ["glibc", var version] ? Release(version) : null;

    private static PlatformRelease? Release(string? text) =>
        text is not null && PlatformRelease.TryParse(text, out PlatformRelease? release) ? release : null;

    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => value.GetInt32() != 0,
        _ => true,
    };
}
