using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Engine.Locking;

/// <summary>A pin that has a newer version.</summary>
/// <param name="Allowed">The newest that the declaration allows; null where it allows none on this target.</param>
internal sealed record OutdatedPin(PackageName Name, PythonVersion Pinned, PythonVersion? Allowed, PythonVersion Newest);

/// <summary>
/// Which pins have newer versions: those that the declaration allows, and those that it does not. Asks the index, writes nothing.
/// </summary>
internal sealed class OutdatedCommand(RestoreContext context)
{
    /// <returns>In order of the lock; null after a reported error.</returns>
    public ImmutableArray<OutdatedPin>? Run(CancellationToken cancellation)
    {
        if (new LockCommand(context).FindPlace(LockUse.Compare) is not { } place)
            return null;
        if (place.Existing is not { } existing)
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                context.Declaration.RequirementsDeclaredAt, "there is no lock whose pins could be compared",
                $"`{Path.GetFileName(place.Path)}` does not exist", $"Run `{ProposedCommand.Lock}`"));
            return null;
        }
        if (new InterpreterStage(context).Find(cancellation) is not { } interpreter)
            return null;
        // A lock that nothing is beside allows what it pins.
        ImmutableArray<string> from = place.From.IsEmpty ? [place.Path] : place.From;
        // A `pylock.toml` is no file that people write: its pins are asked for as they stand.
        LockInputs inputs = place.From.IsEmpty && PylockFile.IsFileName(place.Path)
            ? LockQuestion.ReadInputs(context, []) with { Requirements = [.. existing.Pins.Select(pin => Pinned(pin, place.Path))] }
            : LockQuestion.ReadInputs(context, from);
        context.Report(inputs.Diagnostics);
        if (context.HasErrors)
            return null;
        LockRequest request = LockCommand.RequestOf(
            context, place with { From = from }, inputs, interpreter, existing.Pins) with
        {
            Upgrade = new UpgradePolicy(true, []),
        };
        if (LockCommand.Make(context, interpreter, request, cancellation) is not { Content: { } content } result)
            return null;
        ImmutableArray<OutdatedPin> outdated =
        [
            .. existing.Pins.Select(pin => Compare(pin, content, result.NewestOf)).OfType<OutdatedPin>()
        ];
        Show(outdated);
        return outdated;
    }

    private static DeclaredRequirement Pinned(Preference pin, string file) => new()
    {
        Where = new SourceSpan(file),
        Display = $"{pin.Name}=={pin.Version}",
        Kind = RequirementKind.Named,
        Name = pin.Name.Value,
        CanonicalName = pin.Name,
        Specifiers = SpecifierSet.Exactly(pin.Version),
        Marker = pin.Marker,
    };

    private static OutdatedPin? Compare(Preference pin, LockContent allowed, Func<PackageName, PythonVersion?> newestOf)
    {
        LockedPackage[] named = [.. allowed.Packages.Where(package => package.Name == pin.Name)];
        // Where the platforms have versions of their own, each is compared with that of its platforms.
        LockedPackage? same = Array.Find(named, package => package.Marker?.ToString() == pin.Marker?.ToString());
        PythonVersion? possible = same is not null ? same.Version : named.Max(package => package.Version);
        PythonVersion latest = newestOf(pin.Name) ?? pin.Version;
        bool isOutdated = (possible is not null && possible > pin.Version) || latest > pin.Version;
        return isOutdated ? new OutdatedPin(pin.Name, pin.Version, possible, latest) : null;
    }

    private static string[] Cells(OutdatedPin pin) =>
        [pin.Name.Value, pin.Pinned.ToString(), pin.Allowed?.ToString() ?? "-", pin.Newest.ToString()];

    private void Show(ImmutableArray<OutdatedPin> rows)
    {
        if (rows.Length == 0)
        {
            context.Log.Output("Every pin is the newest version");
            return;
        }
        string[][] table = [["distribution", "pinned", "allowed", "newest"], .. rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => table.Max(row => row[column].Length))];
        foreach (string[] row in table)
            context.Log.Output(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        context.Log.Output($"Take what is allowed with `{ProposedCommand.UpgradeAll}`, or some of it with `{ProposedCommand.UpgradeOne}`");
    }
}
