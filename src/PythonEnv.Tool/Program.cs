using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using PythonEnv.Diagnostics;
using PythonEnv.Tool.Commands;
using PythonEnv.Tool.Output;

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
        if (parsed.Action is ParseErrorAction)
            return Refuse(parsed);
        // The signals are taken above: what a command does with them, it does by its token.
        int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, cancellation.Token);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            cancellation.Cancel();
        }
    }

    // Usage goes where findings go: standard output is for answers.
    private static int Refuse(ParseResult parsed)
    {
        using var usage = new StringWriter();
        parsed.Invoke(new InvocationConfiguration { Output = usage, Error = usage });
        Console.Error.Write(Redaction.OfUrls(usage.ToString()));
        if (SharedOptions.IsJsonGiven(parsed))
        {
            Console.Out.WriteLine(new JsonAnswer
            {
                Command = CommandRunner.NameOf(parsed.CommandResult.Command),
                ExitCode = ExitCodes.Usage,
                Problem = Redaction.OfUrls(string.Join(' ', parsed.Errors.Select(error => error.Message))),
            }.Serialize());
        }
        return ExitCodes.Usage;
    }
}
