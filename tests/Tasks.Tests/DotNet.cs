using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace PythonEnv.Tasks.Tests;

/// <param name="Output">Standard output and standard error.</param>
internal sealed record DotNetResult(int ExitCode, string Output, string StandardOutput);

/// <summary>
/// Runs the .NET command line as a user's shell would, without what this test run or a pipeline put into the environment.
/// </summary>
internal static class DotNet
{
    private static readonly string[] Removed =
        ["TF_BUILD", "CI", "BUILD_", "GITHUB_", "MSBUILD", "_MSBUILD", "VIRTUAL_ENV", "PYTHON", "PIP_", "CONDA", "DOTNET_CLI_TEST", "TESTINGPLATFORM", "NUGET_PACKAGES"];

    public static Task<DotNetResult> RunAsync(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation,
        params ImmutableArray<string> before) =>
        FinishAsync(Start(folder, arguments, variables, before), cancellation);

    /// <summary>Lines of a POSIX shell, which ends with the first that fails.</summary>
    public static Task<DotNetResult> RunShellAsync(string folder, string lines, IReadOnlyDictionary<string, string> variables)
    {
        Requires.Posix("a shell");
        return FinishAsync(StartProgram(folder, ["bash", "-e", "-c", lines], variables), CancellationToken.None);
    }

    /// <summary>Runs another program in the same environment.</summary>
    public static Task<DotNetResult> RunProgramAsync(
        string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables) =>
        FinishAsync(StartProgram(folder, [program, .. arguments], variables), CancellationToken.None);

    private static async Task<DotNetResult> FinishAsync(Process started, CancellationToken cancellation)
    {
        using Process process = started;
        var all = new StringBuilder();
        var output = new StringBuilder();
        Task reading = Task.WhenAll(DrainAsync(process.StandardOutput, all, output), DrainAsync(process.StandardError, all));
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        await reading;
        return new DotNetResult(process.ExitCode, all.ToString(), output.ToString());
    }

    /// <summary>Starts it and returns at once.</summary>
    /// <param name="before">A program and its arguments that start it, such as <c>unshare</c>.</param>
    public static Process Start(
        string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> variables, params ImmutableArray<string> before)
    {
        // Who was started in the background passes on that SIGINT is ignored; a build in a terminal does not ignore it.
        string[] command = OperatingSystem.IsLinux()
            ? [.. before, "env", "--default-signal=INT", "dotnet", .. arguments]
            : [.. before, "dotnet", .. arguments];
        return StartProgram(folder, command, variables);
    }

    private static Process StartProgram(string folder, string[] command, IReadOnlyDictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToList())
        {
            if (Removed.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove(name);
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task DrainAsync(StreamReader reader, StringBuilder shared, StringBuilder? own = null)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            own?.AppendLine(line);
            lock (shared)
                shared.AppendLine(line);
        }
    }
}
