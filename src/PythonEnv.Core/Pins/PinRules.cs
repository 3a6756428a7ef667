using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Pins;

/// <summary>PYENV2002 to PYENV2005: one requirement by itself, or with an exact constraint.</summary>
internal static class PinRules
{
    public static Diagnostic? Check(DeclaredRequirement requirement, DeclaredSet declared, PinPolicyOptions options)
    {
        if (CheckSource(requirement) is { } changing)
            return changing;
        if (requirement.PinClass.IsPinned())
            return null;
        return requirement.Kind switch
        {
            RequirementKind.Named when declared.ConstraintsOf(requirement).Any(constraint => constraint.PinClass.IsPinned()) => null,
            RequirementKind.Named => Unpinned(requirement, declared.Together(requirement), options),
            _ => Unhashed(requirement),
        };
    }

    /// <summary>
    /// PYENV2005 for a folder, PYENV2004 for a checkout of no commit or a version after <c>@</c>, PYENV2002 for a URL that is none: what no
    /// lock can hold.
    /// </summary>
    public static Diagnostic? CheckSource(DeclaredRequirement requirement) => requirement switch
    {
        { Link: { Vcs: null, Scheme: not ("https" or "http" or "file") } } => NoUrl(requirement),
        { Link: { } link } when !IndexUrl.TryParse(link.Url, out _) => DiagnosticCatalog.RequirementUnreadable.At(
            requirement.Where, $"the URL of `{requirement.Display}` can't be read",
            "it has no host, or a port or a character that no URL has", RemedyFor(requirement, "Correct the URL")),
        { IsEditable: false, Link: { Vcs: null } link } when HasExtras(link) => DiagnosticCatalog.RequirementUnreadable.At(
            requirement.Where, $"the URL of `{requirement.Display}` ends in extras", "these stand behind the name",
            "Write `name[extra] @ URL`"),
        { IsEditable: true } or { Kind: RequirementKind.Folder } => Local(requirement),
        { Kind: RequirementKind.Vcs, PinClass: not PinClass.VcsCommit } => Moving(requirement),
        _ => null,
    };

    /// <summary>
    /// PYENV2002 for a marker with a comparison that has no meaning for the environment. pip breaks off there, and to leave the requirement
    /// out would be to lose it in silence.
    /// </summary>
    public static Diagnostic? CheckMarker(DeclaredRequirement requirement, MarkerEnvironment environment) =>
        requirement.Marker is not { } marker
        || marker.TryEvaluate(environment, MarkerSelection.NoExtra, out _, out ParseError? error)
            ? null
            : DiagnosticCatalog.RequirementUnreadable.At(
                requirement.Where, $"the marker of `{requirement.Display}` has no meaning", error.Message, "Correct the marker");

    private static bool HasExtras(RequirementLink link) =>
        RequirementLinkReader.WithoutExtras(link.FileName) is var bare && bare != link.FileName && RequirementLinkReader.IsArchive(bare);

    /// <param name="together">With what the other lines of its name demand.</param>
    private static Diagnostic Unpinned(DeclaredRequirement requirement, DeclaredRequirement together, PinPolicyOptions options)
    {
        string evidence = requirement.PinClass switch
        {
            PinClass.Bare => "it names no version",
            PinClass.Wildcard => $"`{requirement.Specifiers}` takes every version that begins so",
            PinClass.Compatible => $"`{requirement.Specifiers}` takes later versions too",
            _ when PinOf(requirement) is not null => $"a pin is one `==` alone, and `{requirement.Specifiers}` says more",
            _ => $"`{requirement.Specifiers}` may take several versions",
        };
        string subject = requirement.Extras.IsEmpty ? requirement.Name! : $"{requirement.Name}[{string.Join(',', requirement.Extras)}]";
        string remedy = (PinOf(together) ?? options.KnownVersion(together)) is { } version
            ? $"Write `{subject}=={version}`, or let `{ProposedCommand.Lock}` pin it"
            : $"Write `{subject}==` and the version to install, or let `{ProposedCommand.Lock}` pin it";
        return DiagnosticCatalog.NotPinned.At(requirement.Where, $"`{requirement.Display}` is not pinned to one version", evidence, remedy);
    }

