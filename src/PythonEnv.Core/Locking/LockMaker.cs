using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Universe;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Requirements;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>
/// Makes a lock: resolves what is asked for on all targets together, finds the files that fit, and derives the markers from the targets
/// that reach a pin. The closure of every target judges the text before anybody writes it.
/// </summary>
/// <param name="client">Where distributions come from.</param>
/// <param name="files">Fetches files whose digest or metadata nothing else tells.</param>
/// <param name="cache">What is known of wheels already.</param>
/// <param name="metadata">What was read of metadata before.</param>
internal sealed class LockMaker(IndexClient client, IWheelSource files, ICachedMetadata cache, MetadataStore metadata)
{
    // Before and behind any that a marker speaks of.
    private static readonly string[] s_kernels = ["0", "99999"];

    /// <summary>Builds a source distribution or a checkout on this machine; null where nothing can be built.</summary>
    public Func<Pin, CancellationToken, Task<LocalWheel>>? Build { get; init; }

    /// <summary>Is told how many names have been looked up; from any thread.</summary>
    public Action<int> OnLookedUp { get; init; } = static _ => { };

    /// <exception cref="PythonEnvException">A file that has to be pinned can't be fetched.</exception>
    public async Task<LockResult> MakeAsync(LockRequest request, CancellationToken cancellation)
    {
        Diagnostic[] refused =
        [
            .. MeaninglessMarkers(request).Distinct(), .. MarkersOfKernels(request).Distinct(), .. CheckoutsWithoutPlace(request)
        ];
        if (refused.Length > 0)
            return Failed(refused);
        ImmutableArray<TargetClass> classes = TargetClass.Group(request.Targets.Select(ToResolve));
        var universes = new IndexUniverses(new UniverseSource
        {
            Client = client,
            Files = files,
            Cache = cache,
            Metadata = metadata,
            Classes = classes,
            Direct = [.. request.Named.Where(declared => declared.Link is not null)],
            MayBuild = request.Options.MayBuild,
            Build = Build,
            OnLookedUp = OnLookedUp,
            IsHere = one => request.Here is { } here && IsSamePython(one.Environment, here),
        });
        ResolveOutcome outcome = await ResolveAsync(request, universes, cancellation).ConfigureAwait(false);
        Diagnostic[] failures =
        [
            .. universes.Unreachable, .. universes.Failed.Select(failed => Blame(request, universes, failed.Name, failed.Why))
        ];
        if (failures.Length > 0)
            return Failed(failures);
        if (outcome is ResolveFailure failure)
            return Failed([Describe(failure), .. failure.Others.Select(Describe)]);
        var resolution = (Resolution)outcome;
        LockedPackage[] packages = await new PinAssembly(universes, resolution, request, files).AssembleAsync(cancellation)
            .ConfigureAwait(false);
        var content = new LockContent
        {
            Record = RecordOf(request),
            SourceLines = request.SourceLines,
            Packages = [.. packages],
            Environments = [.. classes.Select(one => one.Environment)],
        };
        string text = LockText.Write(request.Path, content);
        Diagnostic[] objections = [.. LockJudge.Check(request, text, classes, resolution, universes)];
        // What is installed is pinned as it stands, and whoever asked for that is told what is wrong with it.
        bool isExact = !request.Exactly.IsEmpty;
        if (objections.Length > 0 && !isExact)
            return Failed(objections);
        IEnumerable<Diagnostic> told = objections.Select(objection => objection with { Severity = Severity.Warning });
        return new LockResult(
            text, content, [.. LockChanges.Describe(request, resolution, universes)],
            [.. told, .. Warnings(request, resolution, universes)])
        {
            NewestOf = universes.NewestOf,
        };
    }

    private static IEnumerable<Diagnostic> MeaninglessMarkers(LockRequest request) =>
        from requirement in request.Inputs.Written
        from target in request.Targets
        select PinRules.CheckMarker(requirement, target.Markers) into problem
        where problem is not null
        select problem;

