using System.Collections.Immutable;
using System.Diagnostics;
using PythonEnv.Auditing;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Locking;
using PythonEnv.Engine.Mending;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Progress;

namespace PythonEnv.Engine;

/// <summary>
/// The one way of every run: declare, read, police, find, plan, lock, assess, mend, check, write. Each stage takes what the one before it
/// made. A stage that reports an error ends the run.
/// </summary>
internal sealed class EnvironmentEngine
{
    private RestoreContext _context;

    private EnvironmentEngine(RestoreContext context) => _context = context;

    private EnvironmentDeclaration Declaration => _context.Declaration;

    private string EnvironmentAt => $"the environment `{Declaration.Location}`";

    /// <inheritdoc cref="RestoreContext.Open"/>
    public static EnvironmentEngine Create(DeclaredValues declared, IBuildLog log, HostFacts? host = null) =>
        new(RestoreContext.Open(declared, new OneLineLog(log), host));

    /// <summary>Creates or mends the environment, or in <see cref="EnvironmentMode.Verify"/> only says what differs.</summary>
    /// <param name="reason">Why the quick look was not enough.</param>
    /// <returns>The receipt of an environment that matches, or null after a reported error.</returns>
    public Receipt? Restore(string reason, CancellationToken cancellation)
    {
        _context.Log.Detail($"Looking at the Python environment `{Declaration.Name}`: {reason}");
        bool full = Declaration.VerifyLevel == VerifyLevel.Full;
        if (Declaration.Mode == EnvironmentMode.Verify)
            return Verify(full, cancellation);
        try
        {
            return Mend(full, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReportDisk(e);
            return null;
        }
    }

    /// <summary>Checks the requirements alone, and writes nothing.</summary>
    public void Check(CancellationToken cancellation)
    {
        Receipt? previous = ReadReceipt();
        if (Read(previous) is not (var requirements, var request)
            || Find(requirements, request, previous, cancellation) is not { } interpreter)
            return;
        var stage = new PlanStage(_context, interpreter);
        if (stage.ReadPins(requirements) is not { } pins)
            return;
        using DistributionSource source = DistributionSource.Create(_context, interpreter, requirements.Requirements.Options, pins);
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        if (_context.HasErrors)
            return;
        stage.Plan(source.Localize(pins), requirements, system, source, previous, cancellation);
        var targets = new TargetStage(_context, interpreter);
        targets.Plan(targets.Declared, requirements, source, cancellation);
        if (!_context.HasErrors)
            _context.Log.Output($"PythonEnv: {(pins.Length == 1 ? "the one pin" : $"all {pins.Length} pins")} can be installed on "
                + $"{string.Join(", ", ["this machine", .. targets.Declared.Select(target => target.Text)])}");
    }

    /// <summary>Makes the lock from what people wrote.</summary>
    public void Lock(CancellationToken cancellation) => ReportingDisk(() => new LockCommand(_context).Run(cancellation));

    /// <summary>Writes what is installed as a lock.</summary>
    public void Freeze(CancellationToken cancellation) => ReportingDisk(() => new FreezeCommand(_context).Run(cancellation));

    /// <summary>Says which pins have newer versions, and which of these the declaration allows. Writes nothing.</summary>
    /// <returns>Null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<OutdatedPin>? ListOutdated(CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new OutdatedCommand(_context).Run(cancellation);

    /// <summary>Shows what requires what. Writes nothing.</summary>
    /// <returns>In order of name; null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<PinNode>? ShowTree(CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new GraphCommand(_context).ShowTree(cancellation);

    /// <summary>Shows who asks for a distribution. Writes nothing.</summary>
    /// <returns>What leads to it, and itself; null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<PinNode>? ShowWhy(string name, CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new GraphCommand(_context).ShowWhy(name, cancellation);

    /// <summary>Holds the environment as it stands against declaration and RECORDs, and writes nothing.</summary>
    /// <returns>The receipt of an environment that passes; null after a reported error, and of an environment that is off.</returns>
    public Receipt? Verify(CancellationToken cancellation)
    {
        if (_context.IsLeftAlone())
            return null;
        Receipt? receipt = Verify(full: true, cancellation);
        if (receipt is not null)
            _context.Log.Output($"PythonEnv: {Declaration.ShortLocation} is as declared, "
                + $"every file of {Counted.Of(receipt.Packages.Count(package => !package.IsSystem), "distribution")}");
        return receipt;
    }

    /// <summary>
    /// Removes the environment and its workspace; a folder that this package did not make stays, and so does an environment that is off.
    /// </summary>
    public void Clean(CancellationToken cancellation)
    {
        if (_context.HasErrors || _context.IsLeftAlone() || !MayWrite(basePrefix: null))
            return;
        ReportingDisk(() =>
        {
            var workspace = new EnvironmentWorkspace(Declaration.Location);
            using EnvironmentLock? held = _context.Lock(workspace, EnvironmentAt, cancellation);
            if (held is null)
                return;
            EnvironmentMender.Recover(workspace);
            // Away by one rename: a folder of which a killed run had already deleted the marker would be nobody's, and refused from then
            // on.
            bool stands = LocationGuard.IsOurs(workspace.Location);
            if (stands)
                FileChange.MoveFolder(workspace.Location, workspace.Removed);
            held.DisposeWithWorkspace();
            _context.Log.Output($"PythonEnv: {(stands ? "removed" : "there is no")} {Declaration.ShortLocation}");
        });
    }

    // Neither an index nor a plan is needed: what is declared now is held against what lies there.
    private Receipt? Verify(bool full, CancellationToken cancellation)
    {
        _context = _context.AsReadOnly();
        if (LocationGuard.Inspect(Declaration.Location) == LocationState.Foreign && !MayWrite(basePrefix: null))
            return null;
        Receipt? previous = ReadReceipt();
        // What can be said of the environment alone is said first: it needs no interpreter on this machine.
        Diagnostic? finding = EnvironmentStanding.FindUnfinished(Declaration, previous)
            ?? EnvironmentStanding.FindInterpreterGone(Declaration, previous!);
        if (finding is not null)
        {
            new RequirementsStage(_context).Read(previous);
            _context.Report(finding);
            return null;
        }
        if (Read(previous) is not (var requirements, var request)
            || Find(requirements, request, previous, cancellation) is not { } interpreter)
            return null;
        var plan = new PlanStage(_context, interpreter);
        if (plan.ReadPins(requirements) is not { } pins)
            return null;
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        // Not needed here, but what can't be read would stop the next build that changes something.
        DistributionSource.ReadSettings(_context, interpreter.Facts.BasePrefix, requirements.Requirements.Options);
        ReceiptInterpreter declared = ReceiptInterpreter.Of(interpreter);
        EnvironmentAssessment assessment = Assess(declared, pins, previous, full, isLocked: false, early: null, cancellation);
        _context.Report(assessment.Findings);
        var closure = new InstalledClosure(
            declared.LayoutAt(Declaration.Location), interpreter.Facts.Markers, system, Declaration)
        {
            Constraints = plan.ConstraintsOf(requirements),
        };
        _context.Report(closure.Check(pins));
        return _context.HasErrors ? null : assessment.Receipt;
    }

    private Receipt? Mend(bool full, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        Receipt? before = ReadReceipt();
        using EarlyProof? early = EarlyProof.Begin(Declaration.Location, before);
        if (Read(before) is not (var requirements, var request)
            || Find(requirements, request, before, cancellation) is not { } interpreter)
            return null;
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        if (new PlanStage(_context, interpreter).ReadPins(requirements) is not { } wanted)
            return null;
        using DistributionSource source = DistributionSource.Create(_context, interpreter, requirements.Requirements.Options, wanted);
        if (Plan(source.Localize(wanted), requirements, interpreter, system, source, before, cancellation) is not { } plan
            || !MayWrite(interpreter.Facts.BasePrefix))
            return null;

        foreach (string file in Declaration.Requirements)
            AtomicFile.DeleteLeftovers(file);
        var workspace = new EnvironmentWorkspace(Declaration.Location);
        using EnvironmentLock? held = _context.Lock(workspace, EnvironmentAt, cancellation);
        if (held is null)
            return null;
        EnvironmentMender.Recover(workspace);
        // Another build may have done the work while this one waited.
        Receipt? previous = ReadReceipt();
        bool isNew = LocationGuard.Inspect(Declaration.Location) == LocationState.Free;
        ImmutableArray<Pin> pins = [.. plan.Pins.Select(planned => planned.Pin)];
        EnvironmentAssessment assessment = Assess(
            ReceiptInterpreter.Of(interpreter), pins, previous, full, isLocked: true, early, cancellation);
        var mender = new EnvironmentMender(_context, workspace, interpreter, plan, system, source.Installer());
        if (assessment.Mend != MendKind.None && FindOtherProject(previous, assessment) is { } shared)
        {
            _context.Report(shared);
            return null;
        }
        if (assessment.Mend == MendKind.None)
            return mender.Renew(assessment, cancellation);
        if (mender.Mend(assessment, cancellation) is not { } receipt)
            return null;
        if (!isNew)
            _context.Report(assessment.Findings.Select(mended => mended.AsMended()));
        _context.Log.Notice(new ChangeSummary(Declaration, isNew ? null : previous, receipt, assessment).Describe(watch.Elapsed));
        return receipt;
    }

    // What stands in an environment is input, of whatever kind: what can't be read is made anew.
    private EnvironmentAssessment Assess(
        ReceiptInterpreter interpreter, ImmutableArray<Pin> pins, Receipt? previous, bool full, bool isLocked, EarlyProof? early,
        CancellationToken cancellation)
    {
        try
        {
            var assessor = new EnvironmentAssessor(Declaration, interpreter, previous, pins)
            {
                IsLocked = isLocked,
                Early = early,
                OnVerified = (done, total) => _context.Log.Progress(new WorkProgress(WorkStage.Verifying, done, total)),
            };
            return assessor.Assess(full, cancellation);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or InvalidDataException)
        {
            return EnvironmentAssessor.Unreadable(Declaration, pins, e);
        }
    }

    // A project that is gone, or was edited since, may have given the environment up. That of an original never declared its copy.
    private Diagnostic? FindOtherProject(Receipt? previous, EnvironmentAssessment assessment)
    {
        if (previous is null
            || EnvironmentStanding.WasMoved(previous, Declaration.Location)
            || previous.IsDeclaredAs(Declaration.Digest)
            || previous.Declarers.Any(declarer => declarer.Project == Declaration.ProjectFile))
            return null;
        Declarer? other = previous.Declarers.FirstOrDefault(
            declarer => declarer.Sha256.Length > 0 && Digest.OfFile(declarer.Project) == declarer.Sha256);
        return other is null ? null : DiagnosticCatalog.LocationShared.At(
            Declaration.LocationDeclaredAt,
            $"the environment at `{Declaration.Location}` is declared by two projects with different content",
            $"`{other.Project}` made it; "
                + $"{assessment.Findings.Select(finding => finding.Problem).FirstOrDefault("it was made in another way")}",
            "Give this project its own `Location`, or the same requirements");
    }

    private Receipt? ReadReceipt() => ReceiptFile.TryRead(Declaration.Location, out Receipt? receipt) ? receipt : null;

    // Requirements are policed before an interpreter is started.
    private Wants? Read(Receipt? previous)
    {
        RequirementSet? requirements = new RequirementsStage(_context).Read(previous);
        InterpreterRequest? request = new InterpreterStage(_context).ReadDeclaration();
        return requirements is null || request is null || _context.HasErrors ? null : new Wants(requirements, request);
    }

    private Interpreter? Find(RequirementSet requirements, InterpreterRequest request, Receipt? previous, CancellationToken cancellation)
    {
        Interpreter? interpreter = new InterpreterStage(_context).Locate(request, previous, cancellation);
        if (interpreter is not null)
            requirements.Freshness.CheckTargets(interpreter);
        return _context.HasErrors ? null : interpreter;
    }

    // As long as nothing that was declared has changed, the plan is what it was: an environment that was damaged is mended without asking
    // an index anything.
    private InstallPlan? Plan(
        ImmutableArray<Pin> pins, RequirementSet requirements, Interpreter interpreter, SystemPackageSet system, DistributionSource source,
        Receipt? previous, CancellationToken cancellation)
    {
        var stage = new PlanStage(_context, interpreter) { OnFound = source.BeginEarly(cancellation) };
        if (_context.HasErrors)
            return null;
        InstallPlan? plan = previous is null || Declaration.Refresh ? null : stage.PlanOf(previous, pins, system);
        if (plan is not null)
            _context.Inherit(previous!);
        else
        {
            // While the indexes are asked for files, what is known of the pins is asked for as well.
            var audits = new Audit(Declaration, source.Settings, _context.Host, isForced: false);
            using RunningAudit? audit = Declaration.Audit.IsOn
                ? new RunningAudit(token => audits.RunAsync(pins, token), cancellation)
                : null;
            plan = stage.Plan(pins, requirements, system, source, previous, cancellation);
            if (audit is not null && plan is not null)
                TakeAudit(RestoreContext.Wait(audit.Result), plan);
        }
        return _context.HasErrors ? null : plan;
    }

    private void TakeAudit(AuditResult audit, InstallPlan plan)
    {
        _context.Take(audit, plan.Pins.Select(planned => planned.Pin), name => RestoreContext.AskedForBy(plan.Pins
            .Where(planned => planned.Requires.Any(required => required.Value == name))
            .Select(planned => planned.Name.Value)));
        foreach (string detail in audit.Details)
            _context.Log.Detail(detail);
    }

    private void ReportingDisk(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReportDisk(e);
        }
    }

    private void ReportDisk(Exception exception) => _context.Report(
        DiskProblem.Describe(exception, Declaration.CacheDirectory, Declaration.Location) with { Where = Declaration.LocationDeclaredAt });

    private bool MayWrite(string? basePrefix)
    {
        if (LocationGuard.Check(
            Declaration.Location, Declaration.ProjectDirectory, basePrefix, _context.Host,
            Declaration.LocationDeclaredAt) is not { } refused)
        {
            return true;
        }
        _context.Report(refused);
        return false;
    }

    private sealed record Wants(RequirementSet Requirements, InterpreterRequest Interpreter);
}
