using System.CommandLine;
using System.ComponentModel;
using PythonEnv.Diagnostics;
using PythonEnv.Installing;
using PythonEnv.Tool.Output;
using Spectre.Console;

namespace PythonEnv.Tool.Commands;

/// <summary>Runs what a command does: one way to tell, one way to fail, one document at the end.</summary>
internal sealed class CommandRunner(SharedOptions shared, CancellationToken cancellation)
{
    /// <summary>Makes a command that ends with 0 unless an error was reported.</summary>
    public Command Create(string name, string description, Action<Session, ParseResult> work) =>
        Create(name, description, (session, parsed, _) => work(session, parsed));

    /// <summary>Makes a command that has another exit code once its own work has gone well.</summary>
    public Command Create(string name, string description, Action<Session, ParseResult, Ending> work)
    {
        var command = new Command(name, description);
        command.SetAction(parsed => Run(NameOf(command), parsed, work));
        return command;
    }

    /// <summary>A command as it is typed, <c>python list</c>; empty for none.</summary>
    public static string NameOf(Command command) => command is RootCommand ? ""
        : command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } parent
            ? $"{parent.Name} {command.Name}"
            : command.Name;

    private int Run(string name, ParseResult parsed, Action<Session, ParseResult, Ending> work)
    {
        bool isJson = shared.IsJson(parsed);
        IScreen screen = Screen(isJson);
        var log = new ToolLog(screen, shared.IsVerbose(parsed));
        var ending = new Ending();
        Session? session = null;
        string? problem = null;
        int code = ExitCodes.Success;
        try
        {
            session = new Session(shared.Read(parsed), log, cancellation);
            screen.Show(() => work(session, parsed, ending));
        }
        catch (UsageException usage)
        {
            problem = Redaction.OfUrls(usage.Message);
            screen.Notice(problem);
            code = ExitCodes.Usage;
        }
        catch (PythonEnvException failure)
        {
            log.Report(failure.Diagnostic);
        }
        // Whatever a disk, a permission or a program that can't be started has stopped.
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or Win32Exception)
        {
            string path = session?.Options.Path ?? Environment.CurrentDirectory;
            log.Report(DiskProblem.OfFile(refused, path) with { Where = new SourceSpan(path) });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            code = ExitCodes.Cancelled;
        }
        // Whoever reports a fault of this tool needs all of it, and who asked for a document gets one.
        catch (Exception unforeseen)
        {
            problem = Redaction.OfUrls($"a fault of this tool, which is worth a report: {unforeseen}");
            screen.Notice(problem);
            code = ExitCodes.Fault;
        }
        if (code == ExitCodes.Success)
            code = log.HasErrors ? ExitCodes.Failure : ending.Run();
        if (isJson)
            Console.Out.WriteLine(Document(name, code, problem, log, session).Serialize());
        return code;
    }

    private static JsonAnswer Document(string name, int code, string? problem, ToolLog log, Session? session) => new()
    {
        Command = name,
        ExitCode = code,
        Problem = problem,
        Findings = log.Findings,
        Output = log.Answers,
        Environments = session?.Results.Environments,
        Interpreters = session?.Results.Interpreters,
        Outdated = session?.Results.Outdated,
        Graph = session?.Results.Graph,
        Tests = session?.Results.Tests,
    };

    private static IScreen Screen(bool isJson)
    {
        bool isTerminal = !isJson && !Console.IsOutputRedirected && !Console.IsErrorRedirected;
        IAnsiConsole console = AnsiConsole.Console;
        return isTerminal && console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi
            ? new TerminalScreen(console)
            : new PlainScreen(Console.Out, Console.Error, hasAnswers: !isJson, TimeProvider.System);
    }
}

/// <summary>What is left to do when the screen is free again: a program that takes it over.</summary>
internal sealed class Ending
{
    private Func<int>? _program;

    public void With(Func<int> program) => _program = program;

    public int Run() => _program?.Invoke() ?? ExitCodes.Success;
}
