using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PythonEnv.Packaging.Tags;

/// <summary>The <c>major.minor</c> of an operating system or of its C library.</summary>
internal sealed record PlatformRelease(int Major, int Minor) : IComparable<PlatformRelease>
{
    /// <summary>Reads the first two numbers; what follows them (<c>2.20-2014.11</c>, <c>13.6.1</c>) is left out.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PlatformRelease? release)
    {
        release = null;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return false;
        int end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        if (int.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(text.AsSpan(dot + 1, end - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor))
            release = new PlatformRelease(major, minor);
        return release is not null;
    }

    public int CompareTo(PlatformRelease? other) =>
        other is null ? 1 : Major != other.Major ? Major.CompareTo(other.Major) : Minor.CompareTo(other.Minor);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator <(PlatformRelease left, PlatformRelease right) => left.CompareTo(right) < 0;

    public static bool operator >(PlatformRelease left, PlatformRelease right) => left.CompareTo(right) > 0;

    public static bool operator <=(PlatformRelease left, PlatformRelease right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PlatformRelease left, PlatformRelease right) => left.CompareTo(right) >= 0;
}
