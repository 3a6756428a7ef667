using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Search;
using PythonEnv.Packaging.Urls;
using PythonEnv.Provisioning;
using PythonEnv.Requirements.Options;

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
    /// <param name="previous">The receipt of what stands there now, if there is one.</param>
    /// <returns>Null after a reported error (PYENV1002, 1003).</returns>
    public Interpreter? Locate(InterpreterRequest request, Receipt? previous, CancellationToken cancellation)
    {
        var locator = InterpreterLocator.Create(
            context.Host, context.Processes, Declaration.CacheDirectory, Declaration.InterpreterSearchPath, context.IsReadOnly);
        LocateResult result = Keep(locator, request, previous, cancellation)
            ?? RestoreContext.Wait(locator.LocateAsync(request, Declaration.SystemInterpreter, cancellation));
        if (result.Interpreter is null && Declaration.Provision && request.Path is null)
            result = RestoreContext.Wait(ProvisionAsync(locator, request, result, cancellation));
        foreach (FoundInterpreter found in result.Found)
            context.Log.Detail($"{found.Source}: {found.Path} {found.Version}{(found.Problem.Length > 0 ? $" can't be used: {found.Problem}" : "")}");
        context.Report(result.Diagnostics);
        if (result.Interpreter is { } interpreter)
            context.Log.Detail($"Chose {interpreter.Executable}, {interpreter.Facts.DisplayVersion}, found by {interpreter.Source}");
        return result.Interpreter;
    }

    private LocateResult? Keep(InterpreterLocator locator, InterpreterRequest request, Receipt? previous, CancellationToken cancellation)
    {
        if (request.Path is not null || !Declaration.InterpreterSearchPath.IsEmpty || previous is null)
            return null;
        string executable = previous.Interpreter.Executable;
        if (FileStamp.Of(executable) is null)
            return null;
        LocateResult kept = RestoreContext.Wait(
            locator.LocateAsync(request with { Path = executable }, Declaration.SystemInterpreter, cancellation));
        return kept.Interpreter is { } interpreter && request.Matches(interpreter.Facts) ? kept : null;
    }

    /// <summary>Fetches the interpreter that no place of this machine has from the declared source, or finds it where that was done before.</summary>
    private async Task<LocateResult> ProvisionAsync(
        InterpreterLocator locator, InterpreterRequest request, LocateResult missing, CancellationToken cancellation)
    {
        SourceSpan where = Declaration.At(DeclaredNames.InterpreterSource);
        if (Declaration.InterpreterSource is not { } declared)
        {
            return Failed(missing, DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.At(DeclaredNames.Provision), "no source of interpreters is declared", "`PythonEnvProvision` is true, and `PythonEnvInterpreterSource` is not set",
                "Declare a URL or folder with archives of python-build-standalone in `PythonEnvInterpreterSource`"));
        }
        string text = VariableReferences.Expand(declared, context.WatchVariable);
        if (!DeclaredSource.TryParse(text, context.Host, Declaration.ProjectDirectory, out DeclaredSource? source, out string? problem))
        {
            return Failed(missing, DiagnosticCatalog.DeclarationUnreadable.At(
                where, "`PythonEnvInterpreterSource` can't be read", problem, "Name an archive, a mirror, a folder, or `nuget:PACKAGE/VERSION`"));
        }
        IndexSettings settings = DistributionSource.ReadSettings(context, prefix: "", IndexOptions.None);
        using var client = new IndexClient(settings, context.Host, CredentialStore.For(settings, context.Host), Declaration.ProjectDirectory);
        using var downloader = new Downloader(client, Path.Combine(Declaration.CacheDirectory, "downloads"));
        var provisioner = new InterpreterProvisioner(new InterpreterStore(Declaration.CacheDirectory, context.Host), client, downloader, context.Host);
        var wanted = new ProvisionRequest(source, where, request);
        string? installation;
        try
        {
            context.Log.Detail($"Looking for {request.Text} in {source}");
            installation = context.IsReadOnly
                ? provisioner.FindPresent(wanted)
                : await provisioner.ProvideAsync(wanted, cancellation).ConfigureAwait(false);
        }
        catch (PythonEnvException refused)
        {
            return Failed(missing, refused.Diagnostic.Where == SourceSpan.None ? refused.Diagnostic with { Where = where } : refused.Diagnostic);
        }
        if (installation is null)
            return missing;
        LocateResult provided = await locator.LocateAsync(request with { Path = installation }, Declaration.SystemInterpreter, cancellation).ConfigureAwait(false);
        if (provided.Interpreter is { } interpreter && !request.Matches(interpreter.Facts))
        {
            return Failed(missing, DiagnosticCatalog.InterpreterNotFound.At(
                request.Where, $"the archive of `{source}` does not fit `{request.Text}`", $"it holds Python {interpreter.Facts.DisplayVersion}",
                "Declare the version that it holds, or another archive"));
        }
        return provided;
    }

    private static LocateResult Failed(LocateResult missing, Diagnostic why) => missing with { Diagnostics = [why] };
}
