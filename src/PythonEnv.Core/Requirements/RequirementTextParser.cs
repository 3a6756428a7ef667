using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Requirements;

/// <summary>
/// The text of a requirement line as pip takes it, which is more than PEP 508:
/// <code>
/// line      = subject [";" marker]            "; " if the subject is a URL
/// subject   = url | path ["[" extras "]"] | PEP 508 requirement
/// editable  = name "@" url | path ["[" extras "]"] | vcs url "#egg=" name
/// </code>
/// A path has a separator or begins with a dot and is a folder, or is named like an archive.
/// </summary>
internal sealed class RequirementTextParser(PathText paths, IRequirementsSource source)
{
    public bool TryParse(string text, [NotNullWhen(true)] out RequirementParts? parts, [NotNullWhen(false)] out ParseError? error)
    {
        parts = null;
        bool isUrl = RequirementLinkReader.IsUrl(text);
        int separator = text.IndexOf(isUrl ? "; " : ";", StringComparison.Ordinal);
        if (!TryMarker(text, separator, isUrl ? 2 : 1, out Marker? marker, out error))
            return false;
        string subject = PythonText.Trim(separator < 0 ? text : text.AsSpan(0, separator)).ToString();
        if (isUrl)
            return TryUrl(subject, marker, [], out parts, out error);
        if (!MayBePath(subject))
            return TryNamed(subject, marker, [], out parts, out error);

        string path = paths.Absolute(subject);
        if (!TrySplitExtras(path, out string bare, out ImmutableArray<string> extras, out error))
            return false;
        if (!TryFindPath(bare, subject, out string? url, out error))
            return false;
        return url is null ? TryNamed(subject, marker, extras, out parts, out error) : TryUrl(url, marker, extras, out parts, out error);
    }

    public bool TryParseEditable(string text, [NotNullWhen(true)] out RequirementParts? parts, [NotNullWhen(false)] out ParseError? error)
    {
        parts = null;
        if (Requirement.TryParse(text, out Requirement? direct, out _) && direct.Url is not null)
            return TryEditable(text, direct.Url, direct, direct.Extras, out parts, out error);
        if (!TrySplitExtras(text, out string url, out ImmutableArray<string> extras, out error))
            return false;
        if (source.FolderExists(paths.Absolute(url)))
            url = paths.ToUrl(url);
        if (!url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            url = text;
            extras = [];
            foreach (string vcs in (ReadOnlySpan<string>)["bzr", "git", "hg", "svn"])
            {
                if (!text.StartsWith(vcs + ":", StringComparison.OrdinalIgnoreCase))
                    continue;
                url = $"{vcs}+{text}";
                break;
            }
        }
        return TryEditable(text, url, null, extras, out parts, out error);
    }

    private bool TryEditable(
        string text, string url, Requirement? requirement, ImmutableArray<string> extras,
        [NotNullWhen(true)] out RequirementParts? parts, [NotNullWhen(false)] out ParseError? error)
    {
        parts = null;
        error = null;
        if (!RequirementLinkReader.TryRead(url, out RequirementLink? link, out error))
        {
            return false;
        }
        bool isFile = link.Url.StartsWith("file:", StringComparison.Ordinal);
        if (link.Vcs is null && !isFile)
        {
            error = ParseError.OfAll(
                text, "an editable requirement is a folder that exists or a version control URL",
                RequirementLinkReader.RemedyForAddress(text) is { Length: > 0 } remedy ? remedy
                : RequirementLinkReader.IsUrl(text) ? "Remove the `-e`"
                : "Correct the path");
            return false;
        }
        if (requirement is null && link.Egg is null && !isFile)
        {
            error = ParseError.OfAll(text, "the project's name is missing", "Write `name @ url`");
            return false;
        }
        if (requirement is null && link.Egg is not null && !Requirement.TryParse(link.Egg, out requirement, out _))
        {
            error = ParseError.OfAll(text, $"`{link.Egg}` is no project name");
            return false;
        }
        parts = new RequirementParts
        {
            // Of `name @ url ; marker` pip keeps the name and the marker; the URL is the link's.
            Requirement = requirement,
            Link = link,
            Marker = requirement?.Marker,
            Extras = extras.IsEmpty && requirement is not null ? requirement.Extras : extras,
            Kind = KindOf(link),
        };
        return true;
    }

