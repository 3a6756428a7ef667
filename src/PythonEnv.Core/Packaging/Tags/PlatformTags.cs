namespace PythonEnv.Packaging.Tags;

/// <summary>The third parts of the tags that a platform supports, best first.</summary>
internal static class PlatformTags
{
    public static IEnumerable<string> Of(PlatformFacts facts) => facts.System switch
    {
        "Linux" => LinuxPlatforms.Of(facts),
        "Darwin" when facts is { MacOS: { } release, MacOSMachine: { } machine } =>
            MacOSPlatforms.Of(release, MacOSPlatforms.Architecture(machine, facts.PointerBits)),
        _ => [Normalize(facts.SysconfigPlatform)],
    };

    public static string Normalize(string text) => text.Replace('.', '_').Replace('-', '_').Replace(' ', '_');
}
