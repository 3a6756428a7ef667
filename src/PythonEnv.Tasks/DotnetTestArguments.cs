namespace PythonEnv.Tasks;

/// <summary>What <c>dotnet test</c> was called with.</summary>
/// <remarks>
/// With Microsoft.Testing.Platform, MSBuild is told nothing of <c>--results-directory</c>. It runs in the process of the command line,
/// whose arguments are there to be read; a build of several projects has further processes, in which they are not.
/// </remarks>
internal static class DotnetTestArguments
{
    private const string ResultsDirectory = "--results-directory";

    /// <summary>The last value of <c>--results-directory</c>, as a word of its own or behind <c>=</c> or <c>:</c>; else null.</summary>
    /// <param name="arguments">Of the process, its program first.</param>
    public static string? ReadResultsDirectory(ReadOnlySpan<string> arguments)
    {
        for (int i = arguments.Length - 1; i > 0; i--)
        {
            string argument = arguments[i];
            if (!argument.StartsWith(ResultsDirectory, StringComparison.Ordinal))
                continue;
            if (argument.Length == ResultsDirectory.Length)
                return i + 1 < arguments.Length ? arguments[i + 1] : null;
            if (argument[ResultsDirectory.Length] is '=' or ':')
                return argument[(ResultsDirectory.Length + 1)..];
        }
        return null;
    }
}
