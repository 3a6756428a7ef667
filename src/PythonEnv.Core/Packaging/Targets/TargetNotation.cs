using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Targets;

/// <summary>One target as it is declared: a platform, the oldest system that has to do, and a Python.</summary>
/// <remarks>
/// <code>
/// target = rid ["=" floor] ["@" python]
/// rid    = "win-x64" / "linux-x64" / "linux-musl-arm64" / "osx-arm64" / …
/// floor  = ["glibc" / "musl" / "macos"] NUMBER ["." NUMBER]      ; glibc2.28, musl1.2, 14.0
/// python = NUMBER "." NUMBER ["." NUMBER] ["t"]                  ; 3.12, 3.12.4, 3.13t
/// </code>
/// </remarks>
/// <param name="Text">As written, without blanks.</param>
/// <param name="Platform">The platform with its floor.</param>
/// <param name="Python">Two or three numbers; null for that of the declared interpreter.</param>
/// <param name="IsFreeThreaded">A build without the global interpreter lock (PEP 703) is meant.</param>
internal sealed record TargetNotation(string Text, TargetPlatform Platform, PythonVersion? Python, bool IsFreeThreaded)
{
    public override string ToString() => Text;

    public static bool TryParse(string text, [NotNullWhen(true)] out TargetNotation? target) => TryParse(text, out target, out _);

    public static bool TryParse(string text, [NotNullWhen(true)] out TargetNotation? target, [NotNullWhen(false)] out ParseError? error)
    {
        target = null;
        error = null;
        string bare = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        (string head, string? python) = Divide(bare, '@');
        (string rid, string? floor) = Divide(head, '=');
        PlatformRelease? release = null;
        PythonVersion? version = null;
        bool isFreeThreaded = python?.EndsWith('t') == true;
        if (!TargetPlatform.KnownRids.Contains(rid))
            error = new(0, rid.Length, $"`{rid}` is none of the known RIDs {string.Join(", ", TargetPlatform.KnownRids)}");
        else if (floor is not null && !TryReadFloor(rid, floor, out release))
            error = new(rid.Length + 1, floor.Length, $"`{floor}` is no floor of {rid}, such as `{ExampleOf(rid)}`");
        else if (python is not null && !TryReadPython(python.TrimEnd('t'), out version))
            error = new(head.Length + 1, python.Length, $"`{python}` is no version of Python, such as `3.12`");
        else if (TargetPlatform.TryGet(rid, release, out TargetPlatform? platform))
            target = new TargetNotation(bare, platform, version, isFreeThreaded);
        return target is not null;
    }

    private static (string Head, string? Tail) Divide(string text, char mark)
    {
        int at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static bool TryReadFloor(string rid, string text, out PlatformRelease? release)
    {
        release = null;
        string kind = KindOf(rid);
        if (kind.Length == 0)
            return false;
        string number = text.StartsWith(kind, StringComparison.OrdinalIgnoreCase) ? text[kind.Length..] : text;
        string[] parts = number.Split('.');
        bool isNumber = parts.Length is 1 or 2
            && Array.TrueForAll(parts, part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return isNumber && PlatformRelease.TryParse(parts.Length == 1 ? number + ".0" : number, out release);
    }

    private static bool TryReadPython(string text, out PythonVersion? version) =>
        PythonVersion.TryParse(text, out version) && version.Release.Length is 2 or 3 && version.ToString() == text;

    private static string KindOf(string rid) =>
        rid.StartsWith("linux-musl-", StringComparison.Ordinal) ? "musl"
        : rid.StartsWith("linux-", StringComparison.Ordinal) ? "glibc"
        : rid.StartsWith("osx-", StringComparison.Ordinal) ? "macos"
        : "";

    private static string ExampleOf(string rid) => KindOf(rid) switch
    {
        "musl" => $"{rid}=musl1.2",
        "glibc" => $"{rid}=glibc2.28",
        "macos" => $"{rid}=14.0",
        _ => rid,
    };
}
