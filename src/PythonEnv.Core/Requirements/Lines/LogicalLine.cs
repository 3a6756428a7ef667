using PythonEnv.Diagnostics;

namespace PythonEnv.Requirements.Lines;

/// <summary>A line after joining and stripping, which knows where each of its characters was written.</summary>
/// <param name="File">The file for spans.</param>
/// <param name="Text">Variables expanded.</param>
/// <param name="Written">Variables as written.</param>
/// <param name="Origins">In order of <see cref="Origin.Start"/>, the first at 0.</param>
/// <param name="Secrets">The values that were put in, with the reference that they replace.</param>
internal sealed record LogicalLine(
    string File, string Text, string Written, Origin[] Origins, (string Reference, string Value)[] Secrets)
{
    /// <summary>The 1-based first physical line.</summary>
    public int Number { get; init; }

    /// <summary>The place of a part of <see cref="Text"/>; a part that goes on on the next physical line is cut.</summary>
    public SourceSpan At(int start, int length)
    {
        int index = Origins.Length - 1;
        while (index > 0 && Origins[index].Start > start)
            index--;
        Origin origin = Origins[index];
        int end = index + 1 < Origins.Length ? Math.Min(start + length, Origins[index + 1].Start) : start + length;
        int column = origin.IsVariable ? origin.Column : origin.Column + start - origin.Start;
        return new SourceSpan(File, origin.Line, column, Math.Max(0, end - start));
    }

    /// <summary>What may be shown of a text made from this line.</summary>
    public string Conceal(string text) => Redaction.OfUrls(WithVariables(text));

    /// <summary>A text made from this line, with variables as written. May hold a secret that is written out.</summary>
    public string WithVariables(string text)
    {
        foreach ((string reference, string value) in Secrets)
            text = text.Replace(value, reference, StringComparison.Ordinal);
        return text;
    }
}

/// <summary>Where a stretch of a logical line comes from.</summary>
/// <param name="Start">Offset in the logical line.</param>
/// <param name="Line">1-based physical line.</param>
/// <param name="Column">1-based column of its first character.</param>
/// <param name="IsVariable">Put in for a variable: all of it stands for one reference.</param>
internal readonly record struct Origin(int Start, int Line, int Column, bool IsVariable = false);
