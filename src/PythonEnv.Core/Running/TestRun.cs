using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;

namespace PythonEnv.Running;

/// <summary>A test that failed.</summary>
/// <param name="Test">As its runner names it.</param>
/// <param name="File">Absolute path of the innermost of the project's own files; empty where none is known.</param>
/// <param name="Line">1-based.</param>
internal sealed record TestFailure(string Test, string File, int Line, string Text);

/// <summary>What a run of tests has told.</summary>
/// <param name="Runner"><c>pytest</c> or <c>unittest</c>; empty where the run broke off.</param>
internal sealed record TestOutcome(
    string Runner, int Passed, int Failed, int Skipped, ImmutableArray<TestFailure> Failures, ProcessResult Result);

/// <summary>Runs tests inside an environment: by pytest where it is installed there, else by unittest, which every Python has.</summary>
/// <param name="paths">Files and folders; absolute.</param>
/// <param name="results">The file for the results in the JUnit form; absolute.</param>
internal sealed class TestRun(ImmutableArray<string> paths, string results)
{
    private static readonly string s_script = EmbeddedScript.Read("run_tests.py");

    public ImmutableArray<string> Paths => paths;

    public string Results => results;

    /// <param name="folder">The project's, in which the tests run and whose modules they find.</param>
    /// <param name="onLine">Is told what the runner prints, as it comes; on any thread.</param>
    public async Task<TestOutcome> RunAsync(
        EnvironmentLayout layout, string folder, HostFacts host, IProcessRunner processes, Action<string> onLine,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        // Of a run that breaks off nothing is written: those of the last one would be published as its own.
        FileChange.Delete(results);
        string findings = $"{results}.{Guid.NewGuid():N}.tmp";
        try
        {
            var program = new PythonProgram
            {
                Arguments = ["-c", s_script, results, findings, .. paths],
                WorkingDirectory = folder,
                OnOutput = onLine,
                OnError = onLine
            };
            ProcessResult result = await program.RunAsync(layout, host, processes, cancellation).ConfigureAwait(false);
            return Read(RegularFile.Exists(findings) ? AtomicFile.ReadAllText(findings) : "", result);
        }
        finally
        {
            FileChange.Delete(findings);
        }
    }

    // A run that was killed leaves a last line that is not whole.
    private static TestOutcome Read(string findings, ProcessResult result)
    {
        var failures = ImmutableArray.CreateBuilder<TestFailure>();
        foreach (string line in findings.Split('\n')[..^1])
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement told = document.RootElement;
            if (told.TryGetProperty("runner", out JsonElement runner))
                return new TestOutcome(
                    runner.GetString()!, Number("passed"), Number("failed"), Number("skipped"), failures.ToImmutable(), result);
            failures.Add(new TestFailure(Text("test"), Text("file"), Number("line"), Text("text")));

            string Text(string name) => told.GetProperty(name).GetString()!;
            int Number(string name) => told.GetProperty(name).GetInt32();
        }
        return new TestOutcome("", 0, failures.Count, 0, failures.ToImmutable(), result);
    }
}
