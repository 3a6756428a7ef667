namespace PythonEnv.Diagnostics;

/// <summary>A place in a file that a person wrote.</summary>
/// <param name="File">Absolute path; empty where no file is to blame.</param>
/// <param name="Line">1-based physical line; 0 for the file as a whole.</param>
/// <param name="Column">1-based UTF-16 column; 0 for the line as a whole.</param>
/// <param name="Length">UTF-16 units covered, 0 if unknown.</param>
internal sealed record SourceSpan(string File, int Line = 0, int Column = 0, int Length = 0)
{
    /// <summary>No place at all.</summary>
    public static SourceSpan None { get; } = new("");

    /// <summary>The canonical <c>file(line,column)</c> that MSBuild and CI annotators read.</summary>
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => File,
        (_, 0) => $"{File}({Line})",
        _ => $"{File}({Line},{Column})",
    };
}
