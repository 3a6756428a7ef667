using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Interpreters;
using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Engine.Stages;

/// <summary>What a declaration asks of its lock: inputs, options and targets in the terms of the maker.</summary>
internal static class LockQuestion
{
    /// <param name="source">Null: the files of this machine.</param>
    public static RequirementsReadOptions ReadOptions(RestoreContext context, IRequirementsSource? source = null) => new()
    {
        Source = source ?? LocalRequirementsSource.Instance,
        WorkingDirectory = context.Declaration.ProjectDirectory,
        EnvironmentVariable = context.WatchVariable,
        Windows = context.Host.IsWindows,
    };

    /// <summary>Reads the inputs; what is wrong with them is in the result.</summary>
    /// <inheritdoc cref="ReadOptions" path="/param"/>
    public static LockInputs ReadInputs(RestoreContext context, ImmutableArray<string> from, IRequirementsSource? source = null)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        return LockInputsReader.Read(
            new LockSources
            {
                From = from,
                Constraints = declaration.Constraints,
                Overrides = OverridesOf(context),
                OverridesDeclaredAt = declaration.At(DeclaredNames.Overrides),
                Extras = [.. declaration.Extras.Select(extra => extra.Value)],
                Groups = [.. declaration.Groups.Select(group => group.Value)],
                IsDeclared = name => context.Declared.Text(name) is not null,
                DeclaredAt = declaration.At(DeclaredNames.LockFrom),
            },
            ReadOptions(context, source));
    }

    /// <summary>
    /// The names whose requirements the declaration replaces: what METADATA says of them does not count. What can't be read is reported.
    /// </summary>
    public static IReadOnlySet<PackageName> OverriddenNames(RestoreContext context)
    {
        if (context.Declaration.Lock.Overrides.IsEmpty)
            return PackageName.NoNames;
        var sources = new LockSources
        {
            From = [],
            Overrides = OverridesOf(context),
            OverridesDeclaredAt = context.Declaration.At(DeclaredNames.Overrides),
        };
        LockInputs read = LockInputsReader.Read(sources, ReadOptions(context));
        context.Report(read.Diagnostics);
        return read.Overrides.Select(replacement => replacement.CanonicalName).OfType<PackageName>().ToHashSet();
    }

    private static ImmutableArray<string> OverridesOf(RestoreContext context) =>
        [.. context.Declaration.Lock.Overrides.Select(text => PathOf(context, text) ?? text)];

    public static LockOptions OptionsOf(EnvironmentDeclaration declaration, DateTimeOffset now) => new()
    {
        Resolve = new ResolveOptions
        {
            Prereleases = declaration.Lock.Prerelease,
            Resolution = declaration.Lock.Resolution,
            Strategy = declaration.Lock.Strategy,
            UploadedBefore = declaration.Lock.UploadedBefore is { } cutoff ? MomentOf(cutoff, now) : null,
        },
        MayBuild = declaration.AllowSourceBuilds.Allows,
        Lines = ChoicesOf(declaration),
    };

    /// <summary>The declared targets; without any, the interpreter at hand on this machine.</summary>
    public static ImmutableArray<TargetEnvironment> TargetsOf(EnvironmentDeclaration declaration, InterpreterFacts facts) =>
        declaration.TargetRids.IsEmpty
        ? [TargetEnvironment.Of(facts.Tags, facts.Markers)]
        : [
            .. declaration.TargetRids
                .Select(target => TargetEnvironment.Of(target, facts.Tags, facts.Markers))
                .DistinctBy(target => target.Text)
        ];

    /// <summary>How a lock names a Python: <c>3.11</c>, <c>3.13t</c>, <c>pypy3.10</c>.</summary>
    public static string PythonOf(InterpreterFacts facts) =>
        $"{(facts.Implementation == "cpython" ? "" : facts.Implementation)}{facts.MajorMinor}{(facts.GilDisabled ? "t" : "")}";

    // An age counts in whole days, so that the locks of one day are alike.
    private static DateTimeOffset MomentOf(UploadCutoff cutoff, DateTimeOffset now)
    {
        DateTimeOffset moment = cutoff.At(now).ToUniversalTime();
        bool countsDays = cutoff.Moment is null && cutoff.Age.Hours == 0;
        return countsDays ? new DateTimeOffset(moment.Date, TimeSpan.Zero) : moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string? PathOf(RestoreContext context, string text) =>
        context.Declared.Absolute(text) is var path && File.Exists(path) ? path : null;

    /// <summary>What of the declaration changes the answer, as the lock keeps it.</summary>
    public static ImmutableArray<string> ChoicesOf(EnvironmentDeclaration declaration) => [.. Choices(declaration)];

    private static IEnumerable<string> Choices(EnvironmentDeclaration declaration)
    {
        LockDeclaration made = declaration.Lock;
        if (made.Prerelease != PrereleasePolicy.IfNecessary)
            yield return $"--prerelease {made.Prerelease.ToString().ToLowerInvariant()}";
        if (made.Resolution != ResolutionKind.Highest)
            yield return made.Resolution == ResolutionKind.Lowest ? "--resolution lowest" : "--resolution lowest-direct";
        if (made.Strategy != LockStrategy.Same)
            yield return "--lock-strategy newest";
        if (made.UploadedBefore is { } cutoff)
            yield return $"--uploaded-before {cutoff.Text}";
        foreach (PackageIndex index in declaration.PackageIndexes)
            yield return $"--package-index {index.Pattern}="
                + $"{Redaction.OfUrls(index.Url).Replace($"{Redaction.Mask}@", "", StringComparison.Ordinal)}";
        if (declaration.AllowSourceBuilds.All)
            yield return "--source-builds true";
        else if (!declaration.AllowSourceBuilds.Names.IsEmpty)
            yield return $"--source-builds {string.Join(',', declaration.AllowSourceBuilds.Names.Order())}";
    }
}
