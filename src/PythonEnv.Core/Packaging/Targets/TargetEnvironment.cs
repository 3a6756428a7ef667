using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Packaging.Targets;

/// <summary>A platform and a Python for which distributions are chosen without either being at hand.</summary>
/// <param name="Text">The target in the notation of <see cref="TargetNotation"/>.</param>
/// <param name="Rid">The runtime identifier of its platform.</param>
/// <param name="Tags">The wheels that it can install, best first.</param>
/// <param name="Markers">
/// What markers say there (PEP 508). <c>platform_release</c> and <c>platform_version</c> are empty: nobody declares a kernel.
/// </param>
internal sealed record TargetEnvironment(string Text, string Rid, SupportedTags Tags, MarkerEnvironment Markers)
{
    public override string ToString() => Text;

    /// <summary>A declared target.</summary>
    /// <param name="target">What is declared.</param>
    /// <param name="tags">The interpreter at hand: its implementation is meant, and its version unless the target has one.</param>
    /// <param name="markers">Its markers.</param>
    public static TargetEnvironment Of(TargetNotation target, TagFacts tags, MarkerEnvironment markers)
    {
        TagFacts facts = tags with { Platform = target.Platform.Facts, IsDebugBuild = false };
        MarkerEnvironment environment = WithoutKernel(markers) with
        {
            OsName = target.Platform.OsName,
            SysPlatform = target.Platform.SysPlatform,
            PlatformSystem = target.Platform.Facts.System,
            PlatformMachine = target.Platform.Machine,
        };
        if (target.Python is { } python)
        {
            facts = facts with
            {
                Major = (int)python.Release[0],
                Minor = (int)python.Release[1],
                VersionNoDot = null,
                GilDisabled = target.IsFreeThreaded
            };
            // The first release of a minor version: what it can run, later ones can.
            string full = python.Release.Length == 2 ? $"{python}.0" : python.ToString();
            environment = environment with
            {
                PythonVersion = python.ReleaseTo(2),
                PythonFullVersion = full,
                ImplementationVersion = environment.ImplementationName == "cpython" ? full : environment.ImplementationVersion,
            };
        }
        return new TargetEnvironment(target.Text, target.Platform.Rid, SupportedTags.For(facts), environment);
    }

    /// <summary>The interpreter at hand on this machine, with what its own C library or system can load.</summary>
    public static TargetEnvironment Of(TagFacts tags, MarkerEnvironment markers)
    {
        string rid = TargetPlatform.RidOf(tags.Platform) ?? tags.Platform.SysconfigPlatform;
        return new TargetEnvironment(rid, rid, SupportedTags.For(tags), WithoutKernel(markers));
    }

    private static MarkerEnvironment WithoutKernel(MarkerEnvironment markers) =>
        markers with { PlatformRelease = "", PlatformVersion = "" };
}
