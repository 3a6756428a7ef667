using System.Collections.Immutable;

namespace PythonEnv.Interpreters;

/// <summary>A path where an interpreter may be.</summary>
/// <param name="Path">Absolute; may be a link, dangling too.</param>
/// <param name="Hint">What names on the way there say of it.</param>
internal sealed record InterpreterCandidate(string Path, InterpreterHint? Hint)
{
    /// <summary>The files that were looked at on the way to the path.</summary>
    public ImmutableArray<string> Ways { get; init; } = [];
}
