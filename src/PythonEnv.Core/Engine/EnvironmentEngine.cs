using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Mending;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine;

/// <summary>
/// The one way that everything flows: declaration, requirements, interpreter, plan, environment, verdict. Each stage takes what the one before
/// it made; a stage that reports an error ends the run.
/// </summary>
internal sealed class EnvironmentEngine
{
    private RestoreContext _context;

    private EnvironmentEngine(RestoreContext context) => _context = context;

    private EnvironmentDeclaration Declaration => _context.Declaration;

    /// <summary>Reads the declaration; what can't be read in it is reported.</summary>
    /// <param name="host">Null: this machine, with the variables of this process.</param>
    public static EnvironmentEngine Create(DeclaredValues declared, IBuildLog log, HostFacts? host = null)
    {
        host ??= HostFacts.Current();
        var diagnostics = new DiagnosticBag();
        EnvironmentDeclaration declaration = new DeclarationReader(declared, host.IsWindows, CacheLocation.Of(host), diagnostics).Read();
        var context = new RestoreContext(declared, host, new ProcessRunner(), log) { Declaration = declaration };
        context.Report(diagnostics);
        return new EnvironmentEngine(context);
    }

    /// <summary>Creates or mends the environment, or in <see cref="EnvironmentMode.Verify"/> only says what differs.</summary>
    /// <param name="reason">Why the quick look was not enough.</param>
    /// <returns>The receipt of an environment that matches, or null after a reported error.</returns>
    public async Task<Receipt?> RestoreAsync(string reason, CancellationToken cancellation)
    {
        _context.Log.Detail($"Looking at the Python environment `{Declaration.Name}`: {reason}");
        bool full = Declaration.VerifyLevel == VerifyLevel.Full;
        if (Declaration.Mode == EnvironmentMode.Verify)
            return await VerifyAsync(full, cancellation).ConfigureAwait(false);
        try
        {
            return await MendAsync(full, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReportDisk(e);
            return null;
        }
    }

    /// <summary>Checks the requirements alone, and writes nothing.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (await FindInterpreterAsync(cancellation).ConfigureAwait(false) is not (var requirements, var interpreter))
            return;
        using DistributionSource source = DistributionSource.Create(_context, interpreter, requirements.Requirements.Options);
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        if (!_context.HasErrors)
            await new PlanStage(_context, interpreter).PlanAsync(requirements, system, source, cancellation).ConfigureAwait(false);
    }

    /// <summary>Holds the environment as it stands against declaration and RECORDs, and writes nothing.</summary>
    /// <returns>The receipt of an environment that passes, or null after a reported error.</returns>
    public Task<Receipt?> VerifyAsync(CancellationToken cancellation) => VerifyAsync(full: true, cancellation);

    /// <summary>Removes the environment and its workspace; a folder that this package did not make stays.</summary>
    public async Task CleanAsync(CancellationToken cancellation)
    {
        if (_context.HasErrors || !MayWrite(basePrefix: null))
            return;
        try
        {
            var workspace = new EnvironmentWorkspace(Declaration.Location);
            using EnvironmentLock? held = await LockAsync(workspace, cancellation).ConfigureAwait(false);
            if (held is null)
                return;
            EnvironmentMender.Recover(workspace);
            // Away by one rename: a folder of which a killed run had already deleted the marker would be nobody's, and refused from then on.
            if (LocationGuard.IsOurs(workspace.Location))
                FileChange.MoveFolder(workspace.Location, workspace.Removed);
            held.DisposeWithWorkspace();
            _context.Log.Step($"Removed the Python environment `{Declaration.Location}`");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReportDisk(e);
        }
    }

    // Neither an index nor a plan is needed: what is declared now is held against what lies there.
    private async Task<Receipt?> VerifyAsync(bool full, CancellationToken cancellation)
    {
        _context = _context.AsReadOnly();
        if (LocationGuard.Inspect(Declaration.Location) == LocationState.Foreign && !MayWrite(basePrefix: null))
            return null;
        // What can be said of the environment alone is said first: it needs no interpreter on this machine.
        (Receipt? receipt, Diagnostic? finding) = EnvironmentAssessor.Identify(Declaration);
        finding ??= EnvironmentAssessor.FindInterpreterGone(Declaration, receipt!);
        if (finding is not null)
        {
            new RequirementsStage(_context).Read();
            _context.Report(finding);
            return null;
        }
        if (await FindInterpreterAsync(cancellation).ConfigureAwait(false) is not (var requirements, var interpreter))
            return null;
        var plan = new PlanStage(_context, interpreter);
        if (plan.ReadPins(requirements) is not { } pins)
            return null;
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        ReceiptInterpreter declared = ReceiptInterpreter.Of(interpreter);
        EnvironmentAssessment assessment = new EnvironmentAssessor(Declaration, declared, pins).Assess(full, cancellation);
        _context.Report(assessment.Findings);
        var closure = new InstalledClosure(declared.LayoutAt(Declaration.Location), interpreter.Facts.Markers, system, Declaration.SystemPackagesDeclaredAt)
        {
            Constraints = plan.ConstraintsOf(requirements),
        };
        _context.Report(closure.Check(pins));
        return _context.HasErrors ? null : assessment.Receipt;
    }

