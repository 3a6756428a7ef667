namespace PythonEnv.Tool;

/// <summary>What the exit codes mean; <c>run</c> gives back that of the program instead.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>There is a finding that is an error.</summary>
    public const int Failure = 1;

    /// <summary>The command line can't be read, or fits nothing here.</summary>
    public const int Usage = 2;

    /// <summary>A fault of this tool itself (<c>EX_SOFTWARE</c>).</summary>
    public const int Fault = 70;

    /// <summary>Somebody stopped it.</summary>
    public const int Cancelled = 130;
}
