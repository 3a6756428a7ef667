using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PythonEnv.Declarations;

/// <summary>A platform on which the same requirements have to be installable.</summary>
/// <remarks>
/// <code>
/// target = rid ["=" floor] ["@" python]    ; linux-x64=glibc2.28, osx-arm64=14.0, linux-x64@3.12
/// </code>
/// </remarks>
/// <param name="Rid">One of <see cref="Known"/>.</param>
/// <param name="Floor">The oldest system that counts, as written; null leaves it to the platform's usual one.</param>
/// <param name="Python"><c>X.Y</c>; null for the declared interpreter's.</param>
internal sealed record TargetRid(string Rid, string? Floor, string? Python)
{
    public static ImmutableArray<string> Known { get; } =
        ["win-x64", "win-arm64", "linux-x64", "linux-arm64", "linux-musl-x64", "linux-musl-arm64", "osx-x64", "osx-arm64"];

    public static bool TryParse(string text, [NotNullWhen(true)] out TargetRid? target)
    {
        string[] byPython = text.Split('@', StringSplitOptions.TrimEntries);
        string[] byFloor = byPython[0].Split('=', StringSplitOptions.TrimEntries);
        target = byPython.Length <= 2 && byFloor.Length <= 2 && Known.Contains(byFloor[0]) && !byPython.Concat(byFloor).Contains("")
            ? new TargetRid(byFloor[0], byFloor.ElementAtOrDefault(1), byPython.ElementAtOrDefault(1))
            : null;
        return target is not null;
    }
}
