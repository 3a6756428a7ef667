using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.Bench;

/// <param name="Elapsed">From start to exit.</param>
/// <param name="PeakBytes">The most resident memory of the process itself, without its children; zero unless it was asked for and the
/// system tells.</param>
internal sealed record CommandResult(TimeSpan Elapsed, long PeakBytes, string Output);

/// <summary>Runs whole commands, none of the user's configuration of pip, uv or MSBuild with them.</summary>
internal sealed class Commands(string scratch)
{
    private static readonly string[] s_removed =
    [
        "PIP_", "UV_", "PYTHON", "VIRTUAL_ENV", "MSBUILD", "_MSBUILD", "CI", "TF_BUILD", "GITHUB_"
    ];

    /// <summary>The authority that this package and uv trust, as a file; null for those of the machine.</summary>
    public string? Authority { get; set; }

    /// <summary>Whether to look at the memory of what is run. To look at it slows it down.</summary>
    public bool WatchesMemory { get; set; }

    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public CommandResult Run(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (string name in start.Environment.Keys
            .Where(name => s_removed.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .ToList())
            start.Environment.Remove(name);
        start.Environment["PIP_CONFIG_FILE"] = Path.Combine(scratch, "no-such-file");
        start.Environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1";
        start.Environment["UV_CACHE_DIR"] = Path.Combine(scratch, "uv");
        if (Authority is not null)
            start.Environment["SSL_CERT_FILE"] = Authority;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<long> peak = WatchesMemory ? WatchAsync(process) : Task.FromResult(0L);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        output += errors.Result;
        return process.ExitCode == 0
            ? new CommandResult(elapsed, peak.Result, output)
            : throw new InvalidOperationException($"`{command} {string.Join(' ', arguments)}` failed:\n{output}");
    }

    /// <summary>Whether there is such a command, and it starts.</summary>
    public bool Has(string command, params string[] arguments)
    {
        try
        {
            Run(scratch, command, arguments);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // The kernel keeps the highest value, so the last look before the exit is enough.
    private static async Task<long> WatchAsync(Process process)
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status");
        long peak = 0;
        while (!process.HasExited)
        {
            try
            {
                foreach (string line in File.ReadLines(status))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                        peak = 1024 * long.Parse(line.AsSpan(6).Trim().TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                return peak;
            }
            await Task.Delay(20).ConfigureAwait(false);
        }
        return peak;
    }
}
