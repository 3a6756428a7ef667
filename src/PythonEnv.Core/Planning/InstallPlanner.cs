using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Pins;

namespace PythonEnv.Planning;

/// <summary>
/// Finds the one file of every pin and proves that the pins are complete. No wheel is downloaded before, wherever metadata can be had
/// without it. All problems of all pins are found in one run. A pin whose file is known and at hand costs no network at all: by URL, from a
/// lock, or by its hash from an earlier run.
/// </summary>
internal sealed class InstallPlanner(
    IndexClient client, IWheelSource wheels, ICachedMetadata cache, ChoiceMemory memory, LocalDigests digests)
{
    private readonly MetadataReader _metadata = new(client, wheels);

    public async Task<PlanResult> PlanAsync(PlanRequest request, CancellationToken cancellation)
    {
        foreach (IndexUrl url in request.Pins.Select(pin => pin.DirectUrl ?? pin.CredentialUrl).OfType<IndexUrl>())
            client.Fetcher.Learn(url);
        var findings = new PlanFindings(client.Settings);
        var resolver = new PinResolver(client, _metadata, cache, memory, digests, request, findings);
        // What is at hand is read on the spot, by every processor; only what an index has to be asked for is waited for.
        var resolving = new Task<FoundPin>[request.Pins.Length];
        ParallelWork.For(resolving.Length, i => resolving[i] = resolver.ResolveAsync(request.Pins[i], cancellation), cancellation);
        FoundPin[] pins = await Task.WhenAll(resolving).ConfigureAwait(false);

        DependencyClosure closure = ClosureOf(pins, request);
        DependencyClosure proposed = await ProposeAsync(pins, closure, request, cancellation).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in proposed.Check())
            findings.Add(diagnostic);

        ImmutableArray<Diagnostic> diagnostics = findings.InOrder();
        bool failed = diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
        return new PlanResult(
            failed ? null : new InstallPlan([.. pins.OrderBy(item => item.Pin.Name).Select(item => Plan(item, closure))]),
            diagnostics)
        { Closure = closure };
    }

    private static DependencyClosure ClosureOf(IEnumerable<FoundPin> pins, PlanRequest request) => new(
        pins.Select(item => new ClosureNode(
            item.Pin.Name, item.Version, item.Pin.Where, item.Pin.Extras,
            item.Metadata)
        { IsProposed = item.IsProposed, Overridden = item.Pin.Overridden, Url = item.Pin.DirectUrl?.Url }),
        request.Provided, request.Target.Markers)
    { Undeclared = request.Undeclared, Constraints = request.Constraints, Written = request.Written };

    /// <summary>
    /// What is missing, in the newest versions that everything accepts, with what these require in turn: so that one run names every pin
    /// that a file lacks. What has no version that fits is left out.
    /// </summary>
    private async Task<DependencyClosure> ProposeAsync(
        FoundPin[] pins, DependencyClosure closure, PlanRequest request, CancellationToken cancellation)
    {
        // What is wrong with a proposal is nobody's fault.
        var resolver = new PinResolver(client, _metadata, cache, memory, digests, request, new PlanFindings(client.Settings));
        var proposed = ImmutableArray<FoundPin>.Empty;
        var tried = new HashSet<PackageName>();
        while (closure.MissingNames().Where(tried.Add).ToArray() is { Length: > 0 } missing)
        {
            DependencyClosure asking = closure;
            FoundPin?[] found = await Task.WhenAll(missing.Select(name => ProposeAsync(name, asking, request, resolver, cancellation)))
                .ConfigureAwait(false);
            proposed = [.. proposed, .. found.OfType<FoundPin>()];
            closure = ClosureOf(pins.Concat(proposed), request);
        }
        return closure;
    }

    private async Task<FoundPin?> ProposeAsync(
        PackageName name, DependencyClosure closure, PlanRequest request, PinResolver resolver, CancellationToken cancellation)
    {
        ProjectListing listing = await client.ListAsync(name, cancellation).ConfigureAwait(false);
        if (FileChoice.Newest(listing, name, closure.SpecifiersFor(name), request.Target) is not { } version)
            return null;
        Pin pin = Pin.ByVersion(name, version, closure.AskedForAt(name));
        FoundPin resolved = await resolver.ResolveAsync(pin, cancellation).ConfigureAwait(false);
        return resolved with { Version = version, IsProposed = true };
    }

    private static PlannedPin Plan(FoundPin item, DependencyClosure closure) =>
        new(item.Pin with { Version = item.Version, File = item.File })
        {
            Metadata = item.Metadata,
            IsDirect = closure.IsDirect(item.Pin.Name),
            Requires = closure.RequiredBy(item.Pin.Name),
        };
}
