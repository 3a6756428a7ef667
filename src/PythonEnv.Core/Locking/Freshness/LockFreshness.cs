using System.Buffers;
using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Targets;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locking.Freshness;

/// <summary>
/// Whether a lock is what its inputs ask for now, as far as both lists alone can tell: no index is asked and no process started.
/// </summary>
/// <param name="path">Absolute path of the lock.</param>
internal sealed class LockFreshness(string path, LockText written)
{
    private const int MostDifferences = 8;
    private const string Remedy = $"Run `{ProposedCommand.Lock}`";

    private static readonly SearchValues<char> s_subjectEnds = SearchValues.Create("[<>=!~ ;");

    private readonly SourceSpan _lockAt = new(path, 1);

    /// <summary>PYENV6001 if something else is asked for now than when the lock was made; else null.</summary>
    /// <param name="inputs">What is asked for now.</param>
    public Diagnostic? CompareInputs(ImmutableArray<InputEntry> inputs)
    {
        if (inputs.Select(input => input.Text).SequenceEqual(written.Record.Inputs))
            return null;
        (ImmutableArray<InputEntry> added, ImmutableArray<string> removed) = Difference(inputs);
        SourceSpan where = added.Select(input => input.Where).FirstOrDefault(place => place.File.Length > 0) ?? _lockAt;
        string[] differences = [.. Describe(added, removed)];
        string evidence = differences.Length == 0
            ? "the order of its requirements changed"
            : string.Join(", ", differences.Take(MostDifferences));
        string more = differences.Length > MostDifferences ? $" and {differences.Length - MostDifferences} more" : "";
        return DiagnosticCatalog.LockOutdated.At(
            where, $"`{Path.GetFileName(path)}` is older than what it was made from", evidence + more, Remedy);
    }

    /// <summary>PYENV6002 if the lines are not those that were written; else null.</summary>
    public Diagnostic? CompareContent() => !written.IsEdited ? null : DiagnosticCatalog.LockEdited.At(
        _lockAt, $"`{Path.GetFileName(path)}` was edited since it was made", "its lines are not those that were written",
        $"Write what you want into {written.Record.From}, and run `{ProposedCommand.Lock}`");

    /// <summary>PYENV6003 if the lock was not made for what is declared or is at hand; else null.</summary>
    /// <param name="declared">The declared targets; empty where none are.</param>
    /// <param name="running">The interpreter that installs, as a target.</param>
    /// <param name="python">Its version in the form of <see cref="LockRecord.Python"/>.</param>
    public Diagnostic? CompareTargets(ImmutableArray<TargetNotation> declared, TargetEnvironment running, string python)
    {
        LockRecord record = written.Record;
        string[] missing = [.. declared.Select(target => target.Text).Where(target => !record.Targets.Contains(target))];
        string made = $"it was made for Python {record.Python} on {string.Join(", ", record.Targets)}";
        if (missing.Length > 0)
        {
            return DiagnosticCatalog.LockForOthers.At(
                _lockAt, $"`{Path.GetFileName(path)}` was not made for {string.Join(", ", missing)}",
                $"{made}; declared are {string.Join(", ", declared.Select(target => target.Text))}", Remedy);
        }
        if (record.Targets.Any(target => Includes(target, running.Rid, python)))
            return null;
        bool isPlatform = record.Targets.Any(target => RidOf(target) == running.Rid);
        return DiagnosticCatalog.LockForOthers.At(
            _lockAt, isPlatform
                ? $"`{Path.GetFileName(path)}` was made for another Python"
                : $"`{Path.GetFileName(path)}` was not made for {running.Rid}",
            $"{made}; here is Python {python} on {running.Rid}",
            isPlatform ? Remedy : $"Add `{running.Rid}` to `PythonEnvTargetRids`, and run `{ProposedCommand.Lock}`");
    }

    private (ImmutableArray<InputEntry> Added, ImmutableArray<string> Removed) Difference(ImmutableArray<InputEntry> inputs)
    {
        List<string> removed = [.. written.Record.Inputs];
        var added = ImmutableArray.CreateBuilder<InputEntry>();
        foreach (InputEntry input in inputs)
        {
            if (!removed.Remove(input.Text))
                added.Add(input);
        }
        return (added.ToImmutable(), [.. removed]);
    }

    private static IEnumerable<string> Describe(ImmutableArray<InputEntry> added, ImmutableArray<string> removed)
    {
        List<string> gone = [.. removed];
        foreach (InputEntry input in added)
        {
            string line = input.Where.Line > 0 ? $" (line {input.Where.Line})" : "";
            int before = gone.FindIndex(text => SubjectOf(text) == SubjectOf(input.Text));
            yield return before < 0 ? $"+ `{input.Text}`{line}" : $"~ `{gone[before]}` → `{input.Text}`{line}";
            if (before >= 0)
                gone.RemoveAt(before);
        }
        foreach (string text in gone)
            yield return $"- `{text}`";
    }

    // What an entry speaks of: its option, and the name before extras, specifiers and markers.
    private static string SubjectOf(string text)
    {
        int start = text.StartsWith('-') ? text.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
        int end = text.AsSpan(start).IndexOfAny(s_subjectEnds);
        return end < 0 ? text : text[..(start + end)];
    }

    private bool Includes(string target, string rid, string python) =>
        RidOf(target) == rid && (target.Split('@') is [_, var own] ? ShortVersion(own) : written.Record.Python) == python;

    private static string RidOf(string target) => target.Split('=', '@')[0];

    private static string ShortVersion(string python) =>
        PythonVersion.TryParse(python.TrimEnd('t'), out PythonVersion? version)
            ? version.ReleaseTo(2) + (python.EndsWith('t') ? "t" : "")
            : python;
}
