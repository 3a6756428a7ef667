using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;

namespace PythonEnv.Locking.Inputs;

/// <summary>A requirement that stands elsewhere than in a requirements file: in a project, in a declaration, in an environment.</summary>
internal static class StandaloneRequirement
{
    /// <param name="text">As written.</param>
    /// <param name="diagnostics">Receives PYENV2002 for a URL that is none.</param>
    /// <returns>Null after a reported error.</returns>
    public static DeclaredRequirement? Declare(Requirement requirement, string text, SourceSpan where, DiagnosticBag diagnostics)
    {
        RequirementLink? link = null;
        if (requirement.Url is { } url && FindProblem(url, out link) is { } problem)
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where, $"the URL of `{Redaction.OfUrls(text)}` can't be read", problem, "Correct the URL"));
            return null;
        }
        return new DeclaredRequirement
        {
            Where = where,
            Display = Redaction.OfUrls(text),
            Kind = link is null ? RequirementKind.Named
                : link.Vcs is not null ? RequirementKind.Vcs
                : !link.IsFile ? RequirementKind.Url
                : RequirementLinkReader.IsArchive(link.FileName) ? RequirementKind.File
                : RequirementKind.Folder,
            Name = requirement.Name,
            CanonicalName = requirement.CanonicalName,
            Extras = requirement.Extras,
            Specifiers = requirement.Specifiers,
            Link = link,
            Marker = requirement.Marker,
        };
    }

    // Unlike a line of requirements, a text of TOML or JSON may hold line breaks, and they would be lines of the lock.
    private static string? FindProblem(string url, out RequirementLink? link) =>
        !RequirementLinkReader.TryRead(url, out link, out ParseError? error) ? error.Message
        : url.Any(char.IsControl) ? "it has a line break or another control character"
        : null;
}
