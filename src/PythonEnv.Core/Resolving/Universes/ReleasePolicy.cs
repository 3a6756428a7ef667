using System.Collections.Immutable;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>Why a release is no candidate on a target. Of several reasons the one that comes last here is the one to report.</summary>
internal enum Exclusion
{
    /// <summary>It is a candidate.</summary>
    None,
    /// <summary>It has no file at all, or none in a format that is allowed.</summary>
    NoFile,
    /// <summary>A declaration gives a URL for the name, and this release is from elsewhere; or the other way round.</summary>
    OtherSource,
    /// <summary>None of its wheels has a tag of the target.</summary>
    NoWheelFits,
    /// <summary>Only source fits, and building is not allowed.</summary>
    SourceOnly,
    /// <summary><c>Requires-Python</c> excludes the interpreter.</summary>
    Python,
    /// <summary>Its index gives no upload time, and one is asked for.</summary>
    UploadTimeUnknown,
    /// <summary>It was uploaded too late.</summary>
    TooNew,
    Prerelease,
    Yanked,
}

/// <summary>
/// Judges files and releases for every target. What may be chosen never depends on who asks for it: only then is a conflict, once learnt,
/// true for the whole run. So a yanked release or an explicit pre-release is opened by declarations alone.
/// </summary>
internal sealed class ReleasePolicy
{
    private readonly ImmutableArray<ResolveTarget> _targets;
    private readonly PythonVersion?[] _pythons;
    private readonly ResolveOptions _options;
    private readonly Dictionary<WheelTag, ulong> _byTag = [];
    private readonly Dictionary<string, ulong> _byPython = new(StringComparer.Ordinal);

    /// <param name="targets">At most 64; sets of them are told by bits.</param>
    public ReleasePolicy(ImmutableArray<ResolveTarget> targets, ResolveOptions options)
    {
        _targets = targets;
        _options = options;
        _pythons = [.. targets.Select(target => InterpreterVersion(target.Environment.PythonFullVersion))];
    }

    /// <summary>The targets that some file of a release can be installed on.</summary>
    /// <param name="yankedOn">The targets on which yanked files count.</param>
    public ulong Usable(PackageUniverse universe, Release release, ulong yankedOn)
    {
        ulong usable = 0;
        foreach (ReleaseFile file in release.Files)
        {
            if (IsAllowed(universe, file) && IsOldEnough(universe, release, file))
                usable |= Fitting(file) & AdmittingPython(file) & (file.IsYanked ? yankedOn : ulong.MaxValue);
        }
        return usable;
    }

    /// <summary>Why no file of a release can be installed on a target; for a file that comes closest.</summary>
    public Exclusion WhyNot(PackageUniverse universe, Release release, int target, bool yankedCounts)
    {
        var why = Exclusion.NoFile;
        foreach (ReleaseFile file in release.Files)
        {
            Exclusion one = WhyNot(universe, release, file, 1UL << target, yankedCounts);
            if (one == Exclusion.None)
                return one;
            if (one > why)
                why = one;
        }
        return why;
    }

    private Exclusion WhyNot(PackageUniverse universe, Release release, ReleaseFile file, ulong target, bool yankedCounts)
    {
        if (!file.IsWheel && !universe.AllowsSource)
            return Exclusion.SourceOnly;
        if (!IsAllowed(universe, file))
            return Exclusion.NoFile;
        if ((Fitting(file) & target) == 0)
            return Exclusion.NoWheelFits;
        if ((AdmittingPython(file) & target) == 0)
            return Exclusion.Python;
        if (!IsOldEnough(universe, release, file))
            return file.Uploaded is null ? Exclusion.UploadTimeUnknown : Exclusion.TooNew;
        return file.IsYanked && !yankedCounts ? Exclusion.Yanked : Exclusion.None;
    }

    private static bool IsAllowed(PackageUniverse universe, ReleaseFile file) =>
        file.IsWheel ? universe.AllowsWheels : universe.AllowsSource;

    private bool IsOldEnough(PackageUniverse universe, Release release, ReleaseFile file) =>
        _options.UploadedBefore is not { } cut || universe.IgnoresUploadTimes || release.Url is not null || file.Uploaded < cut;

    private ulong Fitting(ReleaseFile file)
    {
        if (!file.IsWheel)
            return ulong.MaxValue;
        ulong fitting = 0;
        foreach (WheelTag tag in file.Tags)
        {
            if (!_byTag.TryGetValue(tag, out ulong targets))
                _byTag[tag] = targets = TargetsWhere(i => _targets[i].Tags.RankOf(tag) is not null);
            fitting |= targets;
        }
        return fitting;
    }

    private ulong AdmittingPython(ReleaseFile file)
    {
        if (_options.IgnoresRequiresPython || file.RequiresPython is not { Clauses.IsEmpty: false } specifiers)
            return ulong.MaxValue;
        string text = specifiers.ToString();
        if (!_byPython.TryGetValue(text, out ulong targets))
            _byPython[text] = targets = TargetsWhere(i => _pythons[i] is not { } python || specifiers.Contains(python));
        return targets;
    }

    private ulong TargetsWhere(Func<int, bool> holds)
    {
        ulong targets = 0;
        for (int i = 0; i < _targets.Length; i++)
            targets |= holds(i) ? 1UL << i : 0;
        return targets;
    }

    /// <summary>A pre-release of an interpreter counts as its release, as in pip.</summary>
    private static PythonVersion? InterpreterVersion(string text) =>
        PythonVersion.TryParse(text.TrimEnd('+'), out PythonVersion? version)
            && PythonVersion.TryParse(version.Base, out PythonVersion? release)
            ? release
            : null;
}
