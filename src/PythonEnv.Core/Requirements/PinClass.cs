namespace PythonEnv.Requirements;

/// <summary>How firmly a requirement names what is to be installed.</summary>
internal enum PinClass
{
    /// <summary>A single <c>==X</c>.</summary>
    Exact,
    /// <summary>A single <c>===X</c>: exactly this text.</summary>
    Arbitrary,
    /// <summary>No version at all.</summary>
    Bare,
    /// <summary>A single <c>==X.*</c>.</summary>
    Wildcard,
    /// <summary>A single <c>~=X</c>.</summary>
    Compatible,
    /// <summary>Any other clause, or several.</summary>
    Range,
    /// <summary>A file behind a URL or on this machine, with no hash.</summary>
    Url,
    /// <summary>A file behind a URL or on this machine, with a hash.</summary>
    HashedUrl,
    /// <summary>A checkout of one full commit.</summary>
    VcsCommit,
    /// <summary>A checkout of a branch, a tag or an abbreviated commit.</summary>
    VcsReference,
    /// <summary>A checkout of whatever the default branch is.</summary>
    VcsDefault,
    /// <summary>A folder on this machine.</summary>
    Folder,
}

/// <summary>What follows from a class.</summary>
internal static class PinClasses
{
    /// <summary>Whether the same thing is installed today and next year.</summary>
    public static bool IsPinned(this PinClass pin) =>
        pin is PinClass.Exact or PinClass.Arbitrary or PinClass.HashedUrl or PinClass.VcsCommit;
}
