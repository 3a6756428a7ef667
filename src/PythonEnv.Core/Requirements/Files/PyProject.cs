using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;

namespace PythonEnv.Requirements.Files;

/// <summary>
/// What a <c>pyproject.toml</c> says of the interpreter: <c>project.requires-python</c>
/// (https://packaging.python.org/specifications/pyproject-toml, a PEP 440 specifier set).
/// </summary>
/// <param name="RequiresPython">As written, not yet read as a specifier; null where it is not declared.</param>
/// <param name="RequiresPythonAt">Where it is written; the file as a whole where it is not.</param>
internal sealed record PyProject(string? RequiresPython, SourceSpan RequiresPythonAt)
{
    /// <param name="utf8">The bytes of the file.</param>
    /// <param name="file">Its absolute path.</param>
    /// <param name="project">What it says, if it can be read.</param>
    /// <param name="error">PYENV1004 at the place, if it can't.</param>
    public static bool TryParse(
        ReadOnlySpan<byte> utf8, string file, [NotNullWhen(true)] out PyProject? project, [NotNullWhen(false)] out Diagnostic? error)
    {
        project = null;
        if (!TomlDocument.TryParse(utf8, file, out TomlTable? root, out TomlError? syntax))
        {
            error = DiagnosticCatalog.DeclarationUnreadable.At(syntax.Where, "the file is not TOML", syntax.Message);
            return false;
        }
        TomlNode? section = root["project"];
        TomlNode? value = (section as TomlTable)?["requires-python"];
        error = (section, value) switch
        {
            (not (null or TomlTable), _) => Unreadable(section, "`project` has to be a table"),
            (_, not (null or TomlString)) => Unreadable(value, "`requires-python` has to be a string"),
            _ => null,
        };
        if (error is not null)
            return false;
        project = new PyProject((value as TomlString)?.Value, value?.Span ?? new SourceSpan(file));
        return true;
    }

    private static Diagnostic Unreadable(TomlNode found, string problem) =>
        DiagnosticCatalog.DeclarationUnreadable.At(found.Span, problem, $"found {found.Kind}");
}
