using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Planning;

/// <summary>
/// Finds the one file of every pin and proves that the pins are complete, before any wheel is downloaded wherever metadata can be had without it.
/// All problems of all pins are found in one run. A pin whose file is known (by URL, from a lock, or by its hash from an earlier run) and at hand
/// costs no network at all.
/// </summary>
internal sealed class InstallPlanner(IndexClient client, IWheelSource wheels, ICachedMetadata cache, ChoiceMemory memory)
{
    private readonly MetadataReader _metadata = new(client, wheels);

    public async Task<PlanResult> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        foreach (IndexUrl url in request.Pins.Select(pin => pin.DirectUrl).OfType<IndexUrl>())
            client.Fetcher.Learn(url);
        var findings = new PlanFindings(client.Settings);
        var resolver = new PinResolver(client, _metadata, cache, memory, request, findings);
        // What is at hand is read on the spot, by every processor; only what an index has to be asked for is waited for.
        var resolving = new Task<ResolvedPin>[request.Pins.Length];
        ParallelWork.For(resolving.Length, i => resolving[i] = resolver.ResolveAsync(request.Pins[i], cancellation), cancellation);
        ResolvedPin[] pins = await Task.WhenAll(resolving).ConfigureAwait(false);

        var closure = new DependencyClosure(
            pins.Select(item => new ClosureNode(item.Pin.Name, item.Version, item.Pin.Where, item.Pin.Extras, item.Metadata) { Overridden = item.Pin.Overridden }),
            request.Provided, request.Target.Markers)
        { Undeclared = request.Undeclared, Constraints = request.Constraints };
        foreach (Diagnostic diagnostic in closure.Check(await SuggestAsync(closure, request.Target, cancellation).ConfigureAwait(false)))
            findings.Add(diagnostic);

        ImmutableArray<Diagnostic> diagnostics = findings.InOrder();
        bool failed = diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
        return failed
            ? new PlanResult(null, diagnostics)
            : new PlanResult(new InstallPlan([.. pins.OrderBy(item => item.Pin.Name).Select(item => Plan(item, closure))]), diagnostics);
    }

    private static PlannedPin Plan(ResolvedPin item, DependencyClosure closure) => new(item.Pin with { Version = item.Version, File = item.File })
    {
        IsDirect = closure.IsDirect(item.Pin.Name),
        Requires = closure.RequiredBy(item.Pin.Name),
    };

    /// <summary>Which version to pin of what is missing: the newest that every distribution accepts.</summary>
    private async Task<Func<PackageName, IReadOnlyList<SpecifierSet>, PythonVersion?>> SuggestAsync(
        DependencyClosure closure, PlanTarget target, CancellationToken cancellation)
    {
        PackageName[] missing = [.. closure.MissingNames()];
        ProjectListing[] listings = await Task.WhenAll(missing.Select(name => client.ListAsync(name, cancellation))).ConfigureAwait(false);
        return (name, specifiers) => FileChoice.Newest(listings[Array.IndexOf(missing, name)], name, specifiers, target);
    }
}
