using System.Numerics;

namespace PythonEnv.Packaging.Versions;

/// <summary>The phases before a final release, in their order.</summary>
internal enum PreReleasePhase
{
    Alpha,
    Beta,
    Candidate,
}

/// <summary>The pre-release segment of a version: <c>a1</c>, <c>b2</c>, <c>rc3</c>.</summary>
internal readonly record struct PreRelease(PreReleasePhase Phase, BigInteger Number)
{
    /// <summary><c>a</c>, <c>b</c> or <c>rc</c>.</summary>
    public string Letter => Phase switch
    {
        PreReleasePhase.Alpha => "a",
        PreReleasePhase.Beta => "b",
        _ => "rc",
    };

    public override string ToString() => $"{Letter}{Number}";
}
