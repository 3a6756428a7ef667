using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;

namespace PythonEnv.Locks.Standard;

/// <summary>What came of reading a lock file.</summary>
internal enum PylockVerdict
{
    Valid,

    /// <summary>TOML, and against the specification.</summary>
    Invalid,

    /// <summary>Well formed, of a major version that is not known.</summary>
    UnsupportedVersion,

    NotToml,
}

/// <summary>A lock file, or all that is wrong with it.</summary>
internal sealed record PylockReading
{
    public required PylockVerdict Verdict { get; init; }

    /// <summary>The lock, exactly if it is valid.</summary>
    public PylockFile? File { get; init; }

    /// <summary>What makes it invalid, in the order in which <c>packaging</c> would find it. It stops at the first.</summary>
    public ImmutableArray<LockProblem> Errors { get; init; } = [];

    /// <summary>
    /// Everything that is wrong, for the user: the errors, and for a valid lock what the specification asks for and no reader checks (see
    /// <see cref="PylockAudit"/>).
    /// </summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}
