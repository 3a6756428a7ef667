using System.Collections.Immutable;

namespace PythonEnv.FaultInjection;

/// <summary>Says whether what stands at a site is right, and whether the engine says the same.</summary>
internal sealed class Judge(Site site, FaultTally tally, ImmutableDictionary<string, TreeSnapshot> rightTrees)
{
    /// <summary>What is wrong with the environment for these pins, as a phrase; empty if nothing is.</summary>
    public string Difference(PinSet pins) => TreeSnapshot.Of(site.Location).DifferenceFrom(rightTrees[pins.Name]);

    /// <summary>After a fault: whatever calls the environment good must be right, and verifying must change nothing.</summary>
    /// <param name="pins">Those declared now.</param>
    public async Task CheckVerdictAsync(string what, PinSet pins, CancellationToken cancellation)
    {
        TreeSnapshot before = TreeSnapshot.Of(site.Project);
        bool isGood = Difference(pins).Length == 0;
        if (site.IsCalledGood() && !isGood)
            tally.AddWronglyGood($"{what}: the quick look finds nothing to do; {Difference(pins)}");
        BuildOutcome verified = await site.VerifyAsync(cancellation);
        if (verified.Succeeded && !isGood)
            tally.AddWronglyGood($"{what}: Verify passes; {Difference(pins)}");
        if (TreeSnapshot.Of(site.Project).DifferenceFrom(before) is { Length: > 0 } written)
            tally.Add($"{what}: Verify writes: {written}");
    }

    /// <summary>The next undisturbed restore succeeds with exactly the right tree and leaves nothing of the fault behind.</summary>
    public async Task CheckNextRestoreAsync(string what, PinSet pins, CancellationToken cancellation)
    {
        BuildOutcome next = await site.RestoreAsync(cancellation);
        if (!next.Succeeded)
            tally.Add($"{what}: the next restore fails: {next}");
        else if (Difference(pins) is { Length: > 0 } difference)
            tally.AddWronglyGood($"{what}: after the next restore: {difference}");
        if (next.Succeeded && !site.IsCalledGood())
            tally.Add($"{what}: after the next restore there is still work to do");
        foreach (string path in site.LeftBesideEnvironment())
            tally.AddLeftover($"{what}: {path}");
    }

    /// <summary>
    /// A failed or interrupted change has left the environment of the old pins in use; they are declared again to see it.
    /// </summary>
    public void CheckStillGood(string what, PinSet old, bool hashed = false)
    {
        site.Pin(old, hashed);
        if (Difference(old) is { Length: > 0 } difference)
            tally.Add($"{what}: the previous environment is not as it was: {difference}");
        else if (!site.IsCalledGood())
            tally.Add($"{what}: the previous environment is as it was and not called good");
    }

    /// <summary>Pruning finds whatever unfinished thing a fault has left in the cache.</summary>
    public void CheckCache(string what)
    {
        foreach (string path in site.LeftInCacheAfterPruning())
            tally.AddLeftover($"{what}: {path} in the cache");
    }
}
