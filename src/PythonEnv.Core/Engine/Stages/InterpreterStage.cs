using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Search;
using PythonEnv.Provisioning;

namespace PythonEnv.Engine.Stages;

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
            context.Log.Detail($"Interpreter {Redaction.OfPaths(request.Text)}, declared by {context.Declared.SpellIn(declared.Origin)}");
        return declared.Request;
    }

    /// <summary>Reads the declaration and finds the interpreter.</summary>
    /// <returns>Null after a reported error.</returns>
    public Interpreter? Find(CancellationToken cancellation)
    {
        InterpreterRequest? request = ReadDeclaration();
        if (request is null || context.HasErrors)
            return null;
        Interpreter? interpreter = Locate(request, context.ReadReceipt(), cancellation);
        return context.HasErrors ? null : interpreter;
    }

    /// <summary>
    /// The interpreter that the environment stands on as long as it fits, so that installing another one beside it moves nothing; else the
    /// first that the search finds. A declared path is taken as it is, a declared search path is always searched.
    /// </summary>
    /// <param name="previous">The receipt of what stands there now, if there is one.</param>
    /// <returns>Null after a reported error (PYENV1002, 1003).</returns>
    public Interpreter? Locate(InterpreterRequest request, Receipt? previous, CancellationToken cancellation)
    {
        var locator = InterpreterLocator.Create(
            context.Host, context.Processes, Declaration.CacheDirectory, Declaration.InterpreterSearchPath, context.IsReadOnly);
        string? lost = previous is not null && request.Path is null
            ? new InterpreterStore(Declaration.CacheDirectory, context.Host).FindLost(previous.Interpreter.Executable)
            : null;
        LocateResult result = (lost is null ? Keep(locator, request, previous, cancellation) : null)
            ?? RestoreContext.Wait(locator.LocateAsync(request, Declaration.SystemInterpreter, cancellation));
        if (result.Interpreter is null && Declaration.Provision && request.Path is null)
            result = Provision(locator, request, result, cancellation);
        foreach (FoundInterpreter found in result.Found)
            context.Log.Detail(
                $"{found.Source}: {found.Path} {found.Version}{(found.Problem.Length > 0 ? $" can't be used: {found.Problem}" : "")}");
        context.Report(result.Diagnostics);
        if (result.Interpreter is not { } interpreter)
            return null;
        if (lost is not null && interpreter.Executable == previous!.Interpreter.Executable)
        {
            context.Report(DiagnosticCatalog.InterpreterChanged.At(
                Declaration.LocationDeclaredAt, "the environment's interpreter changed under it", $"`{lost}` of it was gone or cut", "")
                .AsMended());
        }
        context.Log.Detail($"Chose {interpreter.Executable}, {interpreter.Facts.DisplayVersion}, found by {interpreter.Source}");
        // What was found by its version stays, whatever becomes of the way to it.
        bool isNamed = request.Path is not null || !Declaration.InterpreterSearchPath.IsEmpty;
        return isNamed ? interpreter : interpreter with { Ways = [] };
    }

    private LocateResult? Keep(InterpreterLocator locator, InterpreterRequest request, Receipt? previous, CancellationToken cancellation)
    {
        if (request.Path is not null || !Declaration.InterpreterSearchPath.IsEmpty || previous is null)
            return null;
        string executable = previous.Interpreter.Executable;
        if (FileStamp.Of(executable) is null)
            return null;
        LocateResult kept = RestoreContext.Wait(
            locator.LocateAsync(request with { Path = executable, IsKept = true }, Declaration.SystemInterpreter, cancellation));
        return kept.Interpreter is { } interpreter && request.Matches(interpreter.Facts) ? kept : null;
    }

    private LocateResult Provision(
        InterpreterLocator locator, InterpreterRequest request, LocateResult missing, CancellationToken cancellation)
    {
        try
        {
            if (new ProvisionStage(context).Provide(request, context.Host, cancellation) is not { } installation)
                return missing;
            LocateResult provided = RestoreContext.Wait(
                locator.LocateAsync(request with { Path = installation }, Declaration.SystemInterpreter, cancellation));
            return provided.Interpreter is { } interpreter && !request.Matches(interpreter.Facts)
                ? missing with { Diagnostics = [DoesNotFit(request, interpreter)] }
                : provided;
        }
        catch (PythonEnvException refused)
        {
            return missing with { Diagnostics = [refused.Diagnostic] };
        }
    }

    private static Diagnostic DoesNotFit(InterpreterRequest request, Interpreter interpreter) => DiagnosticCatalog.InterpreterNotFound.At(
        request.Where, $"the archive of `PythonEnvInterpreterSource` does not fit `{request.Text}`",
        $"it holds Python {interpreter.Facts.DisplayVersion}",
        "Declare the version that it holds, or another archive");
}
