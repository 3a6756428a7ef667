namespace PythonEnv.Diagnostics;

/// <summary>Why a text can't be read, and which part of it is to blame.</summary>
/// <param name="Position">
/// 0-based index of the first offending character, in UTF-16 units, or of the first offending byte where bytes are read; the text's
/// length where something is missing at its end.
/// </param>
/// <param name="Length">How many characters offend; 0 where something is missing, or where the rest of the text offends.</param>
/// <param name="Message">What is wrong, as a phrase without full stop.</param>
/// <param name="Remedy">What to write instead, as a phrase without full stop; empty where only the author can know.</param>
internal sealed record ParseError(int Position, int Length, string Message, string Remedy = "")
{
    /// <summary>The rule that is broken, where it is not that such a text can be read.</summary>
    public DiagnosticRule? Rule { get; init; }

    /// <summary>All of a text is to blame.</summary>
    public static ParseError OfAll(string text, string message, string remedy = "") => new(0, text.Length, message, remedy);

    /// <summary>The same error in a text that holds the parsed one at <paramref name="offset"/>.</summary>
    public ParseError Shift(int offset) => this with { Position = Position + offset };
}