    private static bool TryMarker(string text, int separator, int width, out Marker? marker, [NotNullWhen(false)] out ParseError? error)
    {
        marker = null;
        error = null;
        if (separator < 0)
            return true;
        int start = PythonText.SkipSpace(text, separator + width);
        string condition = PythonText.Trim(text.AsSpan(start)).ToString();
        if (condition.Length == 0 || Marker.TryParse(condition, out marker, out ParseError? wrong))
            return true;
        error = new ParseError(start + wrong.Position, wrong.Length, $"the marker can't be parsed: {wrong.Message}");
        return false;
    }

    private bool TryNamed(
        string subject, Marker? marker, ImmutableArray<string> extras, [NotNullWhen(true)] out RequirementParts? parts,
        [NotNullWhen(false)] out ParseError? error)
    {
        parts = null;
        if (!Requirement.TryParse(subject, out Requirement? requirement, out ParseError? wrong))
        {
            error = Explain(subject, wrong);
            return false;
        }
        RequirementLink? link = null;
        if (requirement.Url is not null && !RequirementLinkReader.TryRead(requirement.Url, out link, out error))
        {
            error = ParseError.OfAll(subject, error.Message);
            return false;
        }
        link = link is null ? null : Absolute(link);
        error = null;
        parts = new RequirementParts
        {
            Requirement = requirement,
            Link = link,
            Marker = marker ?? requirement.Marker,
            Extras = extras.IsEmpty ? requirement.Extras : extras,
            Kind = link is null ? RequirementKind.Named : KindOf(link),
        };
        return true;
    }

    private bool TryUrl(
        string url, Marker? marker, ImmutableArray<string> extras, [NotNullWhen(true)] out RequirementParts? parts,
        [NotNullWhen(false)] out ParseError? error)
    {
        parts = null;
        if (!RequirementLinkReader.TryRead(url, out RequirementLink? link, out error))
        {
            return false;
        }
        // pip leaves every other one as it is.
        if (link.Url.Contains("../", StringComparison.Ordinal))
            link = Absolute(link);
        string? named = link.Egg;
        if (link.IsWheel)
        {
            if (!WheelFileName.TryParse(link.FileName, out WheelFileName? wheel, out ParseError? wrong))
            {
                error = ParseError.OfAll(url, $"the name of the wheel can't be parsed: {wrong.Message}");
                return false;
            }
            named = $"{wheel.Name}=={wheel.Version}";
        }
        Requirement? requirement = null;
        if (named is not null && !Requirement.TryParse(named, out requirement, out ParseError? invalid))
        {
            error = ParseError.OfAll(url, $"`{named}` is no requirement: {invalid.Message}");
            return false;
        }
        error = null;
        parts = new RequirementParts
        {
            Requirement = requirement,
            Link = link,
            Marker = marker,
            Extras = extras.IsEmpty && requirement is not null ? requirement.Extras : extras,
            Kind = KindOf(link),
        };
        return true;
    }

    /// <summary>Whether pip's look at the file system could change what the text means.</summary>
    private bool MayBePath(string subject) =>
        subject.EndsWith(']') || paths.LooksLikePath(subject) || RequirementLinkReader.IsArchive(subject);

