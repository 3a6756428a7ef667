using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Doctor;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Environments.Receipts;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Commands;

/// <summary>The commands that a target does as well: the same engine, the same declarations, the same messages.</summary>
internal static class EngineCommands
{
    public static IEnumerable<Command> Create(CommandRunner runner)
    {
        yield return runner.Create("check", "Check the requirements alone; write nothing", (session, _) => ForEach(session, engine => engine.Check(session.Cancellation)));
        yield return runner.Create("restore", "Create or mend the environment until it is as declared", (session, _) => session.ForEach(environment => Restore(session, environment)));
        yield return runner.Create("verify", "Hold every file of the environment against what is declared; write nothing", (session, _) => session.ForEach(environment => Verify(session, environment)));
        yield return runner.Create("lock", "Resolve what people wrote and write the pinned, hashed lock", (session, _) => ForEach(session, engine => engine.Lock(session.Cancellation)));
        yield return runner.Create("outdated", "List newer versions, those that the declaration allows and those that it does not", (session, _) => ForEach(session, engine => engine.ListOutdated(session.Cancellation)));
        yield return runner.Create("tree", "Show what requires what", (session, _) => ForEach(session, engine => engine.ShowTree(session.Cancellation)));
        yield return Why(runner);
        yield return runner.Create("freeze", "Write what is installed as a lock", (session, _) => ForEach(session, engine => engine.Freeze(session.Cancellation)));
        yield return runner.Create("vendor", "Download every locked distribution into wheelhouse/", (session, _) => session.ForEach(
            environment => VendorCommand.Run(CommandRun.Create(environment, session.Log), session.Cancellation)));
        yield return runner.Create("audit", "Say which known vulnerabilities there are in what is pinned", (session, _) => session.ForEach(
            environment => AuditCommand.Run(CommandRun.Create(environment, session.Log), session.Cancellation)));
        yield return runner.Create("doctor", "Say what was declared, found and chosen, and what to do next", (session, _) => session.ForEach(environment => Describe(session, environment)));
        yield return runner.Create("report", "Write the report, the bill of materials and the machine-readable result", (session, _) => session.ForEach(environment =>
        {
            if (Restore(session, environment) is not null)
                new ReportCommand(environment, session.Workplace.ReportDirectory, session.Log).Run(session.Cancellation);
        }));
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
            : EnvironmentEngine.Create(environment, session.Log).Restore(verdict.Reason, session.Cancellation);
        if (receipt is not null)
            session.Add(JsonEnvironment.Of(environment, receipt));
        return receipt;
    }

    private static void Verify(Session session, DeclaredValues environment)
    {
        if (EnvironmentEngine.Create(environment, session.Log).Verify(session.Cancellation) is { } receipt)
            session.Add(JsonEnvironment.Of(environment, receipt));
    }

    private static void Describe(Session session, DeclaredValues environment)
    {
        foreach (string line in DoctorCommand.Run(environment, session.Host, session.Cancellation).Lines)
            session.Log.Output(line);
    }

    private static Command Why(CommandRunner runner)
    {
        var name = new Argument<string>("name") { Description = "The distribution" };
        Command command = runner.Create("why", "Show who asks for a distribution", (session, parsed) =>
            ForEach(session, engine => engine.ShowWhy(parsed.GetValue(name)!, session.Cancellation)));
        command.Add(name);
        return command;
    }

    private static void ForEach(Session session, Action<EnvironmentEngine> work) =>
        session.ForEach(environment => work(EnvironmentEngine.Create(environment, session.Log)));
}
