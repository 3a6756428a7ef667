using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;
using CliWrap;

namespace PythonEnv.Host.Processes;

/// <summary>Runs programs without a shell and never leaves one behind.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A grandchild that outlives the program may hold its pipes open for ever; what the program itself wrote is read within moments. Where
    // all threads wait for something these come late, and so does the end of each pause: the pauses are counted, and not the time.
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(100);
    private const int DrainPauses = 20;

    public async Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation)
    {
        // A relative name would be looked up in the current folder and on PATH.
        if (!Path.IsPathFullyQualified(invocation.Executable))
            throw new ArgumentException($"`{invocation.Executable}` is not an absolute path", nameof(invocation));
        cancellation.ThrowIfCancellationRequested();

        OutputTail output = new(invocation.StandardOutputLimit, invocation.OnOutput);
        OutputTail error = new(invocation.StandardErrorLimit, invocation.OnError);
        Task exit = Task.CompletedTask;
        Command command = Cli.Wrap(invocation.Executable)
            .WithArguments(invocation.Arguments)
            .WithWorkingDirectory(invocation.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.FromString(invocation.StandardInput, Utf8))
            .WithStandardOutputPipe(PipeTarget.Create((stream, _) => DrainAsync(output, stream, exit)))
            .WithStandardErrorPipe(PipeTarget.Create((stream, _) => DrainAsync(error, stream, exit)));

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(invocation.Timeout);
        try
        {
            CommandResult result = await command.ExecuteAsync(
                start => SetEnvironment(start, invocation.Environment),
                process => exit = process.WaitForExitAsync(CancellationToken.None),
                limit.Token).ConfigureAwait(false);
            return new ProcessResult(result.ExitCode, output.ToString(), error.ToString());
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"`{invocation.Executable}` did not finish within {invocation.Timeout.TotalSeconds:0.#} s");
        }
        // The outer one has not the number of the error.
        catch (Win32Exception e) when (e.InnerException is Win32Exception cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Reads to the end of the stream, or for a while after the program has ended.</summary>
    private static async Task DrainAsync(OutputTail tail, Stream stream, Task exit)
    {
        Task reading = tail.ReadAsync(new StreamReader(stream, Utf8));
        await Task.WhenAny(reading, exit).ConfigureAwait(false);
        for (int i = 0; i < DrainPauses && !reading.IsCompleted; i++)
            await Task.WhenAny(reading, Task.Delay(DrainPause, CancellationToken.None)).ConfigureAwait(false);
    }

    // CliWrap adds to the variables of this process.
    private static void SetEnvironment(ProcessStartInfo start, IReadOnlyDictionary<string, string> variables)
    {
        start.Environment.Clear();
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
    }
}