    private async Task<Receipt?> MendAsync(bool full, CancellationToken cancellation)
    {
        using Planned? planned = await PlanAsync(cancellation).ConfigureAwait(false);
        if (planned is null || !MayWrite(planned.Interpreter.Facts.BasePrefix))
            return null;
        var workspace = new EnvironmentWorkspace(Declaration.Location);
        using EnvironmentLock? held = await LockAsync(workspace, cancellation).ConfigureAwait(false);
        if (held is null)
            return null;
        EnvironmentMender.Recover(workspace);
        // Another build may have done the work while this one waited.
        ImmutableArray<Pin> pins = [.. planned.Plan.Pins.Select(planned => planned.Pin)];
        EnvironmentAssessment assessment = new EnvironmentAssessor(Declaration, ReceiptInterpreter.Of(planned.Interpreter), pins).Assess(full, cancellation);
        var mender = new EnvironmentMender(_context, workspace, planned.Interpreter, planned.Plan, planned.System, planned.Source.Installer());
        if (assessment.Mend == MendKind.None)
            return await mender.RenewAsync(assessment.Receipt!, cancellation).ConfigureAwait(false);
        bool isNew = LocationGuard.Inspect(Declaration.Location) == LocationState.Free;
        Receipt? receipt = await mender.MendAsync(assessment, cancellation).ConfigureAwait(false);
        if (receipt is null)
            return null;
        if (!isNew)
            _context.Report(assessment.Findings.Select(mended => mended.AsMended()));
        _context.Log.Step($"Python environment `{Declaration.Location}` has {planned.Plan.Pins.Length} distributions for {receipt.Interpreter.Implementation} {receipt.Interpreter.Version}");
        return receipt;
    }

    private async Task<Found?> FindInterpreterAsync(CancellationToken cancellation)
    {
        RequirementSet? requirements = new RequirementsStage(_context).Read();
        var stage = new InterpreterStage(_context);
        InterpreterRequest? request = stage.ReadDeclaration();
        // Requirements are policed before an interpreter is started.
        if (requirements is null || request is null || _context.HasErrors)
            return null;
        Interpreter? interpreter = await stage.LocateAsync(request, cancellation).ConfigureAwait(false);
        return interpreter is null || _context.HasErrors ? null : new Found(requirements, interpreter);
    }

    private async Task<Planned?> PlanAsync(CancellationToken cancellation)
    {
        if (await FindInterpreterAsync(cancellation).ConfigureAwait(false) is not (var requirements, var interpreter))
            return null;
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        DistributionSource source = DistributionSource.Create(_context, interpreter, requirements.Requirements.Options);
        InstallPlan? plan = _context.HasErrors ? null
            : PlanOfReceipt(interpreter, system)
                ?? await new PlanStage(_context, interpreter).PlanAsync(requirements, system, source, cancellation).ConfigureAwait(false);
        if (plan is not null && !_context.HasErrors)
            return new Planned(interpreter, plan, system, source);
        source.Dispose();
        return null;
    }

    // As long as nothing that was declared has changed, the plan is what it was: an environment that was damaged is mended without asking
    // an index anything.
    private InstallPlan? PlanOfReceipt(Interpreter interpreter, SystemPackageSet system)
    {
        bool same = ReceiptFile.TryRead(Declaration.Location, out Receipt? receipt)
            && receipt.Engine == EngineVersion.Current
            && receipt.Interpreter.Version == interpreter.Facts.Version.ToString()
            && receipt.Interpreter.IsCompatibleWith(ReceiptInterpreter.Of(interpreter))
            && FastCheck.InputDifference(receipt, _context.Declared, _context.Host.Variable) is null;
        InstallPlan? plan = same ? ReceiptPlan.Of(receipt!, system.Declared) : null;
        if (plan is not null)
            _context.Inherit(receipt!);
        return plan;
    }

    private void ReportDisk(Exception exception) =>
        _context.Report(DiskProblem.Describe(exception, Declaration.CacheDirectory, Declaration.Location) with { Where = Declaration.LocationDeclaredAt });

    private bool MayWrite(string? basePrefix)
    {
        if (LocationGuard.Check(Declaration.Location, Declaration.ProjectDirectory, basePrefix, _context.Host, Declaration.LocationDeclaredAt) is not { } refused)
            return true;
        _context.Report(refused);
        return false;
    }

    private async Task<EnvironmentLock?> LockAsync(EnvironmentWorkspace workspace, CancellationToken cancellation)
    {
        EnvironmentLock? held = await EnvironmentLock.AcquireAsync(
            workspace, EnvironmentLock.DescribeSelf(Declaration.ProjectFile), Declaration.LockTimeout,
            holder => _context.Log.Step($"Waiting for {holder}, which works on `{Declaration.Location}`"), cancellation).ConfigureAwait(false);
        if (held is null)
        {
            _context.Report(DiagnosticCatalog.EnvironmentHeld.At(
                Declaration.LocationDeclaredAt, $"another build holds the environment `{Declaration.Location}`",
                $"waited {Declaration.LockTimeout.TotalSeconds:0} seconds for {EnvironmentLock.DescribeHolder(workspace)}",
                "Let it finish, or declare a longer `PythonEnvLockTimeout`"));
        }
        return held;
    }

    private sealed record Found(RequirementSet Requirements, Interpreter Interpreter);

    private sealed record Planned(Interpreter Interpreter, InstallPlan Plan, SystemPackageSet System, DistributionSource Source) : IDisposable
    {
        public void Dispose() => Source.Dispose();
    }
}
