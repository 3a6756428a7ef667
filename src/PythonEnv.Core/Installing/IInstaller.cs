using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Proving;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Planning;

namespace PythonEnv.Installing;

/// <summary>Puts the files of a plan into an environment that has none of their distributions.</summary>
internal interface IInstaller
{
    /// <summary>Installs all of them, or says why not. Unless the result has errors, all are in place.</summary>
    Task<InstallResult> InstallAsync(InstallRequest request, IProgress<InstallProgress>? progress, CancellationToken cancellation);
}

/// <param name="Pins">What to install; nothing else is touched.</param>
internal sealed record InstallRequest(ImmutableArray<PlannedPin> Pins, InstallTarget Target)
{
    /// <summary>Byte-compile what is installed.</summary>
    public bool Compile { get; init; }

    /// <summary>Files that were installed from the cache were found edited: what it holds is proved before it is used.</summary>
    public bool ProvesCache { get; init; }
}

/// <param name="Installed">In the order of the request; empty if there are errors.</param>
/// <param name="Diagnostics">Everything that was found, of all distributions.</param>
internal sealed record InstallResult(ImmutableArray<InstalledPin> Installed, ImmutableArray<Diagnostic> Diagnostics)
{
    public bool Succeeded => !Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
}

/// <param name="Version">As its METADATA gives it.</param>
/// <param name="Sha256">Of the wheel; null where pip chose and fetched it.</param>
/// <param name="DistInfo">The name of its <c>.dist-info</c> folder.</param>
internal sealed record InstalledPin(PlannedPin Planned, string Version, string? Sha256, string DistInfo)
{
    /// <summary>Distributions to which it left a file that both have, by name.</summary>
    public ImmutableArray<PackageName> YieldsTo { get; init; } = [];

    /// <summary>In bytes.</summary>
    public required long WheelSize { get; init; }

    /// <summary>Every file of it that stands in the environment; null where only its RECORD tells.</summary>
    public IReadOnlyList<ListedFile>? Placed { get; init; }
}

/// <summary>What an installation is busy with.</summary>
internal enum InstallStage
{
    Building,
    Fetching,
    Unpacking,
    Linking,
    Compiling,
}

/// <param name="Name">The distribution that the stage has just finished; a build tells of it when it begins.</param>
/// <param name="Done">How many it has finished.</param>
/// <param name="Total">How many there are to do in this stage.</param>
internal readonly record struct InstallProgress(InstallStage Stage, PackageName Name, int Done, int Total);
