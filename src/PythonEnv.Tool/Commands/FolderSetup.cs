using PythonEnv.Declarations;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tool.Commands;

/// <summary>A folder without a project declares by its files: the interpreter in <c>.python-version</c>.</summary>
internal sealed class FolderSetup(Session session, InputEdit edit)
{
    private const string VersionFile = ".python-version";

    public void Run(string? interpreter)
    {
        DeclaredValues declared = session.Workplace.ByProperties;
        if (InterpreterChoice.Of(session, declared, interpreter) is not { } chosen)
            return;
        edit.Change(Path.Combine(declared.ProjectDirectory, VersionFile), _ => $"{chosen}\n");
        session.Log.Output($"Wrote {chosen} into {VersionFile}");
    }
}
