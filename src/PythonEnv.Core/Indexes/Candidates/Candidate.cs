using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Indexes.Candidates;

/// <summary>What an index says of a file's digest, against those that are acceptable.</summary>
internal enum HashMatch
{
    /// <summary>Any file is acceptable.</summary>
    NotAsked,

    Matches,

    /// <summary>The index gives no digest, or only such as can't be compared; the file itself will tell.</summary>
    Unknown,

    /// <summary>The index gives another digest. Only offered where no file matches, so that the difference can be reported.</summary>
    Differs,
}

/// <summary>A file that can be installed.</summary>
/// <param name="File">The file as the index offers it.</param>
/// <param name="Version">The version in its name.</param>
/// <param name="Wheel">Its name, if it is a wheel; null for a source distribution.</param>
/// <param name="Hash">How its digest compares with those that are acceptable.</param>
internal sealed record Candidate(IndexFile File, PythonVersion Version, WheelFileName? Wheel, HashMatch Hash = HashMatch.NotAsked);

/// <summary>Why a file can't be installed.</summary>
internal enum RejectionReason
{
    /// <summary>Neither a wheel nor an archive that pip would take for a source distribution.</summary>
    NotADistribution,

    /// <summary>A wheel where only source distributions are allowed.</summary>
    WheelNotAllowed,

    /// <summary>A source distribution where only wheels are allowed.</summary>
    SourceNotAllowed,

    /// <summary>The name of a wheel that is none, or one that holds no version of this project.</summary>
    NameUnreadable,

    /// <summary>The version in its name is none.</summary>
    VersionUnreadable,

    /// <summary>A wheel of another project.</summary>
    OtherProject,

    /// <summary>None of its tags is supported.</summary>
    TagsUnsupported,

    /// <summary>Its <c>Requires-Python</c> excludes the interpreter.</summary>
    PythonExcluded,

    Yanked,

    /// <summary>The specifiers exclude its version.</summary>
    VersionExcluded,

    /// <summary>A pre-release, which nobody asked for.</summary>
    PrereleaseExcluded,

    /// <summary>Its digest is none of the acceptable ones, and that of another file is.</summary>
    HashDiffers,
}

/// <summary>A file that can't be installed, and why.</summary>
/// <param name="Version">The version in its name, where one can be read.</param>
/// <param name="Wheel">Its name, where it is that of a wheel.</param>
internal sealed record RejectedFile(IndexFile File, RejectionReason Reason, PythonVersion? Version, WheelFileName? Wheel);
