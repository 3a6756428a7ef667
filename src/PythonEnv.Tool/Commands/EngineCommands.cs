using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Doctor;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Locking;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Receipts;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Commands;

/// <summary>The commands that a target does as well: the same engine, the same declarations, the same messages.</summary>
internal static class EngineCommands
{
    public static IEnumerable<Command> Create(CommandRunner runner)
    {
        yield return OfEngine("check", "Check the requirements alone; write nothing", (engine, cancellation) => engine.Check(cancellation));
        yield return OfEach(
            "restore", "Create or mend the environment until it is as declared", (session, environment) => Restore(session, environment));
        yield return OfEach("verify", "Hold every file of the environment against what is declared; write nothing", Verify);
        yield return runner.Create(
            "lock", "Resolve what people wrote and write the pinned, hashed lock", (session, _) => session.ForEach(
                LockOrder.Of(session.Environments(), session.Host),
                environment => Engine(session, environment).Lock(session.Cancellation)));
        yield return OfEach(
            "outdated", "List newer versions, those that the declaration allows and those that it does not", (session, environment) =>
            {
                if (Engine(session, environment).ListOutdated(session.Cancellation) is { } pins)
                    session.Results.Add(environment, pins);
            });
        yield return OfEach("tree", "Show what requires what", (session, environment) =>
        {
            if (Engine(session, environment).ShowTree(session.Cancellation) is { } graph)
                session.Results.Add(environment, graph);
        });
        yield return Why(runner);
        yield return OfEngine("freeze", "Write what is installed as a lock", (engine, cancellation) => engine.Freeze(cancellation));
        yield return OfEngine(
            "vendor", "Download every locked distribution into wheelhouse/", (engine, cancellation) => engine.Vendor(cancellation));
        yield return OfEngine(
            "audit", "Say which known vulnerabilities there are in what is pinned", (engine, cancellation) => engine.Audit(cancellation));
        yield return OfEach("doctor", "Say what was declared, found and chosen, and what to do next", Describe);
        yield return OfEach("report", "Write the report, the bill of materials and the machine-readable result", Report);

        Command OfEach(string name, string description, Action<Session, DeclaredValues> work) =>
            runner.Create(name, description, (session, _) => session.ForEach(environment => work(session, environment)));

        Command OfEngine(string name, string description, Action<EnvironmentEngine, CancellationToken> work) =>
            OfEach(
                name, description, (session, environment) => work(Engine(session, environment), session.Cancellation));
    }

    /// <summary>Looks quickly, and does only what is left to do.</summary>
    /// <returns>Null after a reported error.</returns>
    public static Receipt? Restore(Session session, DeclaredValues environment)
    {
        FastVerdict verdict = FastCheck.Run(environment, session.Host.Variable);
        if (verdict.Receipt is not null && !verdict.IsOff)
            FastCheck.Replay(verdict.Receipt, session.Log);
        Receipt? receipt = verdict.IsOff || verdict.Receipt is not null
            ? verdict.Receipt
            : Engine(session, environment).Restore(verdict.Reason, session.Cancellation);
        if (receipt is not null)
            session.Results.Add(JsonEnvironment.Of(environment, receipt));
        return receipt;
    }

    private static EnvironmentEngine Engine(Session session, DeclaredValues environment) =>
        EnvironmentEngine.Create(environment, session.Log);

    private static void Verify(Session session, DeclaredValues environment)
    {
        if (Engine(session, environment).Verify(session.Cancellation) is { } receipt)
            session.Results.Add(JsonEnvironment.Of(environment, receipt));
    }

    private static void Describe(Session session, DeclaredValues environment)
    {
        foreach (string line in DoctorCommand.Run(environment, session.Host, session.Cancellation).Lines)
            session.Log.Output(line);
    }

    private static void Report(Session session, DeclaredValues environment)
    {
        if (Restore(session, environment) is not null)
            new ReportCommand(environment, session.Workplace.ReportDirectory, session.Log).Run(session.Cancellation);
    }

    private static Command Why(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "The distribution" };
        Command command = runner.Create("why", "Show who asks for a distribution", (session, parsed) => session.ForEach(environment =>
        {
            if (Engine(session, environment).ShowWhy(parsed.GetValue(name)!, session.Cancellation) is { } graph)
                session.Results.Add(environment, graph);
        }));
        command.Add(name);
        return command;
    }
}
