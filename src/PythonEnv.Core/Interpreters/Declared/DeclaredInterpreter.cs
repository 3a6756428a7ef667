using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Interpreters.Declared;

/// <summary>The outcome of looking for the declaration of an interpreter.</summary>
/// <param name="Request">What is declared; null if the diagnostics say why not.</param>
/// <param name="Origin">
/// What declared it, for people to read: <c>the property PythonEnvInterpreter</c>, <c>.python-version</c>, <c>requires-python</c>.
/// </param>
/// <param name="Files">Every file that was looked for, absolute: one that appears or changes may change the outcome.</param>
/// <param name="Diagnostics">PYENV1001 or 1004.</param>
internal sealed record DeclaredInterpreter(
    InterpreterRequest? Request, string Origin, ImmutableArray<string> Files, ImmutableArray<Diagnostic> Diagnostics);
