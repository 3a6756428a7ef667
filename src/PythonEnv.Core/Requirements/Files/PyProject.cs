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
    /// <param name="diagnostics">Takes PYENV1004 at the place of what is wrong.</param>
    /// <returns>Null if it can't be read.</returns>
    public static PyProject? Read(byte[] utf8, string file, DiagnosticBag diagnostics)
    {
        if (!TomlDocument.TryParse(utf8, file, out TomlTable? root, out TomlError? error))
        {
            diagnostics.Add(error.Describe());
            return null;
        }
        TomlNode? section = root["project"];
        TomlNode? value = (section as TomlTable)?["requires-python"];
        Diagnostic? unreadable = (section, value) switch
        {
            (not (null or TomlTable), _) => Unreadable(section, "`project` has to be a table"),
            (_, not (null or TomlString)) => Unreadable(value, "`requires-python` has to be a string"),
            _ => null,
        };
        if (unreadable is null)
            return new PyProject((value as TomlString)?.Value, value?.Span ?? new SourceSpan(file));
        diagnostics.Add(unreadable);
        return null;
    }

    private static Diagnostic Unreadable(TomlNode found, string problem) =>
        DiagnosticCatalog.DeclarationUnreadable.At(found.Span, problem, $"found {found.Kind}", "Write it as one");
}
