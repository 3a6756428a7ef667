using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Sources;

namespace PythonEnv.Interpreters.Search;

/// <summary>
/// Finds the interpreter that a declaration asks for. A path is taken at its word. Otherwise the sources are asked in turn: the search path
/// of the project, what a pipeline has chosen or keeps, <c>PATH</c>, version managers, folders by convention, the Windows registry. The
/// first source with an interpreter that fits decides, and in it the newest one: with <c>3.11</c> declared, the newest patch, as
/// <c>pyenv</c> and <c>uv</c> read it. An interpreter that the operating system manages is taken only if no source has another. It is taken
/// as well if the user's own search path names it or the policy allows it. Interpreters whose names tell that they can't be the one are not
/// started.
/// </summary>
internal sealed class InterpreterLocator
{
    private readonly HostFacts _host;
    private readonly IInterpreterProbe _probe;
    private readonly ImmutableArray<IInterpreterSource> _sources;

    internal InterpreterLocator(HostFacts host, IInterpreterProbe probe, IProcessRunner runner, ImmutableArray<string> searchPath)
    {
        _host = host;
        _probe = probe;
        ImmutableArray<VersionManagerSource> managers = [new PyenvSource(), new UvSource(), new AsdfSource(), new MiseSource()];
        _sources =
        [
            new SearchPathSource(searchPath),
            new PythonLocationSource(),
            new ToolCacheSource(),
            new PathSource(managers),
            .. managers,
            new OptSource(),
            new SystemFoldersSource(),
            new HomebrewSource(),
            new FrameworkSource(),
            new RegistrySource(),
            new PyLauncherSource(runner),
        ];
    }

    /// <param name="host">The machine to look at.</param>
    /// <param name="runner">Starts probes.</param>
    /// <param name="cacheDirectory">Where probes' answers are kept; absolute.</param>
    /// <param name="searchPath">Absolute paths to look in before anywhere else.</param>
    /// <param name="isReadOnly">Keep nothing.</param>
    public static InterpreterLocator Create(
        HostFacts host, IProcessRunner runner, string cacheDirectory, ImmutableArray<string> searchPath, bool isReadOnly = false) =>
        new(host, new InterpreterCache(cacheDirectory, new InterpreterProbe(runner, host), host, isReadOnly), runner, searchPath);

    public async Task<LocateResult> LocateAsync(InterpreterRequest request, SystemInterpreterPolicy policy, CancellationToken cancellation)
    {
        InterpreterSearch search = new(request, _host, _probe);
        Interpreter? managed = null;
        if (request.Path is { } path)
        {
            (Interpreter? own, managed) = await search.BestOfAsync("path", SearchPathSource.In(path, _host), cancellation)
                .ConfigureAwait(false);
            return Result(own, managed, [path]);
        }
        foreach (IInterpreterSource source in _sources)
        {
            ImmutableArray<InterpreterCandidate> candidates = await source.FindAsync(_host, cancellation).ConfigureAwait(false);
            (Interpreter? own, Interpreter? system) = await search.BestOfAsync(source.Name, candidates, cancellation).ConfigureAwait(false);
            if (policy == SystemInterpreterPolicy.Allow)
                own = Newer(own, system);
            if (own is not null)
                return Result(own, null, Places());
            managed ??= system;
            if (managed is not null && source.IsChosenByUser)
                break;
        }
        return Result(null, managed, Places());

        LocateResult Result(Interpreter? own, Interpreter? system, ImmutableArray<string> places)
        {
            LocateFindings findings = new(request, policy, _host, search, places);
            return (own, system) switch
            {
                ({ } chosen, _) => findings.Chosen(chosen, null),
                (_, { } chosen) when policy != SystemInterpreterPolicy.Allow =>
                    findings.Chosen(chosen, SystemManagement.Evidence(chosen.Facts, _host)),
                (_, { } chosen) => findings.Chosen(chosen, null),
                _ => findings.NotFound(),
            };
        }
    }

    /// <summary>Everything that every source has, each started if it has to be. Failures are among them.</summary>
    public async Task<ImmutableArray<FoundInterpreter>> ListAsync(CancellationToken cancellation)
    {
        InterpreterSearch search = new(new InterpreterRequest { Text = "", Where = SourceSpan.None }, _host, _probe);
        foreach (IInterpreterSource source in _sources)
        {
            ImmutableArray<InterpreterCandidate> candidates = await source.FindAsync(_host, cancellation).ConfigureAwait(false);
            await search.BestOfAsync(source.Name, candidates, cancellation).ConfigureAwait(false);
        }
        return [.. search.Found];
    }

    private ImmutableArray<string> Places() =>
    [
        .. from source in _sources
           let places = source.Places(_host)
           where places.Length > 0
           select places is [var only] && only == source.Name ? only : $"{source.Name} ({string.Join(", ", places)})",
    ];

    private static Interpreter? Newer(Interpreter? one, Interpreter? other) =>
        one is null || (other is not null && other.Facts.Version > one.Facts.Version) ? other : one;
}
