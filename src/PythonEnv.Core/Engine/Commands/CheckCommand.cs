using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;

namespace PythonEnv.Engine.Commands;

/// <summary>Checks the requirements alone, for this machine and every declared target. Writes nothing.</summary>
internal sealed class CheckCommand(RestoreContext context)
{
    public void Run(CancellationToken cancellation)
    {
        using PreparedRun? run = PreparedRun.Make(context, context.ReadReceipt(), cancellation);
        if (run is null)
            return;
        run.Plan(cancellation);
        var targets = new TargetStage(context, run.Interpreter);
        targets.Plan(targets.Declared, run.Requirements, run.Source, cancellation);
        if (!context.HasErrors)
            context.Log.Output($"PythonEnv: {(run.Pins.Length == 1 ? "the one pin" : $"all {run.Pins.Length} pins")} can be installed on "
                + $"{string.Join(", ", ["this machine", .. targets.Declared.Select(target => target.Text)])}");
    }
}
