using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters.Search;

/// <summary>Says how a search ended.</summary>
internal sealed class LocateFindings(
    InterpreterRequest request, SystemInterpreterPolicy policy, HostFacts host, InterpreterSearch search, ImmutableArray<string> places)
{
    /// <param name="interpreter">The choice.</param>
    /// <param name="managedBecause">The evidence that the operating system manages it; null if that is all right.</param>
    public LocateResult Chosen(Interpreter interpreter, string? managedBecause)
    {
        if (managedBecause is null)
            return Result(interpreter, []);
        bool refused = policy == SystemInterpreterPolicy.Refuse;
        string identity = $"`{interpreter.Executable}` (Python {interpreter.Facts.DisplayVersion})";
        string reason = request.Path is null ? "no other interpreter fits" : "it is declared by its path";
        Diagnostic managed = DiagnosticCatalog.SystemInterpreter.At(
            request.Where,
            $"{identity} is managed by the operating system, whose next upgrade breaks the environment",
            $"declared `{request.Text}`; {managedBecause}, and {reason}",
            $"{GetOne(interpreter.Facts.MajorMinor)}; or set PythonEnvSystemInterpreter to Allow");
        return refused ? Result(null, [managed with { Severity = Severity.Error }]) : Result(interpreter, [managed]);
    }

    public LocateResult NotFound() => Result(null, [search.Unusable.Count > 0 ? UnusableDiagnostic() : NotFoundDiagnostic()]);

    private Diagnostic UnusableDiagnostic()
    {
        FoundInterpreter first = search.Unusable[0];
        string others = string.Concat(search.Unusable.Skip(1).Select(each => $"; `{each.Path}` {each.Problem}"));
        return DiagnosticCatalog.InterpreterUnusable.At(
            request.Where,
            $"the declared interpreter can't be used: `{first.Path}` {first.Problem}",
            $"declared `{request.Text}`; found by {first.Source}{others}",
            PythonVersion.TryParse(first.Version, out PythonVersion? version) && version < ProbeResult.Oldest
                ? $"Declare Python {ProbeResult.Oldest} or newer"
                : "Repair it, or declare another one");
    }

    private Diagnostic NotFoundDiagnostic()
    {
        if (request.Path is { } path)
        {
            return DiagnosticCatalog.InterpreterNotFound.At(
                request.Where,
                host.Files.FolderExists(path) ? $"no Python interpreter is in `{path}`" : $"the declared interpreter `{path}` does not exist",
                $"declared `{request.Text}`",
                "Correct the path to an executable or an installation's folder, or declare a version such as `3.11` to have it searched for");
        }
        string[] found = [.. search.Found.Select(Display).Distinct(StringComparer.Ordinal)];
        return DiagnosticCatalog.InterpreterNotFound.At(
            request.Where,
            $"no interpreter on this machine fits `{request.Text}`",
            $"found {(found.Length == 0 ? "none at all" : string.Join(", ", found))}; searched {string.Join(", ", places)}",
            GetOne(VersionSpec()));
    }

    /// <summary>How to come by an interpreter; in a pipeline its step comes first.</summary>
    private string GetOne(string version)
    {
        string wanted = $"{(request.Implementation == "cpython" ? "" : request.Implementation)}{version}{(request.FreeThreaded ? "t" : "")}";
        string install = $"install one (`uv python install '{wanted.Replace(' ', ',')}'`, `pyenv install`, https://www.python.org/downloads/)";
        string elsewhere = "name its folder in PythonEnvInterpreterSearchPath";
        string pipeline = $"in Azure Pipelines put the step `- task: UsePythonVersion@0` with `versionSpec: '{wanted}'` before the build";
        return host.Variable("TF_BUILD") is not null
            ? $"{Capitalize(pipeline)}, {install} or {elsewhere}"
            : $"{Capitalize(install)}, {elsewhere}, or {pipeline}";
    }

    /// <summary>In the notation of the step, that of npm: clauses are separated by blanks, and <c>3.11</c> is <c>==3.11.*</c>.</summary>
    private string VersionSpec() => request.Versions.Clauses.Length == 0
        ? "3.x"
        : string.Join(' ', request.Versions.Clauses.Select(clause => clause.ToString()).Select(clause =>
            clause.StartsWith("==", StringComparison.Ordinal) ? clause.TrimStart('=').Replace(".*", "", StringComparison.Ordinal) : clause));

    private static string Display(FoundInterpreter found) => (found.Version, found.Problem) switch
    {
        ("", _) => $"`{found.Path}`, which {found.Problem}",
        _ => $"{found.Version} (`{found.Path}`)",
    };

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private LocateResult Result(Interpreter? interpreter, ImmutableArray<Diagnostic> diagnostics) =>
        new(interpreter, diagnostics, [.. search.Found], places);
}
