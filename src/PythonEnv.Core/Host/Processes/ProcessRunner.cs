using System.Diagnostics;
using System.Text;
using Medallion.Shell;

namespace PythonEnv.Host.Processes;

/// <summary>Runs programs without a shell and never leaves one behind.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A grandchild that outlives the program may hold its pipes open for ever; what the program itself wrote is read within moments.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    public async Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation)
    {
        // A relative name would be looked up in the current folder and on PATH.
        if (!Path.IsPathFullyQualified(invocation.Executable))
            throw new ArgumentException($"`{invocation.Executable}` is not an absolute path", nameof(invocation));
        cancellation.ThrowIfCancellationRequested();

        using Command command = Start(invocation);
        OutputTail output = new(int.MaxValue, invocation.OnOutput);
        OutputTail error = new(invocation.StandardErrorLimit, invocation.OnError);
        Task streams = Task.WhenAll(
            output.ReadAsync(command.StandardOutput),
            error.ReadAsync(command.StandardError),
            WriteInputAsync(command, invocation.StandardInput));

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(invocation.Timeout);
        try
        {
            await command.Process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            command.Process.Kill(entireProcessTree: true);
            await command.Process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"`{invocation.Executable}` did not finish within {invocation.Timeout.TotalSeconds:0.#} s");
        }

        await Task.WhenAny(streams, Task.Delay(DrainTime, CancellationToken.None)).ConfigureAwait(false);
        return new ProcessResult(command.Process.ExitCode, output.ToString(), error.ToString());
    }

    private static Command Start(ProcessInvocation invocation) => Shell.Default.Run(
        invocation.Executable,
        invocation.Arguments,
        options => options
            .DisposeOnExit(false)
            .Encoding(Utf8)
            .WorkingDirectory(invocation.WorkingDirectory)
            .StartInfo(start => SetEnvironment(start, invocation.Environment)));

    private static void SetEnvironment(ProcessStartInfo start, IReadOnlyDictionary<string, string> variables)
    {
        start.Environment.Clear();
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
    }

    private static async Task WriteInputAsync(Command command, string text)
    {
        try
        {
            await command.StandardInput.WriteAsync(text).ConfigureAwait(false);
            command.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program need not read its input; its exit code says whether it minded.
        }
    }
}
