using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Interpreters;

/// <summary>The outcome of looking for an interpreter.</summary>
/// <param name="Interpreter">The one chosen; null if the diagnostics say why not.</param>
/// <param name="Diagnostics">PYENV1002, 1003 or 1005.</param>
/// <param name="Found">What was seen on the way, in the order of the search.</param>
/// <param name="Places">Where it was looked for, for people to read.</param>
public sealed record LocateResult(
    Interpreter? Interpreter,
    ImmutableArray<Diagnostic> Diagnostics,
    ImmutableArray<FoundInterpreter> Found,
    ImmutableArray<string> Places);

/// <summary>An interpreter that was seen.</summary>
/// <param name="Path">Where.</param>
/// <param name="Version">What it says, or what its name says where it was not started; empty if neither does.</param>
/// <param name="Source">How it was found.</param>
/// <param name="Problem">Why it can't be used, completing a sentence that begins with the path; empty if it can.</param>
public sealed record FoundInterpreter(string Path, string Version, string Source, string Problem = "");

/// <summary>What to do about an interpreter that the operating system manages.</summary>
public enum SystemInterpreterPolicy
{
    Allow,
    Warn,
    Refuse,
}
