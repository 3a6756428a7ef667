using System.Buffers;
using System.Text;
using PythonEnv.Host.Platform;

namespace PythonEnv.Wheels.Zip;

/// <summary>
/// Which names a file of a wheel may have. Absolute names, <c>..</c>, <c>\</c>, NUL and control characters are refused everywhere;
/// what only some file systems confuse is refused where such a file system may be the target.
/// </summary>
/// <param name="CaseInsensitive">Names that differ by case or by Unicode normalisation are one file.</param>
/// <param name="WindowsNames">Device names (<c>aux.py</c>), streams (<c>a:b</c>), trailing dots and blanks are no files.</param>
internal sealed record EntryNameRules(bool CaseInsensitive, bool WindowsNames)
{
    // Half of what Linux takes for a path: the folders above the file need their part.
    private const int LongestName = 2048;

    private static readonly SearchValues<char> WindowsSpecial = SearchValues.Create("<>:\"|?*");

    public static EntryNameRules Linux { get; } = new(CaseInsensitive: false, WindowsNames: false);

    public static EntryNameRules MacOS { get; } = new(CaseInsensitive: true, WindowsNames: false);

    public static EntryNameRules Windows { get; } = new(CaseInsensitive: true, WindowsNames: true);

    /// <summary>The rules of the machine this runs on.</summary>
    public static EntryNameRules Native { get; } = NativeSystem.IsWindows ? Windows : NativeSystem.IsMacOS ? MacOS : Linux;

    /// <summary>What is wrong with a name, or null.</summary>
    /// <param name="name">As stored, without the <c>/</c> that ends a directory's name.</param>
    public string? Refuse(string name)
    {
        if (name.Length == 0)
            return "its name is empty";
        if (name[0] == '/')
            return "its name is an absolute path";
        if (name.Contains('\\', StringComparison.Ordinal))
            return "its name holds a backslash";
        if (name.Any(char.IsControl))
            return "its name holds a control character";
        if (name is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':', ..])
            return "its name starts with a drive";
        if (Encoding.UTF8.GetByteCount(name) > LongestName)
            return $"its name is longer than {LongestName} bytes";
        foreach (string segment in name.Split('/'))
        {
            if (RefuseSegment(segment) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>The key under which two names are the same file.</summary>
    public string Fold(string name) => CaseInsensitive ? name.Normalize(NormalizationForm.FormC).ToUpperInvariant() : name;

    private string? RefuseSegment(string segment)
    {
        if (segment.Length == 0)
            return "its name has an empty segment";
        if (segment is "." or "..")
            return $"its name has the segment `{segment}`";
        if (Encoding.UTF8.GetByteCount(segment) > 255)
            return "a segment of its name is longer than 255 bytes";
        if (!WindowsNames)
            return null;
        if (segment.AsSpan().ContainsAny(WindowsSpecial))
            return "its name holds a character that Windows gives another meaning";
        if (segment[^1] is '.' or ' ')
            return "Windows drops the dot or blank its name ends with";
        return IsDevice(segment) ? "its name is a device on Windows" : null;
    }

    private static bool IsDevice(string segment)
    {
        ReadOnlySpan<char> stem = segment.AsSpan();
        int dot = stem.IndexOf('.');
        stem = (dot < 0 ? stem : stem[..dot]).TrimEnd(' ');
        if (stem.Length == 4 && (char.IsAsciiDigit(stem[3]) || stem[3] is '\u00b9' or '\u00b2' or '\u00b3'))
            return Is(stem[..3], "COM") || Is(stem[..3], "LPT");
        return Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL") || Is(stem, "CONIN$") || Is(stem, "CONOUT$");

        static bool Is(ReadOnlySpan<char> text, string device) => text.Equals(device, StringComparison.OrdinalIgnoreCase);
    }
}
