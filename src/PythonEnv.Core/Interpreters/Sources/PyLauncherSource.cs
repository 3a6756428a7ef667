using System.Collections.Immutable;
using System.ComponentModel;
using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// The <c>py</c> launcher of Windows, which also knows what is not in the registry. Prints with <c>-0p</c> a line for each:
/// <c> -V:3.11 *        C:\Python311\python.exe</c>, or from its older versions <c> -3.11-64        C:\Python311\python.exe *</c>.
/// </summary>
internal sealed class PyLauncherSource(IProcessRunner runner) : IInterpreterSource
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public string Name => "py launcher";

    public ImmutableArray<string> Places(HostFacts host) => Launcher(host) is { } launcher ? [launcher] : [];

    public async ValueTask<ImmutableArray<InterpreterCandidate>> FindAsync(HostFacts host, CancellationToken cancellation)
    {
        if (Launcher(host) is not { } launcher)
            return [];
        ProcessInvocation invocation = new(
            launcher, ["-0p"], host.Paths.Folder(launcher), PythonEnvironmentVariables.Clean(host.Environment))
        {
            Timeout = Timeout,
        };
        try
        {
            ProcessResult result = await runner.RunAsync(invocation, cancellation).ConfigureAwait(false);
            return [.. Read(result.StandardOutput, host)];
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            return [];
        }
    }

    internal static IEnumerable<InterpreterCandidate> Read(string output, HostFacts host)
    {
        foreach (string line in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (line[0] != '-' || space < 0)
                continue;
            string tag = line[1..space];
            string path = line[space..].Trim().Trim('*').Trim();
            if (host.Paths.IsAbsolute(path))
                yield return new InterpreterCandidate(path, InterpreterHint.FromName(tag[(tag.LastIndexOfAny([':', '/']) + 1)..]));
        }
    }

    private static string? Launcher(HostFacts host) => !host.IsWindows ? null : new[]
    {
        host.Paths.Combine(host.Variable("LOCALAPPDATA") ?? host.InHome("AppData", "Local"), "Programs", "Python", "Launcher", "py.exe"),
        host.Paths.Combine(host.Variable("SystemRoot") ?? @"C:\Windows", "py.exe"),
    }.FirstOrDefault(host.Files.FileExists);
}
