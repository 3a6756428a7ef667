using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Host.Processes;
using PythonEnv.Installing;
using PythonEnv.Installing.Compiling;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Search;
using PythonEnv.Packaging.Targets;
using PythonEnv.Planning;
using PythonEnv.Publishing;

namespace PythonEnv.Engine.Commands;

/// <summary>What to publish, and where.</summary>
/// <param name="Directory">The publish folder; absolute.</param>
/// <param name="Rid">The runtime identifier that is published for; empty for this machine's.</param>
/// <param name="Sources">The project's own files.</param>
/// <param name="WithInterpreter">Take the interpreter along.</param>
/// <param name="Compile">Byte-compile what is published.</param>
internal sealed record PublishRequest(
    string Directory, string Rid, ImmutableArray<PublishedSource> Sources, bool WithInterpreter, bool Compile);

/// <summary>
/// Puts distributions, sources and, by option, the interpreter into <c>PublishDir/python</c>, for this machine's platform or another one.
/// </summary>
internal sealed class PublishCommand(RestoreContext context)
{
    /// <remarks>Reports PYENV3001 to 3009, PYENV1003 and 1004, PYENV4001 for a folder that is somebody else's, PYENV4002,
    /// PYENV5010 for another project's.</remarks>
    public void Run(PublishRequest request, CancellationToken cancellation)
    {
        if (context.IsLeftAlone())
            return;
        using PreparedRun? run = PreparedRun.Make(context, context.ReadReceipt(), cancellation);
        if (run is null)
            return;
        try
        {
            if (AreReadable(request.Sources) && Plan(run, request, cancellation) is ({ } python, { } plan))
                Write(run, python, plan, request, cancellation);
        }
        catch (PythonEnvException refused)
        {
            context.Report(refused.Diagnostic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Report(
                DiskProblem.OfPublishing(e, context.Declaration.CacheDirectory, request.Directory) with
                {
                    Where = new SourceSpan(context.Declaration.ProjectFile),
                });
        }
    }

    private bool AreReadable(ImmutableArray<PublishedSource> sources)
    {
        // A file may be named by two patterns; a place may be wanted by one file only.
        PublishedSource[] distinct = [.. sources.Distinct()];
        Dictionary<string, PublishedSource> taken = new(HostPaths.Native.Comparer);
        HashSet<string> folders = new(distinct.SelectMany(source => FoldersOf(source.Target)), HostPaths.Native.Comparer);
        foreach (PublishedSource source in distinct)
        {
            string? problem = Directory.Exists(source.Path) ? "it is a folder"
                : !File.Exists(source.Path) ? "it does not exist"
                : source.Target.Split('/').Contains("..") ? $"`{source.Target}` is no place below `src`"
                : !taken.TryAdd(source.Target, source) ? $"`{taken[source.Target].Path}` is published as `{source.Target}` too"
                : folders.Contains(source.Target) ? $"`{source.Target}` is the folder of another source"
                : null;
            if (problem is not null)
            {
                context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                    context.Declaration.Places.OfItem("PythonSource", source.Path), $"the source `{source.Path}` can't be published",
                    problem,
                    "Correct the `PythonSource` item or its `Link`; `**/*.py` names the files of a folder"));
            }
        }
        return !context.HasErrors;
    }

    private static IEnumerable<string> FoldersOf(string target)
    {
        for (int slash = target.IndexOf('/'); slash >= 0; slash = target.IndexOf('/', slash + 1))
            yield return target[..slash];
    }

    private (PublishedPython?, InstallPlan?) Plan(PreparedRun run, PublishRequest request, CancellationToken cancellation)
    {
        InterpreterFacts facts = run.Interpreter.Facts;
        var stage = new TargetStage(context, run.Interpreter);
        string root = Path.Combine(request.Directory, PublishedPython.FolderName);
        if (stage.IsOwn(request.Rid))
        {
            string rid = TargetPlatform.RidOf(facts.Tags.Platform) ?? "";
            return (new PublishedPython(
                root, facts.Implementation, facts.MajorMinor, facts.GilDisabled, context.Host.IsWindows,
                rid), run.Plan(cancellation));
        }
        if (!TargetNotation.TryParse(request.Rid, out TargetNotation? notation, out _))
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                new SourceSpan(context.Declaration.ProjectFile), $"Python can't be published for `{request.Rid}`",
                $"known are {string.Join(", ", TargetPlatform.KnownRids)}",
                "Publish for one of these, or set `PythonEnvPublish` to `false`"));
            return default;
        }
        bool isWindows = notation.Platform.SysPlatform == "win32";
        var python = new PublishedPython(root, facts.Implementation, facts.MajorMinor, facts.GilDisabled, isWindows, request.Rid);
        ImmutableArray<TargetPlan>? plans = stage.Plan([stage.Of(notation)], run.Requirements, run.Source, cancellation);
        return (python, plans?[0].Plan);
    }

    // What carries our manifest may be replaced; anything else called `python` is the user's.
    private bool IsTaken(PublishedPython python)
    {
        bool isTaken = Directory.Exists(python.Root)
            && !File.Exists(python.Manifest)
            && Directory.EnumerateFileSystemEntries(python.Root).Any();
        if (isTaken)
        {
            context.Report(DiagnosticCatalog.LocationNotOurs.At(
                new SourceSpan(context.Declaration.ProjectFile), $"`{python.Root}` was not made by `PythonEnvPublish`",
                "it was left untouched",
                "Give the folder another name, or set `PythonEnvPublish` to `false`"));
        }
        return isTaken;
    }

    // A later project's Python would take the earlier one's place, and the earlier program would run with what it has not pinned.
    private bool IsOfAnother(PublishedPython python, PublishedPython staging)
    {
        PublishedManifest ours = PublishedManifest.Read(staging)!;
        if (PublishedManifest.Read(python) is not { } theirs || theirs.Project == ours.Project || theirs.HasContentOf(ours))
            return false;
        context.Report(DiagnosticCatalog.LocationShared.At(
            new SourceSpan(context.Declaration.ProjectFile), $"two projects publish into `{python.Root}` with different content",
            $"`{theirs.Project}` has published what is there",
            "Publish each into a folder of its own, or delete this one if that project is gone"));
        return true;
    }

    private void Write(
        PreparedRun run, PublishedPython python, InstallPlan plan, PublishRequest request, CancellationToken cancellation)
    {
        EnvironmentLayout layout = ReceiptInterpreter.Of(run.Interpreter).LayoutAt(context.Declaration.Location);
        InstallTarget target = InstallTarget.Of(run.Interpreter, layout, context.Host);
        Preparation preparation = run.Source.Preparation(new InstallRequest(plan.Pins, target));
        PreparedPin[] pins = RestoreContext.Wait(preparation.RunAsync(cancellation));
        context.Report(preparation.Diagnostics);
        if (context.HasErrors)
            return;
        FileOwners owners = RestoreContext.Wait(preparation.OverIntactAsync(pins, () => FileOwners.Among(pins, target), cancellation));
        context.Report(owners.Diagnostics);
        if (context.HasErrors)
            return;

        Directory.CreateDirectory(request.Directory);
        var workspace = new EnvironmentWorkspace(python.Root);
        using EnvironmentLock? held = context.Lock(workspace, $"the published folder `{python.Root}`", cancellation);
        if (held is null)
            return;
        try
        {
            Recover(workspace, python);
            if (IsTaken(python))
                return;
            PublishedPython staging = python with { Root = workspace.Staging };
            RestoreContext.Wait(preparation.OverIntactAsync(
                pins,
                () =>
                {
                    new TreePublisher(staging, target).Write(context.Declaration.ProjectFile, pins, owners, request.Sources, cancellation);
                    return pins;
                },
                cancellation));
            if ((request.WithInterpreter && !CopyInterpreter(run, staging, request, cancellation))
                || (request.Compile && !Compile(run, staging, cancellation)))
                return;
            if (IsOfAnother(python, staging))
                return;
            workspace.Swap(isOurs: File.Exists(python.Manifest));
            context.Log.Output(
                $"PythonEnv: {Counted.Of(pins.Length, "distribution")} for {python.Display} on {python.Rid} -> {python.Root}");
        }
        finally
        {
            held.DisposeWithWorkspace();
        }
    }

    // What a run that was killed has left: the folder that it had put aside comes back.
    private static void Recover(EnvironmentWorkspace workspace, PublishedPython python)
    {
        if (!Directory.Exists(python.Root) && File.Exists((python with { Root = workspace.Aside }).Manifest))
            FileChange.MoveFolder(workspace.Aside, python.Root);
        if (Directory.Exists(workspace.Staging))
            FileChange.DeleteFolder(workspace.Staging);
    }

    private bool CopyInterpreter(
        PreparedRun run, PublishedPython staging, PublishRequest request, CancellationToken cancellation)
    {
        InterpreterFacts facts = run.Interpreter.Facts;
        var stage = new TargetStage(context, run.Interpreter);
        if (!stage.IsOwn(request.Rid))
        {
            string? installation = new ProvisionStage(context).ProvideFor(request.Rid, run.Interpreter, cancellation);
            if (installation is not null)
                InterpreterCopy.Write(installation, staging);
            return installation is not null;
        }
        if (SystemManagement.Evidence(facts, context.Host) is { } evidence)
        {
            context.Report(DiagnosticCatalog.InterpreterUnusable.At(
                context.Declaration.InterpreterDeclaredAt, $"`{run.Interpreter.Executable}` can't be published",
                $"the operating system manages it: {evidence}",
                "Declare a standalone interpreter with `PythonEnvProvision` and `PythonEnvInterpreterSource`"));
            return false;
        }
        InterpreterCopy.Write(facts.BasePrefix, staging);
        return true;
    }

    // By content and not by time, and with paths from the folder on: the same bytes everywhere.
    private bool Compile(PreparedRun run, PublishedPython staging, CancellationToken cancellation)
    {
        string[] folders = [.. new[] { staging.SitePackages, staging.Sources }.Where(Directory.Exists)];
        ImmutableArray<string> arguments =
        [
            "-I", "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", staging.Root, .. folders
        ];
        var invocation = new ProcessInvocation(
            run.Interpreter.Executable, arguments, staging.Root, PythonEnvironmentVariables.Clean(context.Host.Environment));
        ProcessResult result = RestoreContext.Wait(context.Processes.RunAsync(invocation, cancellation));
        if (CompilerOutput.Refusal(result) is { } refusal)
            throw refusal;
        // Templates and tests of distributions hold files that no version compiles; what does not compile is left as it is.
        if (result.ExitCode is 0 or 1)
        {
            IEnumerable<string> files = folders.SelectMany(FileTree.FilesBelow);
            foreach (string compiled in files.Where(path => path.EndsWith(".pyc", StringComparison.Ordinal)))
                PublishedFile.FixTime(compiled);
            return true;
        }
        context.Report(DiagnosticCatalog.InstallerFailed.At(
            new SourceSpan(context.Declaration.ProjectFile), "what is published can't be byte-compiled",
            $"`{run.Interpreter.Executable} -m compileall` ended with {result.Ending}: {result.StandardError.Trim()}",
            "Mend the interpreter, or set `PythonEnvPublishCompile` to `false`"));
        return false;
    }
}
