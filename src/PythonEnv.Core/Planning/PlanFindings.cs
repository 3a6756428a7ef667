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
    private readonly FetchFindings _unreachable = new();
    private readonly ConcurrentQueue<Diagnostic> _unknown = new();
    private volatile bool _knows;

    public void Add(Diagnostic diagnostic) => _diagnostics.Enqueue(diagnostic);

    /// <summary>What was thrown while one pin was looked at.</summary>
    public void Add(Pin pin, PythonEnvException refused)
    {
        if (refused.InnerException is FetchException failure)
            Add(pin, [failure], Severity.Error);
        else
            Add(refused.Diagnostic.LedToBy(pin.Where));
    }

    /// <summary>Places that could not be asked.</summary>
    public void Add(Pin pin, IEnumerable<FetchException> failures, Severity severity)
    {
        foreach (FetchException failure in failures)
        {
            ConfiguredIndex? index = settings.Indexes.FirstOrDefault(index => index.Location.Url.Authority == failure.Host);
            _unreachable.Add(failure, PlaceOf(index, failure.IsOfServer ? SourceSpan.None : pin.Where), severity);
        }
    }

    /// <summary>The index has no page of the pin's project.</summary>
    /// <param name="problem">What is said of it, should the index know other projects.</param>
    public void AddUnknown(Diagnostic problem) => _unknown.Enqueue(problem);

    /// <summary>Some place had a page of a project.</summary>
    public void AddKnown() => _knows = true;

    /// <summary>In the order of the lines they are about.</summary>
    public ImmutableArray<Diagnostic> InOrder() =>
    [
        .. _diagnostics.Concat(_unreachable.Describe()).Concat(DescribeUnknown()).Distinct()
            .OrderBy(diagnostic => diagnostic.Where.File, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Where.Line)
            .ThenBy(diagnostic => diagnostic.Where.Column)
            .ThenBy(diagnostic => diagnostic.Code, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Message, StringComparer.Ordinal),
    ];

    // What a server does is no fault of the line that happened to ask it first: without a place of the index, the project is named.
    private static SourceSpan PlaceOf(ConfiguredIndex? index, SourceSpan otherwise) =>
        index?.Origin.Where is { File.Length: > 0 } declared ? declared : otherwise;

    // Where no page is found at all, the URL is wrong and not every name.
    private IEnumerable<Diagnostic> DescribeUnknown()
    {
        bool isNoIndex = !_knows && (_unknown.Count > 1 || settings.Indexes.Any(index => !IsNamedAsUsual(index)));
        if (!isNoIndex || settings.Indexes.IsEmpty)
            return _unknown;
        string projects = _unknown.Count == 1 ? "the one project that was asked for" : $"all {_unknown.Count} projects";
        return _unknown.IsEmpty ? [] : settings.Indexes.Select(index => DiagnosticCatalog.IndexUnreachable.At(
            PlaceOf(index, SourceSpan.None),
            $"{index.Location} is not a package index",
            $"it answered 404 for {projects}",
            "Correct its URL, which usually ends in `/simple/`"));
    }

    private static bool IsNamedAsUsual(ConfiguredIndex index) =>
        index.Location.Url.AbsolutePath.TrimEnd('/').EndsWith("/simple", StringComparison.Ordinal);
}
