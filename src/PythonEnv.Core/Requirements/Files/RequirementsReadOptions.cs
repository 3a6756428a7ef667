using PythonEnv.Diagnostics;
using PythonEnv.Host.Platform;

namespace PythonEnv.Requirements.Files;

/// <summary>What the reader must know besides the file.</summary>
internal sealed record RequirementsReadOptions
{
    /// <summary>Absolute folder; the paths of requirements (<c>./pkg</c>) are relative to it, those of includes to their file.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The value of an environment variable, for <c>${NAME}</c>; null if it is not set.</summary>
    public Func<string, string?> EnvironmentVariable { get; init; } = static _ => null;

    public IRequirementsSource Source { get; init; } = LocalRequirementsSource.Instance;

    /// <summary>Who asks for the file; blamed if it is missing.</summary>
    public SourceSpan DeclaredAt { get; init; } = SourceSpan.None;

    /// <summary>Read it as a constraints file.</summary>
    public bool AsConstraints { get; init; }

    /// <summary>Leave the extras of a constraint out, as pip-compile and uv do; pip breaks off there, and they are a PYENV2002.</summary>
    public bool ConstraintsMayHaveExtras { get; init; }

    /// <summary>Take paths as Windows does.</summary>
    public bool Windows { get; init; } = NativeSystem.IsWindows;
}
