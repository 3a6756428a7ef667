using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters.Declared;

/// <summary>The interpreter that a declaration asks for: one at a path, or any that fits.</summary>
internal sealed record InterpreterRequest
{
    // Longer than any series of patches has become.
    private const int MicroVersions = 64;

    /// <summary>As declared.</summary>
    public required string Text { get; init; }

    /// <summary>Where it is declared.</summary>
    public required SourceSpan Where { get; init; }

    /// <summary>Absolute path of an executable or of an installation's folder; null where any that fits will do.</summary>
    public string? Path { get; init; }

    /// <summary>Whether <see cref="Path"/> is not declared, but what the environment stands on.</summary>
    public bool IsKept { get; init; }

    /// <summary>The versions of the language that fit.</summary>
    public SpecifierSet Versions { get; init; } = SpecifierSet.Any;

    /// <summary>Whether pre-releases of the interpreter fit.</summary>
    public bool AllowsPrereleases { get; init; }

    /// <summary><c>sys.implementation.name</c>.</summary>
    public string Implementation { get; init; } = "cpython";

    /// <summary>The versions of the implementation that fit, of PyPy and GraalPy, which count their own.</summary>
    public SpecifierSet ImplementationVersions { get; init; } = SpecifierSet.Any;

    /// <summary>A free-threaded build and no other; without it, none.</summary>
    public bool FreeThreaded { get; init; }

    /// <summary>A debug build and no other; without it, none.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether an interpreter fits. One that was asked for by its path always does.</summary>
    public bool Matches(InterpreterFacts facts) => Path is not null
        || (facts.Implementation == Implementation
            && facts.GilDisabled == FreeThreaded
            && facts.IsDebugBuild == Debug
            && Matches(facts.Version)
            && ImplementationVersions.Contains(facts.ImplementationVersion));

    /// <summary>Whether an interpreter that is too old to be used would be the one asked for.</summary>
    internal bool MatchesUnusable(ProbeResult probed) =>
        Path is not null || (probed.Version is { } version && probed.Implementation == Implementation && Matches(version));

    /// <summary>Whether an interpreter with such a name can fit.</summary>
    internal bool MayMatch(InterpreterHint hint)
    {
        if (Path is not null)
            return true;
        if (hint.Implementation is { } implementation && implementation != Implementation)
            return false;
        if (hint.Minor is not { } minor)
            return true;
        int first = hint.Micro ?? 0;
        int last = hint.Micro ?? MicroVersions;
        for (int micro = first; micro <= last; micro++)
        {
            if (Versions.Contains(PythonVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"{hint.Major}.{minor}.{micro}"))))
                return true;
        }
        // A declared pre-release lies between these.
        return Versions.Clauses.Any(clause => clause is { NamesPrerelease: true, Version: { } named } && named.Release[0] == hint.Major
            && named.Release.Length > 1 && named.Release[1] == minor);
    }

    private bool Matches(PythonVersion version) => Versions.Contains(version, AllowsPrereleases || Versions.NamesPrerelease);
}
