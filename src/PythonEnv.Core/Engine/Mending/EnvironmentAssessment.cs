using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Engine.Mending;

/// <summary>How much of an environment has to be made again, from least to most.</summary>
internal enum MendKind
{
    /// <summary>It matches.</summary>
    None,
    /// <summary>Distributions are removed and installed in place.</summary>
    Change,
    /// <summary>Links, scripts and configuration of the environment itself are written again; distributions stay.</summary>
    Relink,
    /// <summary>It is built anew beside the old one, which it then replaces.</summary>
    Rebuild,
}

/// <summary>An environment held against its declaration and plan.</summary>
internal sealed record EnvironmentAssessment
{
    /// <summary>Every difference, as an error PYENV5nnn.</summary>
    public ImmutableArray<Diagnostic> Findings { get; init; } = [];

    public MendKind Mend { get; init; }

    /// <summary>What is installed and has to go.</summary>
    public ImmutableArray<InstalledDistribution> Remove { get; init; } = [];

    /// <summary>What has to be installed.</summary>
    public ImmutableSortedSet<PackageName> Install { get; init; } = [];

    /// <summary>Files that belong to no distribution.</summary>
    public ImmutableArray<string> Delete { get; init; } = [];

    /// <summary>How many files go that belong to no distribution.</summary>
    public int Strays { get; init; }

    /// <summary>Whether installed files were edited.</summary>
    public bool HasEdits { get; init; }

    /// <summary>The environment's list of files held against what is there; null if it has none that its receipt knows.</summary>
    public ProvedList? Files { get; init; }

    /// <summary>Whether links and scripts of the environment itself are not as they were made, or may not be.</summary>
    public bool IsOwnDamaged { get; init; }

    /// <summary>The receipt that was found, if any.</summary>
    public Receipt? Receipt { get; init; }
}