    // The version of the one pin that stands beside other clauses.
    private static string? PinOf(DeclaredRequirement requirement)
    {
        Specifier[] pins =
        [
            .. requirement.Specifiers.Clauses
                .Where(clause => clause is { Operator: SpecifierOperator.Equal or SpecifierOperator.Arbitrary, IsPrefix: false }),
        ];
        return pins.Length == 1 && requirement.Specifiers.Contains(pins[0].VersionText) ? pins[0].VersionText : null;
    }

    private static Diagnostic NoUrl(DeclaredRequirement requirement) =>
        PythonVersion.TryParse(requirement.Link!.Url, out _)
            ? DiagnosticCatalog.UrlNotPinned.At(
                requirement.Where, $"`{requirement.Display}` is no pin", "what stands after an `@` is a URL",
                $"Write `{requirement.Name}=={requirement.Link.Url}`")
            : DiagnosticCatalog.RequirementUnreadable.At(
                requirement.Where, $"the URL of `{requirement.Display}` can't be read",
                requirement.Link.Scheme is { Length: > 0 } scheme ? $"nothing is fetched by `{scheme}:`" : "it has no scheme",
                RemedyFor(requirement, "Begin it with `https://`, or with `file://` and the whole path"));

    // `git@host:path` alone reads as a project `git` at a URL.
    private static string RemedyFor(DeclaredRequirement requirement, string otherwise)
    {
        string address = requirement.Display.Contains(' ') ? requirement.Link!.Url : requirement.Display;
        return RequirementLinkReader.RemedyForAddress(address) is { Length: > 0 } remedy ? Redaction.OfUrls(remedy) : otherwise;
    }

    private static Diagnostic Unhashed(DeclaredRequirement requirement) => DiagnosticCatalog.UrlNotPinned.At(
        requirement.Where, $"`{requirement.Display}` has no hash", "another file may lie there tomorrow",
        "Add `--hash=sha256:` and the digest of the file");

    private static Diagnostic Moving(DeclaredRequirement requirement)
    {
        string evidence = requirement.Link!.Revision is string revision
            ? $"`{revision}` may name another commit tomorrow"
            : "it names no commit";
        string remedy = requirement.Link.Vcs is "git" or "hg"
            ? "Write the full commit of 40 or 64 hexadecimal digits after the `@`"
            : "Use a release of it, or a mirror in git";
        return DiagnosticCatalog.UrlNotPinned.At(requirement.Where, $"`{requirement.Display}` is not pinned to a commit", evidence, remedy);
    }

    private static Diagnostic Local(DeclaredRequirement requirement) => DiagnosticCatalog.LocalRequirement.At(
        requirement.Where,
        $"`{requirement.Display}` is {(requirement.IsEditable ? "an editable requirement" : "a folder")}",
        requirement.Link is { Vcs: not null } ? "its checkout would be installed, where anybody can edit it"
            : "what it installs changes with its files",
        requirement.Link switch
        {
            { Vcs: null } or null when IsOwnFolder(requirement) =>
                "Leave it out, as `uv export --no-emit-project` does, or build a wheel of it and require that",
            { Vcs: null } or null => "Build a wheel of it and require that",
            { IsFullCommit: true } => "Leave the `-e` out",
            _ => "Leave the `-e` out, and write the full commit after the `@`",
        });

    // `.`, or `-e .[extra]`: the project that a list was exported from stands in it.
    private static bool IsOwnFolder(DeclaredRequirement requirement) =>
        requirement.Display.Split(' ', '=')[^1].Split('[')[0] is "." or "./";
}
