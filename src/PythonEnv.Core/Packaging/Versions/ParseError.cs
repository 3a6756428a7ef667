namespace PythonEnv.Packaging.Versions;

/// <summary>Why a text can't be read, and which part of it is to blame.</summary>
/// <param name="Position">
/// 0-based index of the first offending character, in UTF-16 units; the text's length where something is missing at its end.
/// </param>
/// <param name="Length">How many characters offend; 0 where something is missing.</param>
/// <param name="Message">What is wrong, as a phrase without full stop.</param>
internal sealed record ParseError(int Position, int Length, string Message)
{
    /// <summary>The same error in a text that holds the parsed one at <paramref name="offset"/>.</summary>
    public ParseError Shift(int offset) => this with { Position = Position + offset };
}
