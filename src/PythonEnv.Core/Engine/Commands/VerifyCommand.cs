using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Mending;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Engine.Commands;

/// <summary>Holds what is declared now against what lies there; needs neither an index nor a plan. Writes nothing.</summary>
internal sealed class VerifyCommand(RestoreContext writing)
{
    private readonly RestoreContext _context = writing.AsReadOnly();

    private EnvironmentDeclaration Declaration => _context.Declaration;

    /// <param name="full">Hold every installed file against its RECORD as well.</param>
    /// <returns>The receipt of an environment that matches; null after reported errors.</returns>
    public Receipt? Run(bool full, CancellationToken cancellation)
    {
        if (LocationGuard.Inspect(Declaration.Location) == LocationState.Foreign && !_context.MayWrite(basePrefix: null))
            return null;
        Receipt? previous = _context.ReadReceipt();
        // What can be said of the environment alone is said first: it needs no interpreter on this machine.
        Diagnostic? finding = EnvironmentStanding.FindUnfinished(Declaration, previous)
            ?? EnvironmentStanding.FindInterpreterGone(Declaration, previous!)
            ?? EnvironmentStanding.FindInterpreterDamaged(Declaration, previous!, _context.Host);
        if (finding is not null)
        {
            new RequirementsStage(_context).Read(previous);
            _context.Report(finding);
            return null;
        }
        if (new WantedStage(_context).Read(previous, cancellation) is not (var requirements, var interpreter))
            return null;
        var plan = new PlanStage(_context, interpreter);
        if (plan.ReadPins(requirements) is not { } pins)
            return null;
        SystemPackageSet system = new SystemPackageStage(_context, interpreter).Read();
        // Nothing is asked for here, but what can't be read would stop the next build that changes something.
        plan.Police(
            requirements, DistributionSource.ReadSettings(_context, interpreter.Facts.BasePrefix, requirements.Requirements.Options));
        ReceiptInterpreter declared = ReceiptInterpreter.Of(interpreter);
        EnvironmentAssessment assessment = new EnvironmentAssessor(Declaration, declared, previous, pins)
        {
            OnVerified = _context.TellVerified,
        }.Assess(full, cancellation);
        _context.Report(assessment.Findings);
        var closure = new InstalledClosure(
            declared.LayoutAt(Declaration.Location), interpreter.Facts.Markers, system, Declaration)
        {
            Constraints = plan.ConstraintsOf(requirements),
        };
        _context.Report(closure.Check(pins));
        return _context.HasErrors ? null : assessment.Receipt;
    }
}
