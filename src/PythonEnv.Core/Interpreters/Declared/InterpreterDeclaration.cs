using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters.Sources;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Interpreters.Declared;

/// <summary>
/// Finds out which interpreter a project declares: by its property, else in the nearest <c>.python-version</c> from the project's folder
/// upwards, else as <c>requires-python</c> in the <c>pyproject.toml</c> beside it.
/// </summary>
internal static class InterpreterDeclaration
{
    private const string VersionFile = ".python-version";
    private const string ProjectFile = "pyproject.toml";

    /// <param name="property">The value of the property; empty if it is not set.</param>
    /// <param name="where">Where the property is set, or the project.</param>
    /// <param name="projectDirectory">Absolute.</param>
    /// <param name="host">The machine.</param>
    public static DeclaredInterpreter Find(string property, SourceSpan where, string projectDirectory, HostFacts host)
    {
        string folder = host.Paths.Normalize(projectDirectory);
        if (!string.IsNullOrWhiteSpace(property))
            return Read(property, where, "PythonEnvInterpreter", folder, host, []);

        ImmutableArray<string>.Builder files = ImmutableArray.CreateBuilder<string>();
        for (string current = folder; ; current = host.Paths.Folder(current))
        {
            string file = host.Paths.Combine(current, VersionFile);
            files.Add(file);
            if (host.Files.FileExists(file))
                return ReadVersionFile(file, current, host, files.ToImmutable());
            if (current == host.Paths.Folder(current))
                break;
        }

        string project = host.Paths.Combine(folder, ProjectFile);
        files.Add(project);
        return ReadProject(project, folder, host, files.ToImmutable()) ?? new DeclaredInterpreter(null, "", files.ToImmutable(),
        [
            DiagnosticCatalog.NoInterpreterDeclared.At(
                where,
                "no Python interpreter is declared",
                $"PythonEnvInterpreter is not set, no `{VersionFile}` is in `{folder}` or above, "
                    + $"no `{ProjectFile}` there has `requires-python`",
                $"Put `{VersionFile}` with a line such as `3.11` beside the project"),
        ]);
    }

    private static DeclaredInterpreter ReadVersionFile(string file, string folder, HostFacts host, ImmutableArray<string> files)
    {
        (string Word, SourceSpan Where)? first = PythonVersionFile.FirstVersion(host.Files.ReadText(file) ?? "", file);
        if (first is not { } version)
        {
            return Failed(VersionFile, files, DiagnosticCatalog.DeclarationUnreadable.At(
                new SourceSpan(file), $"`{VersionFile}` names no version", "", "Write a line such as `3.11` into it"));
        }
        return Read(version.Word, version.Where, VersionFile, folder, host, files);
    }

    private static DeclaredInterpreter? ReadProject(string file, string folder, HostFacts host, ImmutableArray<string> files)
    {
        if (!host.Files.FileExists(file))
            return null;
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(host.Files.ReadText(file) ?? "");
        var diagnostics = new DiagnosticBag();
        if (PyProject.Read(bytes, file, diagnostics) is not { } project)
            return new(null, ProjectFile, files, [.. diagnostics]);
        return project.RequiresPython is { } versions
            ? Read(versions, project.RequiresPythonAt, "requires-python", folder, host, files)
            : null;
    }

    private static DeclaredInterpreter Read(
        string text, SourceSpan where, string origin, string folder, HostFacts host, ImmutableArray<string> files)
    {
        if (origin == VersionFile && PyenvName(text.Trim()) is { } remedy)
        {
            if (NamedFolder(text.Trim(), where, folder, host) is { } own)
                return new(own, origin, files, []);
            return Failed(origin, files, DiagnosticCatalog.DeclarationUnreadable.At(
                where, $"the declared interpreter can't be read: `{text}` is a name of pyenv",
                $"declared by {origin}; pyenv has no such installation here", remedy));
        }
        if (InterpreterNotation.TryParse(text, where, folder, host, out InterpreterRequest? request, out ParseError? error)
            || (request = NamedFolder(text.Trim(), where, folder, host)) is not null)
            return new(request, origin, files, []);
        return Failed(origin, files, DiagnosticCatalog.DeclarationUnreadable.At(
            where, $"the declared interpreter can't be read: {error.Message}", $"declared by {origin}", InterpreterNotation.Examples));
    }

    /// <summary>What to write for the name of a virtual environment of pyenv's plug-in, or for <c>system</c>; null for neither.</summary>
    private static string? PyenvName(string text)
    {
        if (text.Split('/') is [var version, "envs", not ""])
            return $"Write the version it was made from: `{version}`";
        bool isName = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetter(c) || c is '-' or '_');
        return isName && !InterpreterNotation.IsImplementation(text) ? "Write the version it stands for, such as `3.11`" : null;
    }

    /// <summary>
    /// A bare name may be one of pyenv's installations (<c>miniconda3-4.7.12</c>, a virtual environment of its plug-in), or a folder here.
    /// </summary>
    private static InterpreterRequest? NamedFolder(string name, SourceSpan where, string folder, HostFacts host) => PyenvSource.Roots(host)
        .Select(root => host.Paths.Combine(root, name))
        .Append(host.Paths.Combine(folder, name))
        .Where(path => host.Files.FolderExists(path) || host.Files.FileExists(path))
        .Select(path => new InterpreterRequest { Text = name, Where = where, Path = path })
        .FirstOrDefault();

    private static DeclaredInterpreter Failed(string origin, ImmutableArray<string> files, Diagnostic diagnostic) =>
        new(null, origin, files, [diagnostic]);
}
