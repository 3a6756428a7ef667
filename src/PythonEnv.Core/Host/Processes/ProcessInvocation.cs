using System.Collections.Immutable;

namespace PythonEnv.Host.Processes;

/// <summary>A program to run, described whole: nothing is inherited from the process that runs it.</summary>
/// <param name="Executable">Absolute path of the program.</param>
/// <param name="Arguments">Passed as they are; no shell reads them.</param>
/// <param name="WorkingDirectory">Absolute path of an existing folder.</param>
/// <param name="Environment">All variables the program sees.</param>
internal sealed record ProcessInvocation(
    string Executable,
    ImmutableArray<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Written to standard input as UTF-8, which is then closed.</summary>
    public string StandardInput { get; init; } = "";

    /// <summary>How long it may run before it and all its children are killed.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Is told each line of standard output as it comes; on any thread.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Is told each line of standard error as it comes; on any thread.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>How many UTF-16 units of the end of standard output are kept at least. No answer of a program has as many.</summary>
    public int StandardOutputLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many UTF-16 units of the end of standard error are kept at least.</summary>
    public int StandardErrorLimit { get; init; } = 64 * 1024;
}
