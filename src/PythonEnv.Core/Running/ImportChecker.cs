using System.Globalization;
using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Running;

/// <summary>Imports modules inside an environment, all in one process as long as none of them takes it down.</summary>
/// <param name="variables">What the process sees; Python's own variables are to be removed from it.</param>
/// <param name="limit">How long the imports of one process may take.</param>
internal sealed class ImportChecker(IProcessRunner processes, IReadOnlyDictionary<string, string> variables, TimeSpan limit)
{
    private static readonly string Script = EmbeddedScript.Read("import_check.py");

    private readonly string _seconds = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <param name="executable">The environment's interpreter.</param>
    /// <param name="modules">Dotted names.</param>
    /// <returns>The modules that do not import, in the order given.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The interpreter can't be started.</exception>
    public async Task<IReadOnlyList<ImportFailure>> CheckAsync(
        string executable, IReadOnlyList<string> modules, CancellationToken cancellation)
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
        var invocation = new ProcessInvocation(
            executable, ["-I", "-B", "-c", Script, _seconds], Path.GetDirectoryName(executable)!, variables)
        {
            StandardInput = string.Join('\n', modules.Skip(first)),
            // The script keeps the limit itself, so that what it answered until then is not lost; this is for one that can't.
            Timeout = limit + limit,
        };
        try
        {
            ProcessResult result = await processes.RunAsync(invocation, cancellation).ConfigureAwait(false);
            int answered = first + ReadAnswers(result.StandardOutput, failures);
            if (answered < modules.Count)
                failures.Add(DescribeEnd(modules[answered], result));
            return Math.Min(answered + 1, modules.Count);
        }
        catch (TimeoutException)
        {
            failures.Add(new ImportFailure(modules[first], $"the imports from here on did not end within {_seconds} seconds", "", 0));
            return modules.Count;
        }
    }

    private ImportFailure DescribeEnd(string module, ProcessResult result)
    {
        string error = result.StandardError;
        CrashReport? crash = CrashReport.Find(error);
        if (error.Contains("Timeout (", StringComparison.Ordinal))
            return new ImportFailure(module, $"its import was not done after {_seconds} seconds", crash?.File ?? "", crash?.Line ?? 0);
        string end = $"the interpreter ended with {result.Ending}";
        if (crash is not null)
            return new ImportFailure(module, $"{crash.Reason}; {end}", crash.File, crash.Line);
        string lastLine = error.TrimEnd() is { Length: > 0 } text ? $" ({text[(text.LastIndexOf('\n') + 1)..]})" : "";
        return new ImportFailure(module, end + lastLine, "", 0);
    }

    private static int ReadAnswers(string output, List<ImportFailure> failures)
    {
        int answered = 0;
        // Python ends lines as its system does.
        foreach (string line in output.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            // Of a process that was taken down the last line may be half of one.
            if (!line.EndsWith('}'))
                break;
            using JsonDocument answer = JsonDocument.Parse(line);
            answered++;
            if (answer.RootElement.TryGetProperty("error", out JsonElement error))
            {
                failures.Add(new ImportFailure(
                    answer.RootElement
                        .GetProperty("end")
                        .GetString()!, $"{error.GetProperty("type").GetString()}: {error.GetProperty("text").GetString()}",
                    error.GetProperty("file").GetString()!, error.GetProperty("line").GetInt32()));
            }
        }
        return answered;
    }
}