    /// <summary>The <c>file:</c> URL of a path that pip would install; null if it takes the text for a PEP 508 requirement.</summary>
    private bool TryFindPath(string path, string subject, out string? url, [NotNullWhen(false)] out ParseError? error)
    {
        url = null;
        error = null;
        if (paths.LooksLikePath(subject) && source.FolderExists(path))
        {
            if (source.FileExists(paths.Join(path, "pyproject.toml")) || source.FileExists(paths.Join(path, "setup.py")))
            {
                url = paths.ToUrl(path);
                return true;
            }
            error = ParseError.OfAll(subject, "the folder holds neither `pyproject.toml` nor `setup.py`");
            return false;
        }
        if (!RequirementLinkReader.IsArchive(path))
            return true;
        int at = subject.IndexOf('@');
        bool isDirectReference = at >= 0 && !paths.LooksLikePath(subject[..at]);
        if (source.FileExists(path) || !isDirectReference)
            url = paths.ToUrl(path);
        return true;
    }

    private static bool TrySplitExtras(
        string text, out string bare, out ImmutableArray<string> extras, [NotNullWhen(false)] out ParseError? error)
    {
        bare = text;
        extras = [];
        error = null;
        int close = text.Length - 1;
        if (close < 3 || text[close] != ']')
            return true;
        int open = text.LastIndexOf('[', close - 2);
        if (open <= 0 || open < text.LastIndexOf(']', close - 1))
            return true;
        if (!Requirement.TryParse("placeholder" + PythonText.Lower(text[open..]), out Requirement? placeholder, out ParseError? wrong))
        {
            error = ParseError.OfAll(text, $"the extras can't be parsed: {wrong.Message}");
            return false;
        }
        bare = text[..open].TrimEnd();
        extras = placeholder.Extras;
        return true;
    }

    private RequirementKind KindOf(RequirementLink link)
    {
        if (link.Vcs is not null)
            return RequirementKind.Vcs;
        if (!link.IsFile)
            return RequirementKind.Url;
        bool isFolder = !RequirementLinkReader.IsArchive(link.FileName)
            || (UrlParts.TrySplit(link.Url, out UrlParts? url) && paths.FromUrl(url.Value) is string path && source.FolderExists(path));
        return isFolder ? RequirementKind.Folder : RequirementKind.File;
    }

    /// <summary>A <c>file:</c> URL of a relative path, as it is seen from the working directory; every other link as it is.</summary>
    private RequirementLink Absolute(RequirementLink link)
    {
        if (!link.IsFile || !UrlParts.TrySplit(link.Url, out UrlParts? split)
            || (split.Value.Path.StartsWith('/') && !link.Url.Contains("../", StringComparison.Ordinal)))
            return link;
        string url = paths.ToUrl(UrlParts.Unquote(split.Value.Path));
        if (split.Value.Fragment.Length > 0)
            url += "#" + split.Value.Fragment;
        return RequirementLinkReader.TryRead(url, out RequirementLink? absolute, out _) ? absolute : link;
    }

    private ParseError Explain(string subject, ParseError wrong)
    {
        if (paths.LooksLikePath(subject))
            return ParseError.OfAll(
                subject, $"`{subject}` is neither a requirement nor a path that exists", RequirementLinkReader.RemedyForAddress(subject));
        bool isSingleEquals = subject.Contains('=')
            && subject.AsSpan().IndexOfAny("~!<>") < 0
            && !subject.Contains("==", StringComparison.Ordinal);
        return new ParseError(
            wrong.Position, wrong.Length, $"`{subject}` can't be parsed: {wrong.Message}",
            IsMergeMark(subject) ? "Settle the conflict that a merge has left here" : isSingleEquals ? "Write `==`" : "");
    }

    private static bool IsMergeMark(string subject) =>
        subject is ['<' or '=' or '>', ..] && subject.StartsWith(new string(subject[0], 7), StringComparison.Ordinal);
}

/// <summary>What the text of a requirement says.</summary>
internal sealed record RequirementParts
{
    public Requirement? Requirement { get; init; }

    public RequirementLink? Link { get; init; }

    public Marker? Marker { get; init; }

    public ImmutableArray<string> Extras { get; init; } = [];

    public RequirementKind Kind { get; init; }
}
