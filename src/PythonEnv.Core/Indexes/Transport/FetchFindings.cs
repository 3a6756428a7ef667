using System.Collections.Concurrent;
using PythonEnv.Diagnostics;

namespace PythonEnv.Indexes.Transport;

/// <summary>
/// Collects what could not be fetched, from any thread: a server that is down fails every file, and is one finding all the same.
/// </summary>
internal sealed class FetchFindings
{
    private readonly ConcurrentQueue<Failed> _failures = new();

    public void Add(FetchException failure, SourceSpan where, Severity severity = Severity.Error) =>
        _failures.Enqueue(new Failed(failure, where, severity));

    /// <summary>Takes over a failure that was thrown as a finding.</summary>
    /// <param name="where">The line to blame.</param>
    /// <returns>False if it is another kind of finding.</returns>
    public bool TryAdd(PythonEnvException thrown, SourceSpan where)
    {
        if (thrown.InnerException is not FetchException failure)
            return false;
        Add(failure, thrown.Diagnostic.Where == SourceSpan.None ? where : thrown.Diagnostic.Where);
        return true;
    }

    /// <summary>One PYENV3007 for each server and kind of failure, and one for each file that only itself is to blame for.</summary>
    public IEnumerable<Diagnostic> Describe()
    {
        // Nearly always; the rest would be compiled while the build waits.
        if (_failures.IsEmpty)
            yield break;
        var kinds = _failures
            .OrderBy(found => found.Where.File, StringComparer.Ordinal).ThenBy(found => found.Where.Line)
            .GroupBy(
                found => (found.Failure.Host, found.Failure.Failure, found.Severity, found.Failure.IsOfServer ? "" : found.Failure.Place));
        foreach (var kind in kinds)
        {
            (FetchException failure, SourceSpan where, Severity severity) = kind.First();
            int files = kind.Select(found => found.Failure.Place).Distinct(StringComparer.Ordinal).Count();
            Diagnostic finding = failure.ToDiagnostic(where) with { Severity = severity };
            yield return files == 1 ? finding : finding with { Evidence = $"{finding.Evidence}; {files} files of it were not fetched" };
        }
    }

    private sealed record Failed(FetchException Failure, SourceSpan Where, Severity Severity);
}
