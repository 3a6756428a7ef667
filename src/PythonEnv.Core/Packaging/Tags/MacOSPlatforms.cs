namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The platform tags of macOS, best first: <c>macosx_MAJOR_MINOR_FORMAT</c> for the given release and all older ones that can have
/// made such binaries. Up to 10.x each year is a minor release, from 11 on a major one.
/// </summary>
internal static class MacOSPlatforms
{
    private static readonly PlatformRelease FirstBigSur = new(11, 0);

    public static IEnumerable<string> Of(PlatformRelease release, string architecture)
    {
        if (release.Major == 10)
        {
            for (int minor = release.Minor; minor >= 0; minor--)
            {
                foreach (string format in BinaryFormats(new(10, minor), architecture))
                    yield return $"macosx_10_{minor}_{format}";
            }
        }
        if (release < FirstBigSur)
            yield break;
        for (int major = release.Major; major > 10; major--)
        {
            foreach (string format in BinaryFormats(new(major, 0), architecture))
                yield return $"macosx_{major}_0_{format}";
        }
        for (int minor = 16; minor >= 4; minor--)
        {
            // arm64 came with 11, but the Intel half of a universal2 binary may have been made for an older release.
            IEnumerable<string> formats = architecture == "x86_64" ? BinaryFormats(new(10, minor), architecture) : ["universal2"];
            foreach (string format in formats)
                yield return $"macosx_10_{minor}_{format}";
        }
    }

    /// <summary>The architecture that a process of <paramref name="pointerBits"/> runs as on this machine.</summary>
    public static string Architecture(string machine, int pointerBits) => pointerBits switch
    {
        32 => machine.StartsWith("ppc", StringComparison.Ordinal) ? "ppc" : "i386",
        _ => machine,
    };

    private static string[] BinaryFormats(PlatformRelease release, string architecture)
    {
        bool beforeUniversalBinaries = release < new PlatformRelease(10, 4);
        return architecture switch
        {
            "x86_64" => beforeUniversalBinaries ? [] : ["x86_64", "intel", "fat64", "fat3", "universal2", "universal"],
            "i386" => beforeUniversalBinaries ? [] : ["i386", "intel", "fat3", "fat", "universal"],
            "ppc64" => beforeUniversalBinaries || release > new PlatformRelease(10, 5) ? [] : ["ppc64", "fat64", "universal"],
            "ppc" => release > new PlatformRelease(10, 6) ? [] : ["ppc", "fat3", "fat", "universal"],
            "arm64" => ["arm64", "universal2"],
            "intel" => ["intel", "universal"],
            _ => [architecture],
        };
    }
}
