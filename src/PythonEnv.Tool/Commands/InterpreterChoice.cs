using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;

namespace PythonEnv.Tool.Commands;

/// <summary>Which interpreter a project that declares none yet is to have.</summary>
internal static class InterpreterChoice
{
    // The oldest that an environment can be made of.
    private const string Any = ">=3.7";

    /// <param name="declared">What is declared so far.</param>
    /// <param name="asked">On the command line, or null.</param>
    /// <returns>The text to declare; null where one is declared already, or an error was reported.</returns>
    /// <exception cref="UsageException">Another one is declared than is asked for.</exception>
    public static string? Of(Session session, DeclaredValues declared, string? asked)
    {
        var said = new CollectingLog();
        RestoreContext context = RestoreContext.Open(declared, said, session.Host);
        if (new InterpreterStage(context).ReadDeclaration() is { } request)
        {
            if (asked is not null && asked != request.Text)
                throw new UsageException($"`{request.Text}` is declared already, at {request.Where}: change it there");
            session.Log.Output($"The interpreter is declared: {request.Text}");
            return null;
        }
        Diagnostic[] errors = [.. said.Findings.Where(finding => finding.Rule != DiagnosticCatalog.NoInterpreterDeclared)];
        foreach (Diagnostic error in errors)
            session.Log.Report(error);
        if (errors.Length > 0)
            return null;
        DeclaredValues wanted = declared with
        {
            Values = name => name == DeclaredNames.Interpreter ? asked ?? Any : declared.Values(name)
        };
        if (new InterpreterStage(RestoreContext.Open(wanted, session.Log, session.Host)).Find(session.Cancellation)
            is not { } interpreter)
            return null;
        string text = asked ?? LockQuestion.PythonOf(interpreter.Facts);
        session.Log.Output($"Chose the interpreter {text}: {interpreter.Executable}, {interpreter.Facts.DisplayVersion}");
        return text;
    }
}
