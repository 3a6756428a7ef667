using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Reporting;

namespace PythonEnv.Engine.Commands;

/// <summary>
/// Writes what is told about an environment as it stands: report, bill of materials, result, and the digest for a pipeline.
/// </summary>
/// <param name="folder">For the files; absolute.</param>
/// <param name="host">Null: this machine, with the variables of this process.</param>
internal sealed class ReportCommand(DeclaredValues declared, string folder, IBuildLog log, HostFacts? host = null)
{
    /// <summary>Writes the files, and shows the digest where that is wanted; nothing of an environment that is off.</summary>
    public void Run(CancellationToken cancellation)
    {
        if (!RestoreContext.Open(declared, log, Host).IsLeftAlone())
            Write(withFiles: true, IsSummaryWanted(), cancellation);
    }

    /// <summary>The same as far as it is declared for every change. With nothing declared and nothing changed, it costs nothing.</summary>
    public void RunAfterRestore(bool hasChanged, CancellationToken cancellation)
    {
        bool withFiles = "true".Equals(declared.Text(DeclaredNames.Report), StringComparison.OrdinalIgnoreCase)
            && (hasChanged || !File.Exists(PathOf(".json")));
        bool withSummary = hasChanged && IsSummaryWanted();
        if (withFiles || withSummary)
            Write(withFiles, withSummary, cancellation);
    }

    private void Write(bool withFiles, bool withSummary, CancellationToken cancellation)
    {
        try
        {
            if (Read(cancellation) is not { } report)
                return;
            Directory.CreateDirectory(folder);
            if (withFiles)
            {
                AtomicFile.WriteAllText(PathOf(".json"), ResultJson.Write(report), flush: false);
                AtomicFile.WriteAllText(PathOf(".cdx.json"), CycloneDx.Write(report), flush: false);
                AtomicFile.WriteAllText(PathOf(PipReport.Extension), PipReport.Write(report), flush: false);
                AtomicFile.WriteAllText(PathOf(".report.html"), ReportPage.Write(report), flush: false);
                log.Output($"PythonEnv: report -> {PathOf(".report.html")}");
            }
            if (withSummary && PipelineDigest.Publish(PipelineDigest.Write(report), PathOf(".md"), Host) is { } command)
                log.Output(command);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Report(DiskProblem.OfFile(e, folder) with { Where = new SourceSpan(declared.ProjectFile) });
        }
    }

    private HostFacts Host { get; } = host ?? HostFacts.Current();

    // What the stages find was said by the restore.
    private EnvironmentReport? Read(CancellationToken cancellation)
    {
        if (!ReceiptFile.TryRead(declared.Location, out Receipt? receipt))
            return null;
        FastVerdict verdict = FastCheck.Run(declared, Host.Variable);
        var said = new CollectingLog();
        var stage = new InterpreterStage(RestoreContext.Open(declared, said, Host).AsReadOnly());
        if (stage.ReadDeclaration() is not { } request || Find(stage, request, receipt, cancellation) is not ({ } interpreter, var source))
        {
            foreach (Diagnostic finding in said.Findings)
                log.Report(finding);
            return null;
        }
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(declared.Location);
        return new EnvironmentReport(
            declared.Environment, declared.ProjectFile, verdict.Reason, receipt, request.Text, source, layout,
            [
                .. InstalledGraph
                    .Of(receipt.Packages, package => InstalledGraph.ReadMetadata(layout, package), interpreter.Facts.Markers)
                    .Select(package => package with
                    {
                        Size = InstalledGraph.ReadSize(layout, package.Package),
                        IsDirectReference = InstalledGraph.IsDirectReference(layout, package.Package)
                    })
            ])
        {
            Markers = interpreter.Facts.Markers
        };
    }

    // How it is found is told by a search; it is kept where a search would now choose another one.
    private static (Interpreter? Interpreter, string Source) Find(
        InterpreterStage stage, InterpreterRequest request, Receipt receipt, CancellationToken cancellation)
    {
        Interpreter? searched = stage.Locate(request, previous: null, cancellation);
        return searched?.Executable == receipt.Interpreter.Executable
            ? (searched, searched.Source)
            : (stage.Locate(request, receipt, cancellation), "kept");
    }

    private bool IsSummaryWanted() => declared.Text(DeclaredNames.PipelineSummary) is { } text
        ? text.Equals("true", StringComparison.OrdinalIgnoreCase)
        : PipelineDigest.IsPipeline(Host);

    private string PathOf(string extension) => Path.Combine(folder, declared.Environment + extension);
}
