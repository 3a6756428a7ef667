using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Targets;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Stages;

/// <summary>What a platform has to install, from the same requirements.</summary>
internal sealed record TargetPlan(TargetEnvironment Target, InstallPlan Plan);

/// <summary>
/// Chooses the files of platforms that are not at hand, by their tags and markers alone. Nothing is downloaded but metadata.
/// </summary>
internal sealed class TargetStage(RestoreContext context, Interpreter interpreter)
{
    private readonly TargetEnvironment _own = TargetEnvironment.Of(interpreter.Facts.Tags, interpreter.Facts.Markers);

    /// <summary>The declared <c>TargetRids</c> that are not this machine's own platform.</summary>
    public ImmutableArray<TargetEnvironment> Declared =>
        [.. context.Declaration.TargetRids.Where(target => target.Text != _own.Rid).Select(Of)];

    /// <summary>A platform with the interpreter's version of Python.</summary>
    public TargetEnvironment Of(TargetNotation target) => TargetEnvironment.Of(target, interpreter.Facts.Tags, interpreter.Facts.Markers);

    /// <summary>Whether a RID is that of the interpreter.</summary>
    public bool IsOwn(string rid) => rid.Length == 0 || rid == _own.Rid;

    /// <returns>Null after reported errors (PYENV3001 to 3009), each naming its platform.</returns>
    public ImmutableArray<TargetPlan>? Plan(
        ImmutableArray<TargetEnvironment> targets, RequirementSet requirements, DistributionSource source, CancellationToken cancellation)
    {
        var plans = ImmutableArray.CreateBuilder<TargetPlan>(targets.Length);
        var found = new List<(Diagnostic Finding, TargetEnvironment Target)>();
        foreach (TargetEnvironment target in targets)
        {
            var wanted = new PlanTarget(target.Tags, target.Markers)
            {
                Rid = target.Text,
                IsPublished = context.Declaration.TargetRids.All(declared => declared.Text != target.Text),
            };
            var diagnostics = new DiagnosticBag();
            ImmutableArray<Pin> pins = PlanStage.ReadPins(requirements, wanted, diagnostics);
            if (!diagnostics.HasErrors)
            {
                var request = new PlanRequest(source.Localize(pins), wanted)
                {
                    Constraints =
                    [
                        .. requirements.Requirements.Constraints.Where(constraint => PinReader.Holds(constraint, target.Markers))
                    ],
                    MayBuild = context.Declaration.AllowSourceBuilds.Allows,
                };
                PlanResult result = RestoreContext.Wait(source.Planner.PlanAsync(request, cancellation));
                diagnostics.AddRange(result.Diagnostics);
                if (result.Plan is { } plan)
                    plans.Add(new TargetPlan(target, plan));
            }
            found.AddRange(diagnostics.Select(finding => (finding, target)));
        }
        // What is wrong for this machine too was told without a platform.
        context.Report(found.GroupBy(one => one.Finding, one => one.Target.Text)
            .Where(same => context.IsNew(same.Key))
            .Select(same => Named(same.Key, [.. same])));
        return plans.Count == targets.Length ? plans.MoveToImmutable() : null;
    }

    private static Diagnostic Named(Diagnostic finding, string[] targets) =>
        targets.All(target => finding.Message.Contains(target, StringComparison.Ordinal))
            ? finding
            : finding with { Problem = $"{finding.Problem} (for {string.Join(", ", targets)})" };
}
