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

    /// <summary>What pip makes of <c>--platform</c>: each given tag with the older ones it includes, each once.</summary>
    public static IEnumerable<string> Expand(IEnumerable<string> given)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string platform in given)
        {
            if (seen.Contains(platform))
                continue;
            foreach (string included in Included(platform))
            {
                if (seen.Add(included))
                    yield return included;
            }
        }
    }

    public static string Normalize(string text) => text.Replace('.', '_').Replace('-', '_').Replace(' ', '_');

    private static IEnumerable<string> Included(string platform)
    {
        if (platform.StartsWith("macosx", StringComparison.Ordinal))
            return IncludedMacOS(platform);
        if (platform.StartsWith("manylinux2014_", StringComparison.Ordinal))
        {
            string architecture = platform["manylinux2014_".Length..];
            return architecture is "i686" or "x86_64"
                ? [platform, $"manylinux2010_{architecture}", $"manylinux1_{architecture}"]
                : [platform];
        }
        if (platform.StartsWith("manylinux2010_", StringComparison.Ordinal))
            return [platform, $"manylinux1_{platform["manylinux2010_".Length..]}"];
        return [platform];
    }

    private static IEnumerable<string> IncludedMacOS(string platform)
    {
        string[] parts = platform.Split('_', 4);
        if (parts.Length == 4 && PlatformRelease.TryParse($"{parts[1]}.{parts[2]}", out PlatformRelease? release))
            return MacOSPlatforms.Of(release, parts[3]).Select(included => parts[0] + included["macosx".Length..]);
        return [platform];
    }
}
