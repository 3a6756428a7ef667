using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters.Search;

/// <summary>One search: what was seen so far, and the best of each source.</summary>
internal sealed class InterpreterSearch(InterpreterRequest request, HostFacts host, IInterpreterProbe probe)
{
    private static readonly Version s_unknown = new(int.MaxValue, int.MaxValue, int.MaxValue);

    private readonly HashSet<string> _seen = new(host.Paths.Comparer);

    public List<FoundInterpreter> Found { get; } = [];

    /// <summary>Those that were asked for and can't be used.</summary>
    public List<FoundInterpreter> Unusable { get; } = [];

    /// <summary>Those that did not answer.</summary>
    public List<FoundInterpreter> Silent { get; } = [];

    /// <summary>The newest that fits, of those the operating system manages and of the others.</summary>
    public async Task<(Interpreter? Own, Interpreter? Managed)> BestOfAsync(
        string source, IEnumerable<InterpreterCandidate> candidates, CancellationToken cancellation)
    {
        Interpreter? own = null;
        Interpreter? managed = null;
        foreach (InterpreterCandidate candidate in Ordered(candidates))
        {
            if (candidate.Hint is { } hint && !(request.MayMatch(hint) && IsNewer(hint.UpperBound, own?.Facts.Version)))
            {
                Found.Add(new(candidate.Path, hint.ToString(), source));
                continue;
            }
            if (await TryAsync(candidate, source, cancellation).ConfigureAwait(false) is not { } fitting)
                continue;
            ref Interpreter? best = ref SystemManagement.Evidence(fitting.Facts, host) is null ? ref own : ref managed;
            if (best is null || fitting.Facts.Version > best.Facts.Version)
                best = fitting;
        }
        return (own, managed);
    }

    /// <summary>Each executable once, the one that may be the newest first; among equals the order of the source.</summary>
    private ImmutableArray<InterpreterCandidate> Ordered(IEnumerable<InterpreterCandidate> candidates) =>
    [
        .. candidates
            .Select(BehindEnvironments)
            .Where(candidate => _seen.Add(host.RealPath(candidate.Path)))
            .OrderByDescending(candidate => candidate.Hint?.UpperBound ?? s_unknown),
    ];

    private InterpreterCandidate BehindEnvironments(InterpreterCandidate candidate)
    {
        List<string> ways = [candidate.Path];
        return candidate with { Path = VirtualEnvironmentBase.Of(candidate.Path, host, ways), Ways = [.. ways] };
    }

    private async Task<Interpreter?> TryAsync(InterpreterCandidate candidate, string source, CancellationToken cancellation)
    {
        string path = candidate.Path;
        List<InterpreterWay> ways = [.. candidate.Ways.Select(way => InterpreterWay.Of(way, host.Files))];
        ProbeResult probed = await probe.ProbeAsync(path, cancellation).ConfigureAwait(false);
        if (probed.Facts is { } inner && inner.Prefix != inner.BasePrefix && inner.BaseExecutable != path)
        {
            path = inner.BaseExecutable;
            ways.Add(InterpreterWay.Of(host.Paths.Combine(inner.Prefix, "pyvenv.cfg"), host.Files));
            probed = await probe.ProbeAsync(path, cancellation).ConfigureAwait(false);
        }

        Interpreter? interpreter = probed.Facts is { } facts ? Describe(path, facts, source, ways) : null;
        string problem = interpreter is null ? Problem(probed) : MissingPart(interpreter.Facts);
        FoundInterpreter found = new(path, probed.Facts?.DisplayVersion ?? probed.Version?.ToString() ?? "", source, problem);
        Found.Add(found);
        if (probed.IsSilent)
            Silent.Add(found);
        bool isAskedFor = probed.Facts is { } known ? request.Matches(known) : IsAskedFor(candidate, probed);
        if (problem.Length > 0 && isAskedFor)
            Unusable.Add(found);
        return problem.Length == 0 && isAskedFor ? interpreter : null;
    }

    private static string Problem(ProbeResult probed) => probed.Facts is null ? probed.Problem : "went away while it was being looked at";

    private bool IsAskedFor(InterpreterCandidate candidate, ProbeResult probed) =>
        request.MatchesUnusable(probed) || (probed.Version is null && candidate.Hint is { Minor: not null });

    // The launchers of an environment on Windows are copies of those in the module; elsewhere nothing of it is needed.
    private string MissingPart(InterpreterFacts facts) =>
        host.IsWindows && facts.VenvModule is null ? "has no `venv` module, without which there are no launchers for an environment" : "";

    private Interpreter? Describe(string path, InterpreterFacts facts, string source, List<InterpreterWay> ways)
    {
        string executable = StableExecutable.Of(path, facts, host);
        return InterpreterIdentity.Of(executable, facts.StandardLibrary, host) is { } identity
            ? new Interpreter(executable, facts, identity, source) { Ways = [.. ways.Where(way => way.Path != executable)] }
            : null;
    }

    private static bool IsNewer(Version bound, PythonVersion? version) =>
        version is null || bound > new Version((int)version.Release[0], (int)version.Release[1], (int)version.Release[2]);
}
