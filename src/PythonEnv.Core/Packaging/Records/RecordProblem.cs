namespace PythonEnv.Packaging.Records;

/// <summary>What is wrong with a row of a RECORD.</summary>
internal enum RecordProblemKind
{
    /// <summary>Bytes that are no UTF-8.</summary>
    Encoding,

    /// <summary>Not three columns. What follows can't be trusted either.</summary>
    Columns,

    /// <summary>An empty path.</summary>
    Path,

    /// <summary>A hash that is not <c>algorithm=digest</c>.</summary>
    Hash,

    /// <summary>A size that is no whole number.</summary>
    Size,
}

/// <summary>One finding in a RECORD.</summary>
/// <param name="Row">0-based index of the row.</param>
/// <param name="Message">A phrase without full stop.</param>
internal sealed record RecordProblem(RecordProblemKind Kind, int Row, string Message);
