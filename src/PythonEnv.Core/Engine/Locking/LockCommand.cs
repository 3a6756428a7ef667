using System.Collections.Immutable;
using System.Text;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.Interpreters;
using PythonEnv.Locking;
using PythonEnv.Locking.Freshness;
using PythonEnv.Locking.Inputs;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Progress;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Engine.Locking;

/// <summary>Makes the lock of an environment from what people wrote; nothing else ever changes it.</summary>
internal sealed class LockCommand(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    public void Run(CancellationToken cancellation)
    {
        if (FindPlace(LockUse.Make) is not { } place || context.HasErrors)
            return;
        if (place.From.IsEmpty && !place.IsInputItself)
        {
            new DeclaredFiles(context).ReportNothingToLock();
            return;
        }
        ImmutableArray<string> from = place.IsInputItself
            ? [place.Path]
            : new DeclaredFiles(context).Police(place.From, DeclaredNames.LockFrom);
        Lock(place, from, draft: null, cancellation);
    }

    /// <summary>Makes the lock from what one of its inputs is to be, and then writes both.</summary>
    /// <param name="place">Found for an edit.</param>
    public void Run(LockPlace place, InputDraft draft, CancellationToken cancellation)
    {
        ImmutableArray<string> from = place.From.IsEmpty ? [draft.Path] : place.From;
        new DeclaredFiles(context).Police([.. from.Where(path => path != draft.Path || File.Exists(path))], DeclaredNames.LockFrom);
        Lock(place.IsInputItself ? place : place with { From = from }, from, draft, cancellation);
    }

    private void Lock(LockPlace place, ImmutableArray<string> from, InputDraft? draft, CancellationToken cancellation)
    {
        place.DeleteLeftovers();
        LockInputs inputs = LockQuestion.ReadInputs(context, from, draft);
        context.Report(inputs.Diagnostics);
        if (new InterpreterStage(context).Find(cancellation) is not { } interpreter)
            return;
        LockRequest request = RequestOf(context, place, inputs, interpreter, place.Existing?.Pins ?? []) with
        {
            Installed = Installed(place, interpreter),
        };
        CheckPython(request);
        if (context.HasErrors)
            return;
        if (IsFresh(place, request, interpreter))
        {
            new LockFiles(context, place, draft).Keep();
            return;
        }
        if (Make(context, interpreter, request, cancellation) is { } result && AreLocked(place, request, result))
            new LockFiles(context, place, draft).Write(request, result);
    }

    // Nothing keeps its pin or leaves it under a name that is not in the lock: it is misspelt.
    private bool AreLocked(LockPlace place, LockRequest request, LockResult result)
    {
        foreach (PackageName name in request.Upgrade.Names.Where(IsAbsent))
        {
            if (!Declaration.IsOfItem(DeclaredNames.Upgrade) && context.Declared.Others.Any(other => Has(other, name)))
                continue;
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                Declaration.At(DeclaredNames.Upgrade), $"`{name}` can't be upgraded",
                $"it is not in `{Path.GetFileName(place.Path)}`, and nothing that is locked asks for it",
                "Name a distribution of the lock, or `all`"));
        }
        return !context.HasErrors;

        bool IsAbsent(PackageName name) =>
            !request.Preferences.Any(pin => pin.Name == name)
            && !result.Content!.Packages.Any(package => package.Name == name);
    }

    // A property speaks of all environments, and a name in it of those that have it, or ask for it since their lock was made.
    private bool Has(DeclaredValues other, PackageName name)
    {
        RestoreContext its = RestoreContext.Open(other, new CollectingLog(), context.Host);
        return LockPlace.Find(its, LockQuestion.ReadOptions(its)) is { } place
            && (place.Existing?.Pins.Any(pin => pin.Name == name) == true
                || LockQuestion.ReadInputs(its, place.From).Requirements.Any(asked => asked.CanonicalName == name));
    }

    /// <summary>Asks the indexes, and reports what is wrong.</summary>
    /// <returns>Null after an error.</returns>
    public static LockResult? Make(RestoreContext context, Interpreter interpreter, LockRequest request, CancellationToken cancellation)
    {
        using DistributionSource source = DistributionSource.Create(context, interpreter, request.Inputs.Options, pins: null);
        if (context.HasErrors)
            return null;
        EnvironmentLayout layout = ReceiptInterpreter.Of(interpreter).LayoutAt(context.Declaration.Location);
        LockMaker maker = source.LockMaker(
            InstallTarget.Of(interpreter, layout, context.Host), names => context.Log.Progress(new WorkProgress(WorkStage.Looking, names)));
        LockResult result = RestoreContext.Wait(maker.MakeAsync(request, cancellation));
        context.Report(result.Diagnostics);
        return context.HasErrors ? null : result;
    }

    /// <returns>Null after a reported error.</returns>
    public LockPlace? FindPlace(LockUse use)
    {
        SourceSpan where = Declaration.RequirementsDeclaredAt;
        LockPlace? place = LockPlace.Find(context, LockQuestion.ReadOptions(context));
        if (place is null)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                where, "several requirements files are declared, and a lock is one file",
                string.Join(", ", Declaration.Requirements.Select(Path.GetFileName)),
                "Declare the lock alone as `PythonEnvRequirements`, and what it is made from as `PythonEnvLockFrom`"));
        }
        else if (LockTool.Of(place.Path) is { } tool)
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                where, $"`{Path.GetFileName(place.Path)}` is made by another tool, and never written here", "it is read as it is",
                RemedyFor(use, tool)));
        }
        else if (place.WhyNotWritten() is { } reason)
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                where, $"`{Path.GetFileName(place.Path)}` is no lock, and is not overwritten", reason,
                "Declare a lock as `PythonEnvRequirements`, such as `requirements.txt`, and what it is made from as `PythonEnvLockFrom`"));
        }
        else if (use == LockUse.Edit && place is { From.IsEmpty: true, Existing.Text: { } text })
        {
            context.Report(DiagnosticCatalog.RequirementsMissing.At(
                where, $"what `{Path.GetFileName(place.Path)}` was made from is not there",
                text.Record.From.Length > 0 ? $"it names `{text.Record.From}`" : "it was made from what was installed",
                $"Put it back, or write what the project uses into `{Path.GetFileName(place.AdoptedInput)}`, one name a line"));
        }
        else if (place.From.IsEmpty && !place.IsInputItself && place.Existing is null && use is LockUse.Make or LockUse.Compare)
            new DeclaredFiles(context).ReportNothingToLock();
        else
            return place;
        return null;
    }

    private string RemedyFor(LockUse use, LockTool tool) => use switch
    {
        LockUse.Freeze => "Declare a file of your own, such as `requirements.txt`, as `PythonEnvRequirements`",
        LockUse.Compare => $"Run `{tool.Outdated}`",
        _ when !Declaration.Lock.Upgrade.IsEmpty => $"Run `{tool.Upgrade}`",
        LockUse.Edit => $"Run `{tool.Add}` or `{tool.Remove}`",
        _ => $"Run `{tool.Lock}`",
    };

    /// <summary>The question to the maker of locks.</summary>
    /// <param name="preferences">What stays where it fits.</param>
    public static LockRequest RequestOf(
        RestoreContext context, LockPlace place, LockInputs inputs, Interpreter interpreter, ImmutableArray<Preference> preferences) =>
            new()
            {
                Path = place.Path,
                From = place.IsInputItself ? [place.AdoptedInput] : place.From,
                Inputs = inputs,
                Options = LockQuestion.OptionsOf(context.Declaration, DateTimeOffset.UtcNow),
                Targets = LockQuestion.TargetsOf(context.Declaration, interpreter.Facts),
                Python = LockQuestion.PythonOf(interpreter.Facts),
                Here = TargetEnvironment.Of(interpreter.Facts.Tags, interpreter.Facts.Markers).Markers,
                Preferences = preferences,
                Upgrade = new UpgradePolicy(
                    context.Declaration.Lock.Upgrade.Contains("all"),
                    [.. context.Declaration.Lock.Upgrade.Where(name => name != "all").Select(PackageName.Normalize)]),
            };

    // What is installed in the environment, whoever made it.
    private IEnumerable<Preference> InstalledWith(Interpreter interpreter)
    {
        EnvironmentLayout layout = ReceiptInterpreter.Of(interpreter).LayoutAt(context.Declaration.Location);
        return from installed in InstalledDistribution.List(layout.SitePackages)
               let version = PythonVersion.TryParse(installed.Version, out PythonVersion? parsed) ? parsed : null
               where version is not null
               select new Preference(installed.Name, version);
    }

    // What is installed stays, where no lock says otherwise yet.
    private ImmutableArray<Preference> Installed(LockPlace place, Interpreter interpreter)
    {
        if (place.Existing is { Text: not null })
            return [];
        HashSet<PackageName> pinned = [.. (place.Existing?.Pins ?? []).Select(pin => pin.Name)];
        return [.. InstalledWith(interpreter).Where(installed => !pinned.Contains(installed.Name))];
    }

    private void CheckPython(LockRequest request)
    {
        if (request.Inputs.RequiresPython is not { } demand || !SpecifierSet.TryParse(demand.Value, out SpecifierSet? specifiers, out _))
            return;
        foreach (var targets in request.Targets.GroupBy(
            target => PythonVersion.Parse(target.Markers.PythonFullVersion.TrimEnd('+'))))
        {
            if (!specifiers.Contains(targets.Key, prereleases: true))
            {
                context.Report(DiagnosticCatalog.PythonExcluded.At(
                    demand.Where, $"the project does not run on {string.Join(", ", targets)}",
                    $"`requires-python` is `{demand.Value}`, and Python is {targets.Key} there",
                    "Declare another interpreter or target, or widen `requires-python`"));
            }
        }
    }

    private static bool IsFresh(LockPlace place, LockRequest request, Interpreter interpreter)
    {
        if (place.Existing?.Text is not { } text || !request.Upgrade.IsNone)
            return false;
        var freshness = new LockFreshness(place.Path, text);
        return freshness.CompareInputs(InputList.Of(request.Inputs, request.Options.Lines)) is null
            && freshness.CompareContent() is null
            && text.SourceLines.SequenceEqual(request.SourceLines)
            && text.Record.Python == LockQuestion.PythonOf(interpreter.Facts)
            && text.Record.Targets.SequenceEqual(request.Targets.Select(target => target.Text))
            && request.Inputs.Requirements.All(asked => asked.Kind != RequirementKind.File || IsLockedAsItIs(asked, place.Existing.Bytes));
    }

    // A file of the repository may have been made anew. Its lock has one line of it, which holds its digest.
    private static bool IsLockedAsItIs(DeclaredRequirement file, ReadOnlySpan<byte> existing) =>
        Uri.TryCreate(file.Url, UriKind.Absolute, out Uri? url)
            && Digest.OfFile(FileUrl.ToPath(url)) is { } digest
            && existing.IndexOf(Encoding.ASCII.GetBytes(digest)) >= 0;
}
