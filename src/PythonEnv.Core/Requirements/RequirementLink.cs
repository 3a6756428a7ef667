using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Requirements;

/// <summary>
/// What a requirement's URL says, as pip's <c>Link</c> reads it. Text, not <see cref="Uri"/>: pip accepts what no URI parser does.
/// </summary>
internal sealed record RequirementLink
{
    /// <summary>As declared; a path is made a <c>file:</c> URL. May hold a secret.</summary>
    public required string Url { get; init; }

    /// <summary>Lower case; empty if there is none (<c>name@1.0</c>).</summary>
    public required string Scheme { get; init; }

    /// <summary>The last segment of the path, unquoted; the host if there is no path.</summary>
    public required string FileName { get; init; }

    /// <summary>The <c>#egg=</c> of the fragment.</summary>
    public string? Egg { get; init; }

    /// <summary>The <c>#subdirectory=</c> of the fragment.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>The first digest in the fragment.</summary>
    public FileHash? Hash { get; init; }

    /// <summary><c>git</c>, <c>hg</c>, <c>svn</c> or <c>bzr</c>; null if it is no checkout.</summary>
    public string? Vcs { get; init; }

    /// <summary>The repository, without <c>vcs+</c>, revision and fragment. May hold a secret.</summary>
    public string? VcsUrl { get; init; }

    /// <summary>What stands after the <c>@</c>.</summary>
    public string? Revision { get; init; }

    public bool IsFile => Scheme == "file";

    /// <summary>The path ends in <c>.whl</c>.</summary>
    public bool IsWheel { get; init; }

    /// <summary>The revision is a whole SHA-1 or SHA-256 commit of git or hg; nothing else is the same for ever.</summary>
    public bool IsFullCommit => Vcs is "git" or "hg" && Revision is { Length: 40 or 64 } && Revision.All(char.IsAsciiHexDigit);

    public override string ToString() => Redaction.OfUrls(Url);
}
