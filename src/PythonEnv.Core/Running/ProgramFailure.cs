using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Processes;

namespace PythonEnv.Running;

/// <summary>Why a Python program ended with another exit code than 0, told by what it wrote to standard error.</summary>
/// <param name="environment">The environment's name.</param>
/// <param name="module">What was run by <c>-m</c>; empty if nothing was.</param>
/// <param name="baseExecutable">The interpreter that the environment stands on.</param>
internal sealed class ProgramFailure(
    ProcessResult result, string environment, EnvironmentLayout layout, string baseExecutable, string module)
{
    private const string NoModule = "No module named ";

    /// <summary>
    /// PYENV5009: a traceback, or the report of a crash in native code, at the innermost file of the user's own, with its text; else the
    /// last line of standard error, without a place.
    /// </summary>
    /// <param name="workingDirectory">What relative paths in a traceback are relative to.</param>
    public Diagnostic Describe(string workingDirectory)
    {
        string exit = $"it ended with {result.Ending}";
        if (PythonTraceback.Find(result.StandardError) is { } traceback)
            return DiagnosticCatalog.ProgramFailed.At(PlaceOf(traceback, workingDirectory), traceback.Error, exit, "");
        if (CrashReport.Find(result.StandardError, file => OwnPath(file, workingDirectory) is not null) is { Reason: not "" } crash)
        {
            SourceSpan place = OwnPath(crash.File, workingDirectory) is { } own ? new SourceSpan(own, crash.Line) : SourceSpan.None;
            return DiagnosticCatalog.ProgramFailed.At(place, $"fatal Python error: {crash.Reason}", exit, "");
        }
        string last = result.StandardError.TrimEnd();
        last = last[(last.LastIndexOf('\n') + 1)..].Trim();
        if (module.Length > 0 && MissingModule(last) is { } missing)
        {
            return DiagnosticCatalog.ProgramFailed.At(
                SourceSpan.None, $"the environment `{environment}` has no module `{missing}`", "",
                $"Pin the distribution that brings `{missing}` in its requirements");
        }
        return DiagnosticCatalog.ProgramFailed.At(
            SourceSpan.None, last.Length > 0 ? last : "the Python program failed and wrote nothing to standard error", exit, "");
    }

    // `/env/bin/python: No module named sphinx`; of a package without `__main__` the line goes on.
    private string? MissingModule(string line)
    {
        int at = line.IndexOf(NoModule, StringComparison.Ordinal);
        string name = at < 0 ? "" : line[(at + NoModule.Length)..].Trim('\'', '"');
        return name.Length > 0 && (module == name || module.StartsWith(name + ".", StringComparison.Ordinal)) ? name : null;
    }

    private SourceSpan PlaceOf(PythonTraceback traceback, string workingDirectory)
    {
        foreach (PythonFrame frame in traceback.Frames.Reverse())
        {
            if (OwnPath(frame.File, workingDirectory) is { } path)
                return new SourceSpan(path, frame.Line);
        }
        return SourceSpan.None;
    }

    // `<string>` and `<frozen importlib._bootstrap>` are no files.
    private string? OwnPath(string file, string workingDirectory)
    {
        string path = Path.GetFullPath(file, workingDirectory);
        return !file.StartsWith('<') && File.Exists(path) && IsOwn(path) ? path : null;
    }

    // Neither of the environment, nor of the standard library or what else is installed.
    private bool IsOwn(string path)
    {
        string parts = path.Replace('\\', '/');
        return !IsBelow(path, layout.Root)
            && !IsBelow(path, StandardLibrary)
            && !parts.Contains("/site-packages/", StringComparison.Ordinal)
            && !parts.Contains("/dist-packages/", StringComparison.Ordinal);
    }

    // `lib/python3.11` beside `bin`; on Windows `Lib` beside the program.
    private string StandardLibrary => layout.IsWindows
        ? Path.Combine(Path.GetDirectoryName(baseExecutable)!, "Lib")
        : Path.GetFullPath(Path.Combine(
            Path.GetDirectoryName(baseExecutable)!, "..", "lib", Path.GetFileName(Path.GetDirectoryName(layout.SitePackages)!)));

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
