using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Progress;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Stages;

/// <summary>Chooses one file for every pinned distribution and proves the closure, before anything is installed.</summary>
internal sealed class PlanStage(RestoreContext context, Interpreter interpreter)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    private readonly PlanTarget _target = new(SupportedTags.For(interpreter.Facts.Tags), interpreter.Facts.Markers);

    /// <param name="pins">As <see cref="ReadPins(RequirementSet)"/> gives them.</param>
    /// <param name="system">What the environment may and must not rely on of the base interpreter's packages.</param>
    /// <param name="previous">Of the environment as it stands; null if there is none.</param>
    /// <param name="onFound">Is told of each wheel that is sure to be wanted if the plan holds, while others are still looked for.</param>
    /// <returns>Null after reported errors (PYENV3001 to 3009, 5006).</returns>
    public InstallPlan? Plan(
        ImmutableArray<Pin> pins, RequirementSet requirements, SystemPackageSet system, DistributionSource source, Receipt? previous,
        Action<DistributionFile>? onFound, CancellationToken cancellation)
    {
        Police(requirements, source.Settings);
        if (context.HasErrors)
            return null;
        context.Log.Progress(new WorkProgress(WorkStage.Looking, Total: pins.Length));
        PlanRequest request = RequestOf(pins, requirements, system) with { Installed = InstalledBy(previous), OnFound = onFound };
        PlanResult result = RestoreContext.Wait(source.Planner.PlanAsync(request, cancellation));
        context.Report(result.Diagnostics);
        return result.Plan is { } plan ? plan with { System = system.Declared } : null;
    }

    /// <summary>
    /// Reports what the requirements lack by the pip.conf of the interpreter's own installation: PYENV2006 and PYENV2008. Nobody knows of
    /// that file before the interpreter is found.
    /// </summary>
    public void Police(RequirementSet requirements, IndexSettings settings)
    {
        var options = new PinPolicyOptions
        {
            RequireHashes = Declaration.RequireHashes,
            HashesRequiredBy = settings.RequireHashes
                ? settings.Applied.LastOrDefault(applied => applied.Name == "require-hashes")?.Origin.ToString()
                : null,
            ExtraIndexes = () => RequirementsStage.ExtraIndexes(settings, requirements.Requirements.Options, Declaration.ProjectFile),
            HasOneIndex = name => settings.PackageIndexes.Any(index => index.Covers(name)),
        };
        context.Report(PinPolicy.CheckLate(requirements.Requirements, options).Where(context.IsNew));
    }

    /// <summary>The plan that a finished environment was made from, read back from its receipt.</summary>
    /// <returns>Null if what is declared says something else since, or the receipt does not say where everything came from.</returns>
    public InstallPlan? PlanOf(Receipt receipt, ImmutableArray<Pin> pins, SystemPackageSet system)
    {
        bool isUnchanged = receipt.Engine == EngineVersion.Current
            && receipt.Interpreter.Version == interpreter.Facts.Version.ToString()
            && receipt.Interpreter.IsCompatibleWith(ReceiptInterpreter.Of(interpreter))
            && FastCheck.InputDifference(receipt, context.Declared, context.Host.Variable, file => SaysTheSame(file, receipt)) is null;
        if (!isUnchanged)
            return null;
        Dictionary<string, ReceiptPackage> packages = receipt.Packages
            .Where(p => !p.IsSystem)
            .ToDictionary(p => p.Name, StringComparer.Ordinal);
        ImmutableArray<PlannedPin> planned =
        [
            .. pins.Select(pin => Planned(pin, packages.GetValueOrDefault(pin.Name.Value))).OfType<PlannedPin>()
        ];
        return planned.Length == packages.Count ? new InstallPlan(planned) { System = system.Declared } : null;
    }

    // What was warned of has to be said at the line where it stands now.
    private bool SaysTheSame(WatchedFile file, Receipt receipt) => context.Watched.IsAsBefore(file)
        || (context.Watched.SaysAsBefore(file) && receipt.Warnings.All(warning => warning.Where.File != file.Path));

    private static Dictionary<PackageName, string> InstalledBy(Receipt? receipt) =>
        (receipt?.Packages ?? []).Where(package => !package.IsSystem)
            .ToDictionary(package => PackageName.Normalize(package.Name), package => package.Sha256);

    private static Diagnostic Unprovable(Pin pin) => DiagnosticCatalog.HashMissing.At(
        pin.Where, $"`{pin.Name}` has no hash that can be computed here",
        $"found {string.Join(", ", pin.File!.IndexHashes.Select(hash => hash.Algorithm))}", "Write its sha256 into the lock");

    private static PlannedPin? Planned(Pin pin, ReceiptPackage? package)
    {
        if (package is null
            || package.Sha256.Length == 0
            || package.Source.Contains(Redaction.Mask, StringComparison.Ordinal)
            || !Uri.TryCreate(package.Source, UriKind.Absolute, out Uri? source))
            return null;
        return new PlannedPin(pin with
        {
            Version = PythonVersion.TryParse(package.Version, out PythonVersion? version) ? version : null,
            File = new DistributionFile
            {
                FileName = package.FileName,
                Location = source,
                Hashes = [new FileHash("sha256", package.Sha256)]
            },
        })
        {
            IsDirect = package.IsDirect,
        };
    }

    /// <summary>What the pins require of each other; what is wrong is reported (PYENV3001 to 3009, 5006).</summary>
    public DependencyClosure ReadClosure(
        ImmutableArray<Pin> pins, RequirementSet requirements, SystemPackageSet system, DistributionSource source,
        CancellationToken cancellation)
    {
        PlanResult result = RestoreContext.Wait(source.Planner.PlanAsync(RequestOf(pins, requirements, system), cancellation));
        context.Report(result.Diagnostics);
        return result.Closure;
    }

    private PlanRequest RequestOf(ImmutableArray<Pin> pins, RequirementSet requirements, SystemPackageSet system) => new(pins, _target)
    {
        Constraints = ConstraintsOf(requirements),
        Provided = system.ProvidedAt(Declaration.SystemPackagesDeclaredAt),
        Undeclared = system.Undeclared,
        Written = requirements.Freshness.Written.Select(written => written.CanonicalName).OfType<PackageName>()
            .Concat(requirements.Lock?.Written(requirements.Wish) ?? [])
            .ToHashSet(),
        MayBuild = Declaration.AllowSourceBuilds.Allows,
    };

    /// <summary>The constraints that are meant for the interpreter.</summary>
    public ImmutableArray<DeclaredRequirement> ConstraintsOf(RequirementSet requirements) =>
        [.. requirements.Requirements.Constraints.Where(constraint => PinReader.Holds(constraint, _target.Markers))];

    /// <summary>The pins that are meant for the interpreter; asks no index.</summary>
    /// <returns>Null after reported errors.</returns>
    public ImmutableArray<Pin>? ReadPins(RequirementSet requirements)
    {
        var diagnostics = new DiagnosticBag();
        ImmutableArray<Pin> pins = WithSeed(ReadPins(requirements, _target, diagnostics), diagnostics);
        context.Report(diagnostics);
        if (diagnostics.HasErrors)
            return null;
        IReadOnlySet<PackageName> overridden = LockQuestion.OverriddenNames(context);
        if (context.HasErrors)
            return null;
        return overridden.Count == 0
            ? pins
            : [.. pins.Select(pin => pin with { Overridden = pin.Overridden.Concat(overridden).ToHashSet() })];
    }

    // A seed that is required as well is the pin of that line, which may have hashes.
    private ImmutableArray<Pin> WithSeed(ImmutableArray<Pin> pins, DiagnosticBag diagnostics)
    {
        var all = pins.ToBuilder();
        foreach (NamedVersion seed in Declaration.Seed)
        {
            Pin own = Pin.ByVersion(seed.Name, seed.Version, Declaration.SeedDeclaredAt);
            if (all.FirstOrDefault(pin => pin.Name == seed.Name) is not { } pinned)
                all.Add(own);
            else if (!pinned.Specifiers.Contains(seed.Version, prereleases: true))
            {
                diagnostics.Add(DiagnosticCatalog.PinnedTwice.At(
                    own.Where, $"`{seed.Name}` is pinned to two versions",
                    $"`{DeclaredNames.Prefix}{DeclaredNames.Seed}` has `{own.Display}`, `{pinned.Display}` stands at {pinned.Where}",
                    "Leave one of the two"));
            }
        }
        return all.ToImmutable();
    }

    internal static ImmutableArray<Pin> ReadPins(RequirementSet requirements, PlanTarget target, DiagnosticBag diagnostics)
    {
        if (requirements.Lock is not { } lockFile)
        {
            diagnostics.AddRange(PinPolicy.CheckConflicts(requirements.Requirements, target.Markers));
            return PinReader.OfRequirements(
                requirements.Requirements.Requirements, requirements.Requirements.Constraints, target.Markers, diagnostics);
        }
        ImmutableArray<Pin> pins = PinReader.OfLock(
            lockFile.Choose(requirements.Wish, target.Markers, target.Tags, diagnostics), lockFile.Path);
        diagnostics.AddRange(pins.Where(
            pin => pin.File is { IndexHashes.IsEmpty: false } file && !file.IndexHashes.Any(DigestCheck.CanCompute)).Select(Unprovable));
        return pins;
    }
}
