using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Transport;
using PythonEnv.Pins;

namespace PythonEnv.Planning;

/// <summary>What is found while many pins are looked at side by side.</summary>
internal sealed class PlanFindings(IndexSettings settings)
{
    private readonly ConcurrentQueue<Diagnostic> _diagnostics = new();
    private readonly ConcurrentDictionary<string, Diagnostic> _unreachable = new(StringComparer.Ordinal);

    public void Add(Diagnostic diagnostic) => _diagnostics.Enqueue(diagnostic);

    /// <summary>Places that could not be asked. One that is down fails every pin, and is one finding all the same.</summary>
    public void Add(Pin pin, IEnumerable<FetchException> failures, Severity severity)
    {
        foreach (FetchException failure in failures)
        {
            ConfiguredIndex? index = settings.Indexes.FirstOrDefault(index => index.Location.Url.Authority == failure.Host);
            SourceSpan where = index?.Origin.Where is { File.Length: > 0 } declared ? declared : pin.Where;
            _unreachable.TryAdd($"{failure.Host} {failure.Failure} {severity}", failure.ToDiagnostic(where) with { Severity = severity });
        }
    }

    /// <summary>In the order of the lines they are about.</summary>
    public ImmutableArray<Diagnostic> InOrder() =>
    [
        .. _diagnostics.Concat(_unreachable.Values)
            .OrderBy(diagnostic => diagnostic.Where.File, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Where.Line)
            .ThenBy(diagnostic => diagnostic.Where.Column)
            .ThenBy(diagnostic => diagnostic.Code, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Message, StringComparer.Ordinal),
    ];
}
