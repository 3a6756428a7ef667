using System.Runtime.InteropServices;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Versions;
using PythonEnv.Provisioning;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Engine.Stages;

/// <summary>Fetches an interpreter from the declared source, or finds it where that was done before.</summary>
internal sealed class ProvisionStage(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <param name="machine">The machine that it has to run on.</param>
    /// <returns>The folder of the installation; null where nothing may be fetched and nothing is there.</returns>
    /// <exception cref="PythonEnvException">PYENV1002, 1003, 1004, 2006, 3006 or 3007.</exception>
    public string? Provide(InterpreterRequest request, HostFacts machine, CancellationToken cancellation)
    {
        SourceSpan where = Declaration.At(DeclaredNames.InterpreterSource);
        DeclaredSource source = ReadSource(where);
        IndexSettings settings = DistributionSource.ReadSettings(context, prefix: "", IndexOptions.None);
        using var client = new IndexClient(
            settings, context.Host, CredentialStore.For(settings, context.Host), Declaration.ProjectDirectory);
        using var downloader = new Downloader(client, new UserCache(Declaration.CacheDirectory).Downloads);
        var provisioner = new InterpreterProvisioner(
            new InterpreterStore(Declaration.CacheDirectory, machine), client, downloader, machine);
        var wanted = new ProvisionRequest(source, where, request);
        context.Log.Detail($"Looking for {request.Text} in {source}");
        try
        {
            return context.IsReadOnly
                ? provisioner.FindPresent(wanted)
                : RestoreContext.Wait(provisioner.ProvideAsync(wanted, cancellation));
        }
        catch (PythonEnvException refused) when (refused.Diagnostic.Where == SourceSpan.None)
        {
            throw new PythonEnvException(refused.Diagnostic with { Where = where }, refused);
        }
    }

    /// <summary>The same interpreter for another platform, which is only taken along and never run here.</summary>
    /// <param name="rid">One of the known RIDs.</param>
    /// <param name="like">The interpreter at hand, whose kind and minor version are wanted.</param>
    public string? ProvideFor(string rid, Interpreter like, CancellationToken cancellation)
    {
        SpecifierSet versions = SpecifierSet.TryParse($"=={like.Facts.MajorMinor}.*", out SpecifierSet? ofMinor, out _)
            ? ofMinor
            : SpecifierSet.Any;
        var request = new InterpreterRequest
        {
            Text = $"{like.Facts.MajorMinor} for {rid}",
            Where = Declaration.InterpreterDeclaredAt,
            Versions = versions,
            Implementation = like.Facts.Implementation,
            FreeThreaded = like.Facts.GilDisabled,
        };
        return Provide(request, MachineOf(rid), cancellation);
    }

    private DeclaredSource ReadSource(SourceSpan where)
    {
        if (Declaration.InterpreterSource is not { } declared)
        {
            throw new PythonEnvException(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.At(DeclaredNames.Provision), "no source of interpreters is declared",
                "an interpreter has to be fetched, and `PythonEnvInterpreterSource` is not set",
                "Declare a URL or folder with archives of python-build-standalone in `PythonEnvInterpreterSource`"));
        }
        string text = VariableReferences.Expand(declared, context.WatchVariable);
        return DeclaredSource.TryParse(text, context.Host, Declaration.ProjectDirectory, out DeclaredSource? source, out ParseError? error)
            ? source
            : throw new PythonEnvException(DiagnosticCatalog.DeclarationUnreadable.At(
                where, "`PythonEnvInterpreterSource` can't be read", error.Message,
                "Name an archive, a mirror, a folder, or `nuget:PACKAGE/VERSION`"));
    }

    private HostFacts MachineOf(string rid) => context.Host with
    {
        System = rid.StartsWith("win-", StringComparison.Ordinal) ? HostSystem.Windows
            : rid.StartsWith("osx-", StringComparison.Ordinal) ? HostSystem.MacOS
            : HostSystem.Linux,
        IsMusl = rid.StartsWith("linux-musl-", StringComparison.Ordinal),
        Architecture = rid[(rid.LastIndexOf('-') + 1)..] switch
        {
            "arm64" => Architecture.Arm64,
            "x86" => Architecture.X86,
            "arm" => Architecture.Arm,
            _ => Architecture.X64,
        },
    };
}
