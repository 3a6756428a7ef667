using System.CommandLine;
using System.Runtime.InteropServices;
using PythonEnv.Tool.Commands;

namespace PythonEnv.Tool;

/// <summary>The command line: reads it, runs one command, and gives back its exit code.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        ParseResult parsed = CommandTree.Create(cancellation.Token).Parse(arguments);
        // The signals are taken above: what a command does with them, it does by its token.
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellation.Token);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancellation.Cancel();
        }
    }
}
