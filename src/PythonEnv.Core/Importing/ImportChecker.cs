using System.Globalization;
using System.Text.Json;
using PythonEnv.Processes;

namespace PythonEnv.Importing;

/// <summary>Imports modules inside an environment, all in one process as long as none of them takes it down.</summary>
/// <param name="variables">What the process sees; Python's own variables are to be removed from it.</param>
/// <param name="limit">How long the imports of one process may take.</param>
public sealed class ImportChecker(IProcessRunner processes, IReadOnlyDictionary<string, string> variables, TimeSpan limit)
{
    private static readonly string Script = EmbeddedScript.Read("import_check.py");

    /// <param name="executable">The environment's interpreter.</param>
    /// <param name="modules">Dotted names.</param>
    /// <returns>The modules that do not import, in the order given.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The interpreter can't be started.</exception>
    /// <exception cref="TimeoutException">It did not even keep its own limit.</exception>
    public async Task<IReadOnlyList<ImportFailure>> CheckAsync(string executable, IReadOnlyList<string> modules, CancellationToken cancellation)
    {
        var failures = new List<ImportFailure>();
        // Each round ends with all modules answered or with one that took the process down; the rest go on in a new process.
        for (int next = 0; next < modules.Count;)
            next = await CheckFromAsync(executable, modules, next, failures, cancellation).ConfigureAwait(false);
        return failures;
    }

    private async Task<int> CheckFromAsync(
        string executable, IReadOnlyList<string> modules, int first, List<ImportFailure> failures, CancellationToken cancellation)
    {
        string seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        var invocation = new ProcessInvocation(executable, ["-I", "-B", "-c", Script, seconds], Path.GetDirectoryName(executable)!, variables)
        {
            StandardInput = string.Join('\n', modules.Skip(first)),
            // The script keeps the limit itself, so that what it answered until then is not lost; this is for one that can't.
            Timeout = limit + limit,
        };
        ProcessResult result = await processes.RunAsync(invocation, cancellation).ConfigureAwait(false);
        int answered = ReadAnswers(result.StandardOutput, failures);
        if (first + answered < modules.Count)
            failures.Add(new ImportFailure(modules[first + answered], DescribeEnd(result, seconds), "", 0));
        return Math.Min(first + answered + 1, modules.Count);
    }

    private static string DescribeEnd(ProcessResult result, string seconds)
    {
        if (result.StandardError.Contains("Timeout (", StringComparison.Ordinal))
            return $"the imports were not done after {seconds} seconds";
        string error = result.StandardError.TrimEnd();
        string lastLine = error.Length == 0 ? "" : $" ({error[(error.LastIndexOf('\n') + 1)..]})";
        return string.Create(CultureInfo.InvariantCulture, $"the interpreter ended with exit code {result.ExitCode}{lastLine}");
    }

    private static int ReadAnswers(string output, List<ImportFailure> failures)
    {
        int answered = 0;
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument answer = JsonDocument.Parse(line);
            if (!answer.RootElement.TryGetProperty("end", out JsonElement module))
                continue;
            answered++;
            if (answer.RootElement.TryGetProperty("error", out JsonElement error))
            {
                failures.Add(new ImportFailure(
                    module.GetString()!, $"{error.GetProperty("type").GetString()}: {error.GetProperty("text").GetString()}",
                    error.GetProperty("file").GetString()!, error.GetProperty("line").GetInt32()));
            }
        }
        return answered;
    }
}
