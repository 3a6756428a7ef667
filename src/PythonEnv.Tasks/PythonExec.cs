using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using Microsoft.Build.Framework;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Installing;
using PythonEnv.Running;

namespace PythonEnv.Tasks;

/// <summary>
/// Runs Python inside an environment of the project. Its lines are logged as they come; a failure is an error at the program's own line,
/// and what linters print are errors and warnings at theirs. Does nothing in a design-time build. Blanks and line breaks around a name or
/// a path don't count, as nowhere in a declaration.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PythonExec : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>A Python file, relative to the project. One of this, <see cref="Module"/> and <see cref="Code"/> is needed.</summary>
    public string Script { get; set => field = value.Trim(); } = "";

    /// <summary>A module, as for <c>python -m</c>.</summary>
    public string Module { get; set => field = value.Trim(); } = "";

    /// <summary>A program's text, as for <c>python -c</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>One line, split at blanks outside quotes; or several items, one argument each.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>The project's folder unless given.</summary>
    public string WorkingDirectory { get; set => field = value.Trim(); } = "";

    /// <summary><c>NAME=value</c> each.</summary>
    public string EnvironmentVariables { get; set; } = "";

    /// <summary>The environment's name or folder; the project's primary one unless given.</summary>
    public string Environment { get; set => field = value.Trim(); } = "";

    /// <summary>Unlimited unless given.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>An exit code other than 0 is no failure.</summary>
    public bool IgnoreExitCode { get; set; }

    /// <summary>How loudly the lines are logged: <c>High</c> unless given, <c>Normal</c> or <c>Low</c>.</summary>
    public string StandardOutputImportance { get; set => field = value.Trim(); } = nameof(MessageImportance.High);

    /// <summary>-1 where there is none: the program was stopped, or could not be started.</summary>
    [Output]
    public int ExitCode { get; set; }

    /// <summary>The lines of standard output, also of a program that was stopped.</summary>
    [Output]
    public string[] ConsoleOutput { get; set; } = [];

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();

    /// <inheritdoc/>
    public override bool Execute()
    {
        CallingProject? project = CallingProject.Ask(BuildEngine);
        if (project is null)
            return false;
        if (project.Declared.IsDesignTimeBuild)
            return true;
        ExitCode = -1;
        try
        {
            // A number is parsed too, and means nothing to a reader.
            if (!Enum.GetNames<MessageImportance>().Contains(StandardOutputImportance, StringComparer.OrdinalIgnoreCase)
                || !Enum.TryParse(StandardOutputImportance, ignoreCase: true, out MessageImportance importance))
                throw Failure($"`{StandardOutputImportance}` is no importance", "", "Write `High`, `Normal` or `Low`");
            if (TimeoutSeconds < 0)
                throw Failure("`TimeoutSeconds` is below 0", "", "Write a number of seconds, or leave it out for no limit");
            Run(project, project.Find(Environment) ?? throw NoEnvironment(project), importance);
        }
        catch (PythonEnvException e)
        {
            Report(e.Diagnostic, project);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(DiskProblem.OfFile(e, project.Directory), project);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }
        return !Log.HasLoggedErrors;
    }

    private void Run(CallingProject project, Receipt receipt, MessageImportance importance)
    {
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(project.LocationOf(Environment));
        string workingDirectory = Path.GetFullPath(WorkingDirectory, project.Directory);
        var output = new ProgramOutput(Log, workingDirectory, importance);
        var program = new PythonProgram
        {
            Arguments = [.. Command(project), .. ReadArguments()],
            WorkingDirectory = workingDirectory,
            Variables = ReadVariables(),
            Timeout = TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : Timeout.InfiniteTimeSpan,
            OnOutput = output.TakeOutput,
            OnError = output.TakeError,
        };
        try
        {
            ProcessResult result = program.RunAsync(layout, HostFacts.Current(), new ProcessRunner(), _cancellation.Token)
                .GetAwaiter()
                .GetResult();
            ExitCode = result.ExitCode;
            if (result.ExitCode != 0 && !IgnoreExitCode)
                throw new PythonEnvException(
                    new ProgramFailure(result, NameOf(project), layout, receipt.Interpreter.Executable, Module).Describe(workingDirectory));
        }
        catch (TimeoutException)
        {
            throw Failure(
                $"the Python program was stopped after {TimeoutSeconds.ToString(CultureInfo.InvariantCulture)} seconds", "",
                "Give it a larger `TimeoutSeconds`");
        }
        catch (Win32Exception e)
        {
            string cause = Directory.Exists(workingDirectory) ? e.Message : $"the folder `{workingDirectory}` does not exist";
            throw Failure(
                $"`{layout.Executable}` could not be started", cause,
                Directory.Exists(workingDirectory) ? "Build the project" : "Correct `WorkingDirectory`");
        }
        finally
        {
            ConsoleOutput = output.Lines;
        }
    }

    private string[] Command(CallingProject project)
    {
        string[][] given = [.. new[] { Given("", Script), Given("-m", Module), Given("-c", Code) }.OfType<string[]>()];
        if (given.Length != 1)
            throw Failure("PythonExec runs one program", $"{given.Length} of `Script`, `Module` and `Code` are given", "Give exactly one");
        if (given[0] is not [string script])
            return given[0];
        string path = Path.GetFullPath(script.Replace('\\', Path.DirectorySeparatorChar), project.Directory);
        return File.Exists(path)
            ? [path]
            : throw Failure(
                $"script `{script}` does not exist", $"looked for `{path}`", "Correct `Script`, which is relative to the project");
    }

    private string[] ReadArguments() => ArgumentLine.Split(Arguments)
        ?? throw Failure(
            "`Arguments` can't be read", "a quotation mark is not closed", "Close it, or put it into quotes of the other kind");

    private static string[]? Given(string option, string value) =>
        string.IsNullOrWhiteSpace(value) ? null : option.Length == 0 ? [value] : [option, value];

    // A part without `=` is the rest of a value that holds a semicolon. Blanks at a value's end are those before a line break.
    private ImmutableDictionary<string, string> ReadVariables()
    {
        var variables = new Dictionary<string, string>();
        string last = "";
        foreach (string part in EnvironmentVariables.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                variables[last = part[..equals].Trim()] = part[(equals + 1)..];
            else if (last.Length > 0 && part.Trim().Length > 0)
                variables[last] += ";" + part;
            else if (part.Trim().Length > 0)
                // What stands there may be the value alone, and a secret.
                throw Failure("`EnvironmentVariables` begins with a value that has no name", "", "Write `NAME=value`");
        }
        return variables.ToImmutableDictionary(variable => variable.Key, variable => variable.Value.TrimEnd());
    }

    private PythonEnvException NoEnvironment(CallingProject project)
    {
        if (Environment.Length > 0 && !project.Names.Contains(Environment))
        {
            return Failure(
                $"there is no environment `{Environment}`",
                $"this project declares {string.Join(", ", project.Names.Select(name => $"`{name}`"))}", "Correct `Environment`");
        }
        string remedy = project.IsRestored ? "Build without the errors above" : "Let the target depend on `PythonEnvRestore`";
        return Failure(
            $"the environment `{NameOf(project)}` was not restored", $"nothing finished stands at `{project.LocationOf(Environment)}`",
            remedy);
    }

    private string NameOf(CallingProject project) => Environment.Length == 0 ? project.Names[0] : Environment;

    private static PythonEnvException Failure(string problem, string evidence, string remedy) =>
        new(DiagnosticCatalog.ProgramFailed.At(SourceSpan.None, problem, evidence, remedy));

    // Without a place of its own it stands where the task is written.
    private void Report(Diagnostic diagnostic, CallingProject project)
    {
        SourceSpan task = new(
            BuildEngine.ProjectFileOfTaskNode ?? project.Declared.File, BuildEngine.LineNumberOfTaskNode,
            BuildEngine.ColumnNumberOfTaskNode);
        new BuildLog(Log, project.Declared.File, project.Declared.Warnings)
            .Report(diagnostic.Where.File.Length > 0 ? diagnostic : diagnostic with { Where = task });
    }
}
