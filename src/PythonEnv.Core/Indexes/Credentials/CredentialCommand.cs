using System.Collections.Immutable;
using System.ComponentModel;
using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Indexes.Credentials;

/// <summary>Runs programs that print a credential. What they print is told to nobody else.</summary>
internal sealed class CredentialCommand(HostFacts host, IProcessRunner processes)
{
    /// <param name="patience">How long it may run.</param>
    /// <returns>Its exit code and what it printed; or no code and, in words, why it did not run to its end.</returns>
    public async Task<(int? ExitCode, string Text)> RunAsync(
        string program, ImmutableArray<string> arguments, TimeSpan patience, CancellationToken cancellation)
    {
        var variables = new Dictionary<string, string>(host.Environment, host.Environment.KeyComparer) { ["PYTHONIOENCODING"] = "utf-8" };
        var invocation = new ProcessInvocation(program, arguments, host.HomeDirectory, variables) { Timeout = patience };
        try
        {
            ProcessResult result = await processes.RunAsync(invocation, cancellation).ConfigureAwait(false);
            return (result.ExitCode, result.StandardOutput);
        }
        // A program that does not run knows nothing; the server's refusal is what gets reported, with this beside it.
        catch (Win32Exception)
        {
            return (null, $"`{program}` can't be started");
        }
        catch (TimeoutException)
        {
            return (null, $"no answer within {patience.TotalSeconds:0.#} seconds");
        }
    }
}
