using System.Collections.Immutable;
using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters.Search;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Commands;

/// <summary>The interpreters of this machine, and those that can be fetched.</summary>
internal static class PythonCommands
{
    public static Command Create(CommandRunner runner)
    {
        var request = new Argument<string?>("interpreter")
        {
            Description = "As `PythonEnvInterpreter` writes it; the declared one unless given",
            Arity = ArgumentArity.ZeroOrOne
        };
        Command find = runner.Create(
            "find", "Print the path of the interpreter that a build would take",
            (session, parsed) => Find(session, parsed.GetValue(request)));
        find.Add(request);
        var from = new Option<string?>("--from")
        {
            Description = "As `PythonEnvInterpreterSource` writes it; the declared one unless given",
            HelpName = "SOURCE"
        };
        Command install = runner.Create(
            "install", "Fetch a standalone interpreter into the cache, unless a fitting one is there", (session, parsed) =>
            Install(session, parsed.GetValue(request), parsed.GetValue(from)));
        install.Add(request);
        install.Add(from);
        return new Command("python", "The interpreters of this machine")
        {
            runner.Create("list", "List every interpreter that is found, and where", (session, _) => List(session)),
            find,
            install,
        };
    }

    private static void List(Session session)
    {
        RestoreContext context = RestoreContext.Open(session.Workplace.ByProperties, session.Log);
        var locator = InterpreterLocator.Create(
            session.Host, new ProcessRunner(), context.Declaration.CacheDirectory, context.Declaration.InterpreterSearchPath);
        ImmutableArray<FoundInterpreter> found = RestoreContext.Wait(locator.ListAsync(session.Cancellation));
        session.Results.Interpreters =
        [
            .. found.Select(one => new JsonInterpreter(one.Path, one.Version, one.Source, one.Problem.Length == 0 ? null : one.Problem))
        ];
        foreach (FoundInterpreter one in found)
            session.Log.Output(
                $"{one.Version,-12} {one.Path} ({one.Source}){(one.Problem.Length == 0 ? "" : $" can't be used: {one.Problem}")}");
    }

    private static void Find(Session session, string? request) => Show(session, Declare(session, (DeclaredNames.Interpreter, request)));

    private static void Install(Session session, string? request, string? from) =>
        Show(
            session,
            Declare(
                session, (DeclaredNames.Interpreter, request), (DeclaredNames.InterpreterSource, from), (DeclaredNames.Provision, "true")));

    private static void Show(Session session, DeclaredValues declared)
    {
        if (new InterpreterStage(RestoreContext.Open(declared, session.Log)).Find(session.Cancellation) is not { } interpreter)
            return;
        session.Results.Interpreters =
            [new JsonInterpreter(interpreter.Executable, interpreter.Facts.DisplayVersion, interpreter.Source, null)];
        session.Log.Output(interpreter.Executable);
    }

    private static DeclaredValues Declare(Session session, params (string Name, string? Value)[] given)
    {
        DeclaredValues declared = session.Primary();
        return declared with { Values = name => given.FirstOrDefault(value => value.Name == name).Value ?? declared.Values(name) };
    }
}
