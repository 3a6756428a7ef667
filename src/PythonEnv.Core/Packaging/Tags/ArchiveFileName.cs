using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The names of archives as pip reads them on index pages, which is laxer than the specification of source distributions: any kind of
/// archive, and any dash may divide name and version.
/// </summary>
internal static class ArchiveFileName
{
    public const string WheelExtension = ".whl";

    private static readonly string[] SourceExtensions =
        [".zip", ".tar.gz", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma"];

    public static bool IsSource(string extension) => Array.IndexOf(SourceExtensions, extension) >= 0;

    /// <summary>Is it the archive that distutils once built of an installation, rather than of its source?</summary>
    public static bool IsBuiltForMacOS(string name, string extension) =>
        extension == ".zip" && name.Contains("macosx10", StringComparison.Ordinal);

    /// <summary>The project a file belongs to by its name, or null if it is no distribution.</summary>
    public static PackageName? ProjectOf(string fileName) =>
        WheelFileName.TryParse(fileName, out WheelFileName? wheel, out _) ? wheel.Name
        : SdistFileName.TryParse(fileName, out SdistFileName? sdist, out _) ? sdist.Name
        : null;

    /// <summary>Divides <c>foo-1.0.tar.gz</c> into <c>foo-1.0</c> and <c>.tar.gz</c>; the extension is empty where there is none.</summary>
    public static (string Stem, string Extension) Split(string name)
    {
        int dot = name.LastIndexOf('.');
        if (dot < 0 || name.AsSpan(0, dot).Trim('.').IsEmpty)
            return (name, "");
        (string stem, string extension) = (name[..dot], name[dot..]);
        return stem.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? (stem[..^4], stem[^4..] + extension) : (stem, extension);
    }

    /// <summary>What follows the first dash that the project's name precedes; null if there is none, or nothing follows.</summary>
    public static string? VersionText(string stem, PackageName project)
    {
        for (int dash = stem.IndexOf('-', StringComparison.Ordinal); dash >= 0; dash = stem.IndexOf('-', dash + 1))
        {
            if (PackageName.Normalize(stem[..dash]) == project)
                return dash + 1 < stem.Length ? stem[(dash + 1)..] : null;
        }
        return null;
    }

    /// <summary>Takes the <c>-py2.7</c> off the end of a version, as names of built archives have it.</summary>
    public static string CutPython(string version, out string? python)
    {
        const string Mark = "-py";
        python = null;
        int at = version.LastIndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return version;
        ReadOnlySpan<char> digits = version.AsSpan(at + Mark.Length);
        bool isPython = digits is [>= '1' and <= '3']
            or [>= '1' and <= '3', '.' or (>= '0' and <= '9')]
            or [>= '1' and <= '3', '.', >= '0' and <= '9'];
        if (!isPython)
            return version;
        python = digits.ToString();
        return version[..at];
    }
}
