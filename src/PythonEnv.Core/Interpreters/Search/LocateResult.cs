using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Interpreters.Search;

/// <summary>The outcome of looking for an interpreter.</summary>
/// <param name="Interpreter">The one chosen; null if the diagnostics say why not.</param>
/// <param name="Diagnostics">PYENV1002, 1003 or 1005.</param>
/// <param name="Found">What was seen on the way, in the order of the search.</param>
internal sealed record LocateResult(
    Interpreter? Interpreter, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<FoundInterpreter> Found);
