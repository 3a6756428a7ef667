using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Microsoft.Build.Framework;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Running;

namespace PythonEnv.Tasks;

/// <summary>
/// Runs Python inside a restored environment. Not marked as multi-threadable: it takes the project's folder from the current one,
/// which MSBuild guarantees to unmarked tasks.
/// </summary>
public sealed class PythonExec : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>A Python file, relative to the project. One of this, <see cref="Module"/> and <see cref="Code"/> is needed.</summary>
    public string? Script { get; set; }

    /// <summary>A module, as for <c>python -m</c>.</summary>
    public string? Module { get; set; }

    /// <summary>A program's text, as for <c>python -c</c>.</summary>
    public string? Code { get; set; }

    /// <summary>One argument an item; a single text is split at blanks outside quotes.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>The project's folder unless given.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary><c>NAME=value</c> each.</summary>
    public string[] EnvironmentVariables { get; set; } = [];

    /// <summary>The environment's name or folder; the project's primary one unless given.</summary>
    public string Environment { get; set; } = "";

    /// <summary>Unlimited unless given.</summary>
    public int TimeoutSeconds { get; set; }

    [Output]
    public int ExitCode { get; set; }

    /// <summary>The lines of standard output.</summary>
    [Output]
    public string[] ConsoleOutput { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    /// <inheritdoc/>
    public override bool Execute()
    {
        string project = Directory.GetCurrentDirectory();
        if (Command() is not { } command || FindEnvironment(project) is not { } layout)
            return false;
        var program = new PythonProgram
        {
            Arguments = [.. command, .. Arguments.Length == 1 ? CommandLine.Split(Arguments[0]) : Arguments],
            WorkingDirectory = Path.GetFullPath(WorkingDirectory ?? "", project),
            Variables = ReadVariables(),
            Timeout = TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : Timeout.InfiniteTimeSpan,
        };
        try
        {
            Report(program.RunAsync(layout, HostFacts.Current(), new ProcessRunner(), _cancellation.Token).GetAwaiter().GetResult(), program);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (TimeoutException)
        {
            Fail(SourceSpan.None, $"the Python program was stopped after {TimeoutSeconds.ToString(CultureInfo.InvariantCulture)} seconds", "", "Give it a larger `TimeoutSeconds`");
        }
        catch (Win32Exception e)
        {
            Fail(SourceSpan.None, $"`{layout.Executable}` could not be started", e.Message, "Let the target depend on `PythonEnvRestore`");
        }
        return !Log.HasLoggedErrors;
    }

    private string[]? Command()
    {
        string[][] given = [.. new[] { Given("", Script), Given("-m", Module), Given("-c", Code) }.OfType<string[]>()];
        if (given is [string[] command])
            return command;
        Fail(SourceSpan.None, "PythonExec runs one program", $"{given.Length} of `Script`, `Module` and `Code` are given", "Give exactly one");
        return null;
    }

    private static string[]? Given(string option, string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : option.Length == 0 ? [value] : [option, value];

    private EnvironmentLayout? FindEnvironment(string project)
    {
        string root = EnvironmentRegistry.Find(BuildEngine4, project, Environment)
            ?? Path.GetFullPath(Environment.Length == 0 ? ".venv" : Environment, project);
        if (ReceiptFile.TryRead(root, out Receipt? receipt))
            return receipt.Interpreter.LayoutAt(root);
        Fail(SourceSpan.None, $"the environment `{(Environment.Length == 0 ? "default" : Environment)}` was not restored by this build",
            $"there is no finished one at `{root}`", "Let the target depend on `PythonEnvRestore`");
        return null;
    }

    private ImmutableDictionary<string, string> ReadVariables()
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (string variable in EnvironmentVariables)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                variables[variable[..equals]] = variable[(equals + 1)..];
            else
                Fail(SourceSpan.None, $"`{variable}` is not an environment variable", "it is written `NAME=value`", "");
        }
        return variables.ToImmutable();
    }

    private void Report(ProcessResult result, PythonProgram program)
    {
        ExitCode = result.ExitCode;
        ConsoleOutput = Lines(result.StandardOutput);
        foreach (string line in ConsoleOutput)
            Log.LogMessage(MessageImportance.High, "{0}", line);
        foreach (string line in Lines(result.StandardError))
            Log.LogMessage(MessageImportance.High, "{0}", line);
        if (result.ExitCode == 0)
            return;
        string exit = string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {result.ExitCode}");
        if (PythonTraceback.Find(result.StandardError) is { } traceback)
            Fail(new SourceSpan(Path.GetFullPath(traceback.File, program.WorkingDirectory), traceback.Line), traceback.Error, exit, "");
        else
            Fail(SourceSpan.None, "the Python program failed", exit, "");
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') is { Length: > 0 } lines ? lines.Split('\n') : [];

    private void Fail(SourceSpan where, string problem, string evidence, string remedy) =>
        new BuildLog(Log, new WarningPolicy("")).Report(DiagnosticCatalog.ProgramFailed.At(where, problem, evidence, remedy));
}
