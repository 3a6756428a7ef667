using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Sources;
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
        ImmutableArray<Diagnostic> silent = [.. search.Silent.Select(each => SilentDiagnostic(each, interpreter))];
        if (managedBecause is null)
            return Result(interpreter, silent);
        bool refused = policy == SystemInterpreterPolicy.Refuse;
        string identity = $"`{interpreter.Executable}` (Python {interpreter.Facts.DisplayVersion})";
        string reason = request switch
        {
            { Path: null } => "no other interpreter fits",
            { IsKept: true } => "the environment stands on it",
            _ => "it is declared by its path",
        };
        bool stays = !refused && (request.Path is null || request.IsKept);
        // Another one that is installed is not looked for beside a path.
        string another = request is { Path: not null, IsKept: false }
            ? $"declare a version such as `{interpreter.Facts.MajorMinor}`, for which another one is searched, or the path of another one"
            : GetOne(interpreter.Facts.MajorMinor);
        string move = stays ? "; then call `PythonEnvClean`, since an environment keeps its interpreter" : "";
        Diagnostic managed = DiagnosticCatalog.SystemInterpreter.At(
            request.Where,
            $"{identity} is managed by the operating system, whose next upgrade breaks the environment",
            $"declared `{request.Text}`; {managedBecause}, and {reason}",
            $"{Capitalize(another)}{move}; or set PythonEnvSystemInterpreter to Allow");
        return refused
            ? Result(null, [.. silent, managed with { Severity = Severity.Error }])
            : Result(interpreter, [.. silent, managed]);
    }

    // It costs its time in every build that looks for an interpreter, and may be the one that was meant.
    private Diagnostic SilentDiagnostic(FoundInterpreter silent, Interpreter chosen) => DiagnosticCatalog.InterpreterUnusable.At(
        request.Where,
        $"`{silent.Path}` {silent.Problem}",
        $"declared `{request.Text}`; found by {silent.Source}; the search went on and took `{chosen.Executable}`",
        "Repair it, or take it out of where interpreters are looked for") with
    { Severity = Severity.Warning };

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
            if (!host.IsWindows && request.Text is [_, ':', '/' or '\\', ..] or ['\\', '\\', ..])
            {
                return DiagnosticCatalog.InterpreterNotFound.At(
                    request.Where, $"the declared interpreter `{request.Text}` is a path of Windows", $"this machine runs {host.System}",
                    "Declare a version such as `3.11`, which each machine finds by itself, "
                        + "or set the path under a condition on the system");
            }
            return DiagnosticCatalog.InterpreterNotFound.At(
                request.Where,
                host.Files.FolderExists(path)
                    ? $"no Python interpreter is in `{path}`"
                    : $"the declared interpreter `{path}` does not exist",
                $"declared `{request.Text}`",
                "Correct the path to an executable or an installation's folder, "
                    + "or declare a version such as `3.11` to have it searched for");
        }
        return DiagnosticCatalog.InterpreterNotFound.At(
            request.Where,
            $"no interpreter on this machine fits `{request.Text}`",
            $"installed {(search.Found.Count == 0 ? "is none at all" : $"are {Installed()}")}; searched {string.Join(", ", places)}",
            GetOne(VersionSpec()));
    }

    /// <summary>How to come by an interpreter; in a pipeline its step comes first.</summary>
    private string GetOne(string version)
    {
        string wanted =
            $"{(request.Implementation == "cpython" ? "" : request.Implementation)}{version}{(request.FreeThreaded ? "t" : "")}";
        string elsewhere = "declare `PythonEnvProvision` to have it fetched, or name its folder in `PythonEnvInterpreterSearchPath`";
        string azure = $"in Azure Pipelines put the step `- task: UsePythonVersion@0` with `versionSpec: '{wanted}'` before the build";
        string gitHub = $"in GitHub Actions put the step `uses: actions/setup-python` with `python-version: '{wanted}'` before the build";
        if (host.Variable("TF_BUILD") is not null)
            return $"{Capitalize(azure)}, {elsewhere}";
        return $"{Capitalize(host.Variable("GITHUB_ACTIONS") is not null ? gitHub : Installation(wanted))}, {elsewhere}; {azure}";
    }

    /// <summary>By what this machine has interpreters from.</summary>
    private string Installation(string wanted)
    {
        bool isOne = wanted.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') && wanted != "3.x";
        if (isOne && PyenvSource.Roots(host).Any(host.Files.FolderExists))
            return $"run `pyenv install {wanted}`";
        if (UvSource.Roots(host).Any(host.Files.FolderExists))
            return $"run `uv python install '{wanted.Replace(' ', ',')}'`";
        bool isCPythonMinor = isOne && char.IsAsciiDigit(wanted[0]) && wanted.Count(c => c == '.') == 1 && !request.FreeThreaded;
        return host.System switch
        {
            HostSystem.Windows when isCPythonMinor => $"run `winget install Python.Python.{wanted}`",
            HostSystem.MacOS when isCPythonMinor => $"run `brew install python@{wanted}`",
            _ => $"install one (`pyenv install`, `uv python install '{wanted.Replace(' ', ',')}'`, https://www.python.org/downloads/)",
        };
    }

    /// <summary>The versions of each source; of what can't be used, where it is and why.</summary>
    private string Installed() => string.Join(", ", search.Found
        .GroupBy(found => found.Version.Length > 0 ? found.Source : $"`{found.Path}` {found.Problem}", StringComparer.Ordinal)
        .Select(group => group.First().Version.Length == 0
            ? group.Key
            : $"{string.Join(", ", group.Select(found => found.Version).Distinct(StringComparer.Ordinal))} ({group.Key})"));

    /// <summary>In the notation of the step, that of npm: clauses are separated by blanks, and <c>3.11</c> is <c>==3.11.*</c>.</summary>
    private string VersionSpec() => request.Versions.Clauses.Length == 0
        ? "3.x"
        : string.Join(' ', request.Versions.Clauses.Select(clause => clause.ToString()).Select(clause =>
            clause.StartsWith("==", StringComparison.Ordinal) ? clause.TrimStart('=')
                .Replace(".*", "", StringComparison.Ordinal) : clause));

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private LocateResult Result(Interpreter? interpreter, ImmutableArray<Diagnostic> diagnostics) =>
        new(interpreter, diagnostics, [.. search.Found]);
}
