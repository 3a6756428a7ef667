using PythonEnv.Declarations;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Search;

namespace PythonEnv.Engine;

/// <summary>Finds out which interpreter is declared and finds it on this machine.</summary>
internal sealed class InterpreterStage(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <summary>Reads the declaration alone; starts nothing.</summary>
    /// <returns>Null after a reported error.</returns>
    public InterpreterRequest? ReadDeclaration()
    {
        DeclaredInterpreter declared = InterpreterDeclaration.Find(
            Declaration.Interpreter ?? "", Declaration.InterpreterDeclaredAt, Declaration.ProjectDirectory, context.Host);
        foreach (string file in declared.Files)
            context.Watched.File(file);
        context.Report(declared.Diagnostics);
        if (declared.Request is { } request)
            context.Log.Detail($"Interpreter {request.Text}, declared by {declared.Origin}");
        return declared.Request;
    }

    /// <summary>
    /// The interpreter that the environment stands on as long as it fits, so that installing another one beside it moves nothing; else the first
    /// that the search finds. A declared path is taken as it is, a declared search path is always searched.
    /// </summary>
    /// <returns>Null after a reported error.</returns>
    public async Task<Interpreter?> LocateAsync(InterpreterRequest request, CancellationToken cancellation)
    {
        var locator = InterpreterLocator.Create(
            context.Host, context.Processes, Declaration.CacheDirectory, Declaration.InterpreterSearchPath, context.IsReadOnly);
        LocateResult result = await KeepAsync(locator, request, cancellation).ConfigureAwait(false)
            ?? await locator.LocateAsync(request, Declaration.SystemInterpreter, cancellation).ConfigureAwait(false);
        foreach (FoundInterpreter found in result.Found)
            context.Log.Detail($"{found.Source}: {found.Path} {found.Version}{(found.Problem.Length > 0 ? $" can't be used: {found.Problem}" : "")}");
        context.Report(result.Diagnostics);
        if (result.Interpreter is { } interpreter)
            context.Log.Detail($"Chose {interpreter.Executable}, {interpreter.Facts.DisplayVersion}, found by {interpreter.Source}");
        return result.Interpreter;
    }

    private async Task<LocateResult?> KeepAsync(InterpreterLocator locator, InterpreterRequest request, CancellationToken cancellation)
    {
        if (request.Path is not null || !Declaration.InterpreterSearchPath.IsEmpty || !ReceiptFile.TryRead(Declaration.Location, out Receipt? receipt))
            return null;
        string executable = receipt.Interpreter.Executable;
        if (FileStamp.Of(executable) is null)
            return null;
        LocateResult kept = await locator.LocateAsync(request with { Path = executable }, Declaration.SystemInterpreter, cancellation).ConfigureAwait(false);
        return kept.Interpreter is { } interpreter && request.Matches(interpreter.Facts) ? kept : null;
    }
}