    // Nobody declares the kernel of a target. To take the marker for false would be to lose the requirement in silence.
    private static IEnumerable<Diagnostic> MarkersOfKernels(LockRequest request) =>
        from requirement in request.Inputs.Written
        from target in request.Targets
        from kernel in s_kernels
        where PinReader.Holds(requirement, target.Markers)
            != PinReader.Holds(requirement, target.Markers with { PlatformRelease = kernel, PlatformVersion = kernel })
        select DiagnosticCatalog.RequirementUnreadable.At(
            requirement.Where, $"the marker of `{requirement.Display}` asks for a kernel, which no lock knows",
            $"`{requirement.Marker}`", "Ask for `sys_platform`, `platform_machine` or `python_version` instead");

    // A requirements file with hashes can't hold what has none; a pylock.toml holds the commit.
    private static IEnumerable<Diagnostic> CheckoutsWithoutPlace(LockRequest request) =>
        from requirement in request.Named
        where requirement.Kind == RequirementKind.Vcs && !PylockFile.IsFileName(request.Path)
        select DiagnosticCatalog.HashMissing.At(
            requirement.Where, $"`{requirement.Display}` is a checkout, which has no hash",
            $"every line of `{Path.GetFileName(request.Path)}` gets one",
            "Set `PythonEnvRequirements` to `pylock.toml`, or build a wheel of it and require that");

    private static bool IsSamePython(MarkerEnvironment one, MarkerEnvironment other) =>
        one with
        {
            PythonFullVersion = "",
            ImplementationVersion = ""
        } == other with { PythonFullVersion = "", ImplementationVersion = "" };

    // The first line that leads to the name, as far as it is known who requires what.
    private static Diagnostic Blame(LockRequest request, IndexUniverses universes, PackageName name, Diagnostic why)
    {
        if (why.Where != SourceSpan.None)
            return why;
        foreach (DeclaredRequirement root in request.Inputs.Requirements)
        {
            if (IndexUniverses.NameOf(root) is { } first && universes.Reached(first).Contains(name))
                return why with
                {
                    Where = root.Where,
                    Evidence = first == name ? why.Evidence : $"{why.Evidence}; `{first}` leads to `{name}`"
                };
        }
        return why;
    }

    private static async Task<ResolveOutcome> ResolveAsync(LockRequest request, IndexUniverses universes, CancellationToken cancellation)
    {
        var resolver = new Resolver(ToResolve(request), universes);
        foreach (Needs needs in resolver.Run())
        {
            await universes.FetchAsync(needs, cancellation).ConfigureAwait(false);
            // What an index that could not be asked would have offered is not known: any answer could be wrong.
            if (universes.LacksAnswers)
                return new ResolveFailure(DiagnosticCatalog.IndexUnreachable, [], "", [], "");
        }
        return resolver.Outcome;
    }

    private static ResolveRequest ToResolve(LockRequest request) =>
        request.Exactly.IsEmpty ? ToQuestion(request) : ToExactQuestion(request);

    private static ResolveRequest ToExactQuestion(LockRequest request) => new()
    {
        Requirements = [.. request.Exactly.Select(pin => Exactly(request, pin))],
        Targets = [.. request.Targets.Select(ToResolve)],
        Options = request.Options.Resolve with { IgnoresDependencies = true, Prereleases = PrereleasePolicy.Allow },
    };

    private static RootRequirement Exactly(LockRequest request, StandingPin pin)
    {
        if (pin.Origin is { } origin)
            return ToRoots([origin]).Single();
        string text = $"{pin.Name}=={pin.Version}";
        return Requirement.TryParse(text, out Requirement? requirement, out ParseError? error)
            ? new RootRequirement(requirement, new SourceSpan(request.Path), text)
            : throw new FormatException(error.Message);
    }

