using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Interpreters;
using PythonEnv.Locking.Freshness;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Targets;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Engine.Stages;

/// <summary>
/// Holds a lock that this package made against what it was made from (PYENV6001), as it was written (PYENV6002), and for whom (PYENV6003).
/// Reads files alone; a build with nothing to do does not come here.
/// </summary>
internal sealed class LockStage(RestoreContext context)
{
    private readonly LockPlace? _place = LockPlace.Find(context, LockQuestion.ReadOptions(context));

    /// <summary>What the lock says of its making; null if this package did not make it.</summary>
    public LockRecord? Record => _place?.Existing?.Text?.Record;

    /// <summary>Whether this package made the lock, and from a <c>pyproject.toml</c>.</summary>
    public bool IsOfProject => Record is not null
        && _place!.From.Any(path => Path.GetExtension(path).Equals(".toml", StringComparison.OrdinalIgnoreCase));

    /// <summary>What people have written that the lock was made from; empty if this package did not make it.</summary>
    public ImmutableArray<DeclaredRequirement> Written { get; private set; } = [];

    // Where nothing may be mended, an old lock is what a pipeline is there to find.
    private bool IsStrict => context.IsReadOnly || context.Declaration.Mode == EnvironmentMode.Verify;

    /// <summary>PYENV6001 and 6002.</summary>
    public void CheckInputs()
    {
        if (_place?.Existing is { UnreadableRecord: > 0 and int line })
        {
            string name = Path.GetFileName(_place.Path);
            Report(
                DiagnosticCatalog.LockEdited.At(
                    new SourceSpan(_place.Path, line), $"what `{name}` says of its making can't be read",
                    "it was edited, or a later version of this package made it; whether the lock is old can't be told",
                    $"Run `{ProposedCommand.Lock}`, or take that version"),
                IsStrict);
        }
        if (Freshness is not { } freshness)
        {
            FindMissingInputs();
            return;
        }
        Report(freshness.CompareContent(), isStrict: false);
        if (_place!.From.IsEmpty)
            return;
        LockInputs inputs = LockQuestion.ReadInputs(context, _place.From);
        Written = inputs.Requirements;
        foreach (string path in _place.From)
            context.Watched.File(path);
        foreach (SourceFile file in inputs.Files)
            context.Watched.File(file.Path, file.Sha256);
        Diagnostic[] errors = [.. inputs.Diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)];
        if (errors.Length == 0)
            Report(freshness.CompareInputs(InputList.Of(inputs, LockQuestion.ChoicesOf(context.Declaration))), IsStrict);
        // What can't be read can't be compared; what is installed is the lock all the same.
        foreach (Diagnostic unreadable in errors)
            Report(unreadable with { Severity = Severity.Warning }, IsStrict);
    }

    /// <summary>PYENV6003.</summary>
    public void CheckTargets(Interpreter interpreter)
    {
        InterpreterFacts facts = interpreter.Facts;
        Report(
            Freshness?.CompareTargets(
                context.Declaration.TargetRids, TargetEnvironment.Of(facts.Tags, facts.Markers), LockQuestion.PythonOf(facts)),
            IsStrict);
    }

    // Nothing is made from them yet; whoever reads the declaration believes that it is.
    private void FindMissingInputs()
    {
        foreach (string path in context.Declaration.Lock.From)
        {
            context.Watched.File(path);
            if (File.Exists(path))
                continue;
            Diagnostic missing = DiagnosticCatalog.RequirementsMissing.At(
                context.Declaration.At(DeclaredNames.LockFrom), $"there is no `{path}`", "a lock is declared to be made from it",
                "Declare a file that exists, or remove `PythonEnvLockFrom`");
            Report(missing with { Severity = Severity.Warning }, IsStrict);
        }
    }

    private LockFreshness? Freshness => _place?.Existing?.Text is { } text ? new LockFreshness(_place.Path, text) : null;

    private void Report(Diagnostic? finding, bool isStrict)
    {
        if (finding is not null)
            context.Report(isStrict ? finding with { Severity = Severity.Error } : finding);
    }
}
