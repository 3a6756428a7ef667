using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Running;

/// <summary>A Python program to run inside an environment: what stands after <c>python</c> on a command line, and where.</summary>
internal sealed record PythonProgram
{
    /// <summary>The arguments of the interpreter: a script, <c>-m</c> and a module, or <c>-c</c> and code, and what follows.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>Set over the variables of the build.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Is told each line of standard output as it comes; on any thread.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>Is told each line of standard error as it comes; on any thread.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>The variables of a shell that has entered the environment.</summary>
    public static ImmutableDictionary<string, string> Activated(EnvironmentLayout layout, HostFacts host)
    {
        string path = string.Join(
            layout.IsWindows ? ';' : ':', ((string?[])[layout.ScriptsDirectory, host.Variable("PATH")]).OfType<string>());
        return host.Environment
            .RemoveRange(["PYTHONHOME", "PYTHONPATH"])
            .SetItem("VIRTUAL_ENV", layout.Root)
            .SetItem("PATH", path);
    }

    /// <summary>
    /// Runs it as an activated environment would: <c>VIRTUAL_ENV</c> set, its scripts first on <c>PATH</c>, and nothing set that lets
    /// Python look elsewhere. Its output is not held back until it ends.
    /// </summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The environment's interpreter can't be started.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="Timeout"/> and was killed.</exception>
    public Task<ProcessResult> RunAsync(EnvironmentLayout layout, HostFacts host, IProcessRunner processes, CancellationToken cancellation)
    {
        ImmutableDictionary<string, string> environment = Activated(layout, host)
            .SetItem("PYTHONUNBUFFERED", "1")
            .SetItem("PYTHONIOENCODING", "utf-8")
            .SetItems(Variables);
        return processes.RunAsync(
            new ProcessInvocation(
                layout.Executable, Arguments, WorkingDirectory, environment)
            { Timeout = Timeout, OnOutput = OnOutput, OnError = OnError, StandardOutputLimit = int.MaxValue },
            cancellation);
    }
}