    private static ResolveRequest ToQuestion(LockRequest request) => new()
    {
        Requirements = ToRoots(request.Inputs.Requirements),
        Constraints = ToRoots(request.Inputs.Constraints),
        Overrides = ToRoots(request.Inputs.Overrides),
        Preferences = [.. request.Preferences.Concat(request.Installed).Where(preference => !request.Upgrade.Includes(preference.Name))],
        Targets = [.. request.Targets.Select(ToResolve)],
        Options = request.Options.Resolve,
    };

    private static ResolveTarget ToResolve(TargetEnvironment target) => new(target.Text, target.Markers, target.Tags);

    private static ImmutableArray<RootRequirement> ToRoots(ImmutableArray<DeclaredRequirement> declared) =>
    [
        .. from requirement in declared
           let name = IndexUniverses.NameOf(requirement)
           where name is not null
           let specifiers = requirement.Link is null ? requirement.Specifiers : SpecifierSet.Any
           select new RootRequirement(
               new Requirement(requirement.Name ?? name.Value, requirement.Extras, specifiers, requirement.Url, requirement.Marker),
               requirement.Where, ShownOf(requirement)),
    ];

    // As written, without the marker.
    private static string ShownOf(DeclaredRequirement requirement)
    {
        int end = requirement.Marker is null ? -1 : requirement.Display.LastIndexOf(';');
        return end < 0 ? requirement.Display : requirement.Display[..end].TrimEnd();
    }

    /// <summary>What a lock says of its making.</summary>
    public static LockRecord RecordOf(LockRequest request) => new()
    {
        From = string.Join(", ", request.From.Select(request.Shown)),
        Python = request.Python,
        Targets = [.. request.Targets.Select(target => target.Text)],
        UploadedBefore = request.Options.Resolve.UploadedBefore?.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        Inputs = [.. InputList.Of(request.Inputs, request.Options.Lines).Select(input => input.Text)],
    };

    private static Diagnostic Describe(ResolveFailure failure) =>
        failure.Rule.At(failure.Where, failure.Problem, string.Join("; ", failure.Evidence), failure.Remedy);

    private static IEnumerable<Diagnostic> Warnings(LockRequest request, Resolution resolution, IndexUniverses universes)
    {
        foreach (UnknownExtra unknown in resolution.UnknownExtras)
        {
            yield return DiagnosticCatalog.PinContradicted.At(
                unknown.By.Root?.Where
                ?? new SourceSpan(request.Path), $"`{unknown.Name} {unknown.Release}` has no extra `{unknown.Extra}`",
                $"`{unknown.By.Requirement}` asks for it; nothing is installed for it", "Take the extra out, or correct its spelling") with
            { Severity = Severity.Warning };
        }
        foreach (ResolvedPin pin in resolution.Pins.Where(pin => pin.Release.Files.Any(file => file.IsYanked)))
        {
            string? reason = pin.Release.Files
                .Select(file => file.YankedReason)
                .FirstOrDefault(reason => !string.IsNullOrWhiteSpace(reason));
            yield return DiagnosticCatalog.Yanked.At(
                pin.RequiredBy.Select(by => by.Root?.Where).FirstOrDefault(where => where is not null) ?? new SourceSpan(request.Path),
                $"`{pin.Name} {pin.Release}` is yanked", reason is null ? "no reason is given" : $"the reason given: {reason.Trim()}",
                "Allow another version");
        }
        foreach (PackageName name in universes.Contested)
        {
            Packaging.Urls.IndexUrl chosen = universes.IndexOf(name)!;
            yield return DiagnosticCatalog.DependencyConfusion.At(
                new SourceSpan(request.Path), $"several indexes have `{name}`",
                $"it is taken from {chosen}, and nothing else of that name counts",
                $"Say where it comes from: `<PythonEnvPackageIndexes>{name}={chosen}</PythonEnvPackageIndexes>`");
        }
    }

    private static LockResult Failed(IEnumerable<Diagnostic> diagnostics) => new(null, null, [], [.. diagnostics]);
}
