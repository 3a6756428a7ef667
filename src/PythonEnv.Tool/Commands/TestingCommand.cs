using System.Collections.Immutable;
using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Engine.Commands;

namespace PythonEnv.Tool.Commands;

/// <summary>Restores the environment, and runs the project's Python tests in it as the target <c>PythonEnvTest</c> does.</summary>
internal static class TestingCommand
{
    private const string DefaultResults = "TestResults";

    public static Command Create(CommandRunner runner)
    {
        var paths = new Argument<string[]>("paths")
        {
            Description = "Files and folders of tests; the `PythonTest` items unless given, else `tests` or `test`",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var results = new Option<string?>("--results-directory")
        {
            Description = "The folder for the results in the JUnit form; `TestResults` beside the project unless given",
            HelpName = "PATH",
        };
        Command command = runner.Create("test", "Run the Python tests in the environment", (session, parsed) =>
        {
            string[] given = [.. (parsed.GetValue(paths) ?? []).Select(Path.GetFullPath)];
            string folder = parsed.GetValue(results) is { } path
                ? Path.GetFullPath(path)
                : Path.Combine(session.Workplace.Directory, DefaultResults);
            if (given.Length > 0)
                Run(session, session.Primary(), [.. given], folder);
            else
                session.ForEach(environment => RunDeclared(session, environment, folder));
        });
        command.Add(paths);
        command.Add(results);
        return command;
    }

    // What names no environment is of the first one, whichever are asked for.
    private static void RunDeclared(Session session, DeclaredValues environment, string folder)
    {
        bool isFirst = environment.Environment == session.All[0].Environment;
        ImmutableArray<string> own =
        [
            .. session.Workplace.Tests
                .Where(test => test["Environment"] is { Length: > 0 } name ? name == environment.Environment : isFirst)
                .Select(test => environment.Absolute(test.Include))
        ];
        if (own.Length > 0 || (isFirst && session.Workplace.Tests.Count == 0))
            Run(session, environment, own, folder);
    }

    private static void Run(Session session, DeclaredValues environment, ImmutableArray<string> paths, string folder)
    {
        if (EngineCommands.Restore(session, environment) is null)
            return;
        if (TestCommand.Run(environment, paths, folder, session.Log, session.Log.Output, session.Host, session.Cancellation) is { } outcome)
            session.Results.Add(environment, outcome, TestCommand.ResultsOf(environment, folder));
    }
}
