using System.Collections.Immutable;

namespace PythonEnv.Interpreters;

/// <summary>An interpreter that environments can stand on: never one of a virtual environment.</summary>
/// <param name="Executable">
/// Absolute path to link to and to write into <c>pyvenv.cfg</c>: names the exact <c>X.Y</c> where it can and stays valid over patch
/// upgrades of the installation where its layout allows.
/// </param>
/// <param name="Facts">What it says of itself.</param>
/// <param name="Identity">To tell later, without starting it, whether it is still the same.</param>
/// <param name="Source">How it was found, such as <c>pyenv</c>.</param>
internal sealed record Interpreter(string Executable, InterpreterFacts Facts, InterpreterIdentity Identity, string Source)
{
    /// <summary>How it was reached, as it was before it was started; without the executable itself.</summary>
    public ImmutableArray<InterpreterWay> Ways { get; init; } = [];
}
