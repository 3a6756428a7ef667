using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Tool.Declaring;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tool.Commands;

/// <summary>
/// Begins: declares what is not declared yet, and locks what is there. What fails leaves every file as it was; what is there already stays.
/// </summary>
internal sealed class InitCommand(Session session, InputEdit edit)
{
    private const string Input = "requirements.in";
    private const string Begun = "# What is needed here, one a line: a name, or a name with versions, such as flask>=3\n";

    public static Command Create(CommandRunner runner)
    {
        var interpreter = new Argument<string?>("interpreter")
        {
            Description = "As `PythonEnvInterpreter` writes it; unless given, the minor version of the one that is found first",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Command command = runner.Create(
            "init", "Declare an environment in the project or folder, and lock what is there",
            (session, parsed) => InputEdit.Undoing(session.Log, edit => new InitCommand(session, edit).Run(parsed.GetValue(interpreter))));
        command.Add(interpreter);
        return command;
    }

    private void Run(string? interpreter)
    {
        string? project = Workplace.ProjectAt(session.Options.Path);
        if (project is null)
            new FolderSetup(session, edit).Run(interpreter);
        else
            new ProjectSetup(session, edit, project).Run(interpreter);
        if (session.Log.HasErrors || !ForeignLock.TakeOver(session, edit, project is null ? session.Options.Path : Folder(project)))
            return;
        bool isOurs = Lock(session.Primary());
        string adding = isOurs ? "`pythonenv add NAME` for what is needed, and " : "";
        if (!session.Log.HasErrors)
            session.Log.Output($"Next: {adding}`pythonenv restore` or a build makes the environment");
    }

    // Whether the lock is one that is written here.
    private bool Lock(DeclaredValues environment)
    {
        RestoreContext context = RestoreContext.Open(environment, session.Log);
        if (context.HasErrors)
            return false;
        LockPlace? place = LockPlace.Find(context, LockQuestion.ReadOptions(context));
        bool isOurs = place is not null && LockPlace.IsWrittenHere(place.Path);
        bool isReady = !isOurs
            || (place!.From.IsEmpty && (place.IsInputItself ? IsComplete(environment) : place.Existing is not null));
        if (isReady)
        {
            session.Log.Output($"{Names(environment, place)} is taken as it is");
            return isOurs;
        }
        edit.Remember(place!.Path);
        if (place.IsInputItself)
            edit.Remember(place.AdoptedInput);
        else if (place.From.IsEmpty)
        {
            edit.Change(Path.Combine(environment.ProjectDirectory, Input), _ => Begun);
            session.Log.Output($"Wrote {Input}, with nothing in it yet");
        }
        EnvironmentEngine.Create(environment, session.Log).Lock(session.Cancellation);
        return isOurs;
    }

    // A list that is pinned down to the last dependency is a lock, whoever made it.
    private bool IsComplete(DeclaredValues environment)
    {
        var said = new CollectingLog();
        EnvironmentEngine.Create(environment, said).Check(session.Cancellation);
        return !said.Findings.Any(finding => finding.Severity == Diagnostics.Severity.Error);
    }

    private static string Names(DeclaredValues environment, LockPlace? place) =>
        place is null ? environment.Text(DeclaredNames.Requirements)! : Path.GetRelativePath(environment.ProjectDirectory, place.Path);

    private static string Folder(string project) => Path.GetDirectoryName(project)!;
}
