using System.Collections.Immutable;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Engine.Locking;

/// <summary>
/// Which pins have newer versions: those that the declaration allows, and those that it does not. Asks the index, writes nothing.
/// </summary>
internal sealed class OutdatedCommand(RestoreContext context)
{
    public void Run(CancellationToken cancellation)
    {
        if (new LockCommand(context).FindPlace(isFreeze: false) is not { Existing: { } existing } place
            || new InterpreterStage(context).Find(cancellation) is not { } interpreter)
            return;
        // A lock that nothing is beside allows what it pins.
        ImmutableArray<string> from = place.From.IsEmpty ? [place.Path] : place.From;
        LockInputs inputs = LockQuestion.ReadInputs(context, from);
        context.Report(inputs.Diagnostics);
        if (context.HasErrors)
            return;
        LockRequest request = LockCommand.RequestOf(
            context, place with { From = from }, inputs, interpreter, existing.Pins) with
        {
            Upgrade = new UpgradePolicy(true, []),
        };
        if (LockCommand.Make(context, interpreter, request, cancellation) is { Content: { } content } result)
            Show([.. existing.Pins.Select(pin => Compare(pin.Name, pin.Version, content, result.Newest)).OfType<string[]>()]);
    }

    private static string[]? Compare(
        PackageName name, PythonVersion pinned, LockContent allowed, ImmutableDictionary<PackageName, PythonVersion> newest)
    {
        PythonVersion? possible = allowed.Packages.Where(package => package.Name == name).Max(package => package.Version);
        PythonVersion latest = newest.GetValueOrDefault(name) ?? pinned;
        bool isOutdated = (possible is not null && possible > pinned) || latest > pinned;
        return isOutdated ? [name.Value, pinned.ToString(), possible?.ToString() ?? "-", latest.ToString()] : null;
    }

    private void Show(string[][] rows)
    {
        if (rows.Length == 0)
        {
            context.Log.Output("Every pin is the newest version");
            return;
        }
        string[][] table = [["distribution", "pinned", "allowed", "newest"], .. rows];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => table.Max(row => row[column].Length))];
        foreach (string[] row in table)
            context.Log.Output(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        context.Log.Output(
            "Take what is allowed with `dotnet build -t:PythonEnvLock -p:PythonEnvUpgrade=all`, or name distributions instead of `all`");
    }
}
