using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Processes;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// Runs the pip of the base interpreter, in whichever interpreter, cut off from everything that could change what it does: no variables, no
/// configuration files, no user site. An environment needs no pip of its own.
/// </summary>
internal sealed class PipCommand(IProcessRunner processes, InstallTarget target)
{
    private const int LinesRepeated = 20;

    /// <summary>
    /// Imports pip and forgets its folder again before it starts: that folder holds the base interpreter's other packages as well, and pip
    /// would take them for installed.
    /// </summary>
    private const string Start =
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import pip; del sys.path[0]; "
        + "from pip._internal.cli.main import main; sys.exit(main())";

    /// <summary>An existing folder.</summary>
    public string WorkingDirectory { get; init; } = target.Layout.Root;

    /// <param name="executable">The interpreter that runs it, and into which it installs.</param>
    /// <param name="arguments">The command and its arguments; no secrets, other users see them.</param>
    /// <param name="variables">Variables that it does see.</param>
    /// <param name="failure">What has failed if it fails, as a phrase.</param>
    /// <param name="where">The line to blame.</param>
    /// <exception cref="PythonEnvException">PYENV4003: it failed, or there is no pip.</exception>
    public async Task RunAsync(
        string executable,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> variables,
        string failure,
        SourceSpan where,
        CancellationToken cancellation)
    {
        if (target.Pip is not { } pip)
        {
            throw new PythonEnvException(DiagnosticCatalog.InstallerFailed.At(
                where,
                failure,
                $"`{target.BaseExecutable}` has no pip",
                "Install pip for that interpreter (`ensurepip`, or `apt install python3-pip` on Debian)"));
        }
        ImmutableDictionary<string, string> environment = PythonEnvironmentVariables.Clean(target.Host.Environment)
            .Add("PIP_CONFIG_FILE", target.Host.IsWindows ? "nul" : "/dev/null")
            .SetItems(variables);
        string[] options = ["--disable-pip-version-check", "--no-input", "--no-color"];
        ProcessInvocation invocation = new(
            executable, ["-I", "-X", "utf8", "-c", Start, pip.Location, .. arguments, .. options], WorkingDirectory, environment);
        ProcessResult result = await processes.RunAsync(invocation, cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new PythonEnvException(
                DiagnosticCatalog.InstallerFailed.At(
                    where, failure, $"pip ended with {result.Ending}", "Mend what its last lines name") with
                { Output = LastLines(result) });
        }
    }

    private static string LastLines(ProcessResult result)
    {
        string text = Redaction.OfUrls($"{result.StandardOutput}\n{result.StandardError}");
        IEnumerable<string> lines = text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
        return string.Join('\n', lines.TakeLast(LinesRepeated));
    }
}
