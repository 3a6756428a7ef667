using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>One way in which interpreters come to a machine.</summary>
internal interface IInterpreterSource
{
    /// <summary>For people to read: <c>pyenv</c>, <c>PATH</c>.</summary>
    string Name { get; }

    /// <summary>Whether the user or the pipeline named this place, so that nothing found elsewhere is better.</summary>
    bool IsChosenByUser => false;

    /// <summary>The places that are looked at, for people to read; none where the source does not apply to the machine.</summary>
    ImmutableArray<string> Places(HostFacts host);

    /// <summary>Paths where an interpreter may be, links and dangling ones among them.</summary>
    ValueTask<ImmutableArray<InterpreterCandidate>> FindAsync(HostFacts host, CancellationToken cancellation);
}

/// <summary>A source that only looks at folders.</summary>
internal abstract class FolderSource : IInterpreterSource
{
    public abstract string Name { get; }

    public virtual bool IsChosenByUser => false;

    public abstract ImmutableArray<string> Places(HostFacts host);

    public abstract IEnumerable<InterpreterCandidate> Find(HostFacts host);

    public ValueTask<ImmutableArray<InterpreterCandidate>> FindAsync(HostFacts host, CancellationToken cancellation) =>
        ValueTask.FromResult(Find(host).ToImmutableArray());
}
