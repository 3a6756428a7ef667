using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Host.Platform;
using PythonEnv.Host.Processes;

namespace PythonEnv.Interpreters;

/// <summary>
/// Runs <c>probe.py</c> in the interpreter: once, isolated from the user's configuration (<c>-E -s</c>), without site-packages
/// (<c>-S</c>) and without writing byte code (<c>-B</c>). Every Python since 2.7 knows these options; <c>-I</c>, which 2.7 does not know,
/// would add only what the script does itself.
/// </summary>
internal sealed class InterpreterProbe(IProcessRunner runner, HostFacts host, TimeSpan? timeout = null) : IInterpreterProbe
{
    private const string Begin = "<<<pythonenv";
    private const string End = "pythonenv>>>";
    private static readonly ImmutableArray<string> Arguments = ["-E", "-s", "-S", "-B", "-"];

    /// <summary>How long an interpreter is waited for: a cold disk with a virus scanner before it can take many seconds.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The text of the script.</summary>
    public static string Script { get; } = EmbeddedScript.Read("probe.py");

    public async Task<ProbeResult> ProbeAsync(string executable, CancellationToken cancellation)
    {
        if (!host.Files.FileExists(executable))
        {
            string? target = host.Files.LinkTarget(executable);
            return ProbeResult.Failed(target is null ? "does not exist" : $"is a link to `{target}`, which is gone");
        }
        IReadOnlyDictionary<string, string> variables = PythonEnvironmentVariables.Clean(host.Environment);
        ProcessInvocation invocation = new(executable, Arguments, host.Paths.Folder(executable), variables)
        {
            StandardInput = Script,
            Timeout = timeout ?? Patience,
        };
        try
        {
            return Read(await runner.RunAsync(invocation, cancellation).ConfigureAwait(false));
        }
        catch (Win32Exception exception)
        {
            return ProbeResult.Failed($"does not start on this machine ({Reason(exception)})");
        }
        catch (TimeoutException)
        {
            return ProbeResult.NoAnswer(invocation.Timeout);
        }
    }

    private static ProbeResult Read(ProcessResult result)
    {
        int begin = result.StandardOutput.IndexOf(Begin, StringComparison.Ordinal);
        int end = result.StandardOutput.LastIndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            string said = LastLine(result.StandardError) is { Length: > 0 } line ? ": " + line : "";
            return ProbeResult.Failed(result.ExitCode == 0
                ? "does not behave like a Python interpreter"
                : $"does not run ({result.Ending}{said})");
        }
        try
        {
            return InterpreterFactsReader.Read(result.StandardOutput[(begin + Begin.Length)..end]);
        }
        catch (JsonException exception)
        {
            return ProbeResult.Failed($"does not behave like a Python interpreter ({exception.Message})");
        }
    }

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1].Trim();

    // The exception's own text repeats the path and the working directory.
    private static string Reason(Win32Exception exception) => exception.NativeErrorCode switch
    {
        8 when !NativeSystem.IsWindows => "it is not an executable, or is one of another architecture",
        193 or 216 when NativeSystem.IsWindows => "it is an executable of another architecture",
        13 when !NativeSystem.IsWindows => "permission denied",
        _ => new Win32Exception(exception.NativeErrorCode).Message,
    };
}
