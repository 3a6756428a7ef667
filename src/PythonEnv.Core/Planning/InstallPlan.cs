using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Pins;

namespace PythonEnv.Planning;

/// <summary>What the environment has to hold: exactly one file for every pin, in order of name.</summary>
internal sealed record InstallPlan(ImmutableArray<PlannedPin> Pins)
{
    /// <summary>What it relies on of the base interpreter's own packages.</summary>
    public ImmutableArray<SystemDistribution> System { get; init; } = [];
}

/// <summary>One pin and the file that was chosen for it.</summary>
/// <param name="Pin">With the file, and with its version unless only building it will tell.</param>
internal sealed record PlannedPin(Pin Pin)
{
    public PackageName Name => Pin.Name;

    public DistributionFile File => Pin.File ?? throw new InvalidOperationException($"no file was chosen for `{Pin.Name}`");

    /// <summary>The normalised PEP 440 version; empty where only building the file will tell.</summary>
    public string Version => Pin.Version?.ToString() ?? "";

    /// <summary>What the plan was proved with; null where it was read back, or where only building the file will tell.</summary>
    public CoreMetadata? Metadata { get; init; }

    /// <summary>No other distribution of the plan requires it.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The distributions of the plan that it requires, with the extras that are wanted of it, in order of name.</summary>
    public ImmutableArray<PackageName> Requires { get; init; } = [];
}
