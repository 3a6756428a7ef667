namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The platform tags of Linux, best first: <c>linux_ARCH</c>, then <c>manylinux_X_Y_ARCH</c> (PEP 600) down to the oldest one with
/// the legacy names of PEP 513, 571 and 599, then <c>musllinux_X_Y_ARCH</c> (PEP 656).
/// </summary>
internal static class LinuxPlatforms
{
    private const int LastMinorOfAnOlderGlibc = 50;

    public static IEnumerable<string> Of(PlatformFacts facts)
    {
        string platform = PlatformTags.Normalize(facts.SysconfigPlatform);
        if (!platform.StartsWith("linux_", StringComparison.Ordinal))
            return [platform];
        string[] architectures = Architectures(platform["linux_".Length..], facts.PointerBits);
        return [
            .. architectures.Select(architecture => $"linux_{architecture}"), .. Manylinux(architectures, facts),
            .. Musllinux(architectures, facts)
        ];
    }

    private static string[] Architectures(string architecture, int pointerBits) => (architecture, pointerBits) switch
    {
        ("x86_64", 32) => ["i686"],
        ("aarch64", 32) or ("armv8l", _) => ["armv8l", "armv7l"],
        _ => [architecture],
    };

    private static IEnumerable<string> Manylinux(string[] architectures, PlatformFacts facts)
    {
        if (facts.Glibc is not { } glibc || !HasCompatibleAbi(architectures, facts.ExecutableAbi))
            yield break;
        bool isIntel = architectures.Any(architecture => architecture is "x86_64" or "i686");
        PlatformRelease oldest = isIntel ? new(2, 5) : new(2, 17);
        foreach (string architecture in architectures)
        {
            for (int major = glibc.Major; major >= oldest.Major; major--)
            {
                int newestMinor = major == glibc.Major ? glibc.Minor : LastMinorOfAnOlderGlibc;
                int oldestMinor = major == oldest.Major ? oldest.Minor : 0;
                for (int minor = newestMinor; minor >= oldestMinor; minor--)
                {
                    if (facts.RefusedManylinux.Contains(new PlatformRelease(major, minor)))
                        continue;
                    yield return $"manylinux_{major}_{minor}_{architecture}";
                    if (LegacyName(major, minor) is { } legacy)
                        yield return $"{legacy}_{architecture}";
                }
            }
        }
    }

    private static string? LegacyName(int major, int minor) => (major, minor) switch
    {
        (2, 17) => "manylinux2014",
        (2, 12) => "manylinux2010",
        (2, 5) => "manylinux1",
        _ => null,
    };

    private static bool HasCompatibleAbi(string[] architectures, ExecutableAbi abi)
    {
        if (architectures.Contains("armv7l"))
            return abi == ExecutableAbi.ArmHardFloat;
        if (architectures.Contains("i686"))
            return abi == ExecutableAbi.I386;
        return architectures.Any(architecture =>
            architecture is "x86_64" or "aarch64" or "ppc64" or "ppc64le" or "s390x" or "loongarch64" or "riscv64");
    }

    private static IEnumerable<string> Musllinux(string[] architectures, PlatformFacts facts) =>
        facts.Musl is not { } musl
            ? []
            : from architecture in architectures
              from minor in Enumerable.Range(0, musl.Minor + 1).Reverse()
              select $"musllinux_{musl.Major}_{minor}_{architecture}";
}
