using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Platform;
using PythonEnv.Host.Processes;
using PythonEnv.Running;

namespace PythonEnv.Engine.Commands;

/// <summary>Runs a project's Python tests in an environment that was restored; each that fails is an error at its line.</summary>
internal static class TestCommand
{
    private const int NoTests = 5;

    // What people call the folder of their tests.
    private static readonly string[] s_usual = ["tests", "test"];

    /// <param name="paths">Files and folders; absolute. Empty: <c>tests</c> or <c>test</c> beside the project.</param>
    /// <param name="resultsFolder">Absolute.</param>
    /// <param name="onLine">Is told what the runner prints, as it comes; on any thread.</param>
    /// <param name="host">Null: this machine, with the variables of this process.</param>
    /// <returns>Null where no test was run.</returns>
    /// <remarks>Reports PYENV5009.</remarks>
    public static TestOutcome? Run(
        DeclaredValues declared, ImmutableArray<string> paths, string resultsFolder, IBuildLog log, Action<string> onLine,
        HostFacts? host, CancellationToken cancellation)
    {
        if (!ReceiptFile.TryRead(declared.Location, out Receipt? receipt))
        {
            log.Report(Failure(
                declared, $"the environment `{declared.Environment}` was not restored", $"nothing finished stands at `{declared.Location}`",
                "Let the target depend on `PythonEnvRestore`"));
            return null;
        }
        ImmutableArray<string> found = paths.IsEmpty
            ? [.. s_usual.Select(name => Path.Combine(declared.ProjectDirectory, name)).Where(Directory.Exists).Take(1)]
            : paths;
        if (found.IsEmpty)
        {
            log.Report(Failure(
                declared, "there are no Python tests",
                "no `PythonTest` item is declared, and neither `tests` nor `test` lies beside the project",
                "Put them into a folder `tests`, or name theirs in a `PythonTest` item"));
            return null;
        }
        string[] missing = [.. found.Where(path => !Path.Exists(path))];
        foreach (string path in missing)
            log.Report(DiagnosticCatalog.ProgramFailed.At(
                new DeclaredPlaces(declared).OfItem("PythonTest", path), $"the tests `{path}` do not exist",
                "a `PythonTest` item names them", "Correct the item, which is relative to the project"));
        return missing.Length > 0 ? null : Run(
            declared, receipt, new TestRun(found, ResultsOf(declared, resultsFolder)), log, onLine, host ?? HostFacts.Current(),
            cancellation);
    }

    /// <summary>The file of an environment's results. Outside of the project it has the project's name as well.</summary>
    public static string ResultsOf(DeclaredValues declared, string folder)
    {
        // There the projects of a solution put theirs side by side.
        string project = HostPaths.Native.IsWithin(folder, declared.ProjectDirectory) ? "" : NameOf(declared) + ".";
        return Path.Combine(folder, $"TEST-{project}{declared.Environment}.xml");
    }

    // A folder without a project has only its own name.
    private static string NameOf(DeclaredValues declared) =>
        Path.GetExtension(declared.ProjectFile).EndsWith("proj", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(declared.ProjectFile)
            : Path.GetFileName(declared.ProjectDirectory);

    private static TestOutcome Run(
        DeclaredValues declared, Receipt receipt, TestRun run, IBuildLog log, Action<string> onLine, HostFacts host,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(declared.Location);
        TestOutcome outcome = RestoreContext.Wait(
            run.RunAsync(layout, declared.ProjectDirectory, host, new ProcessRunner(), onLine, cancellation));
        foreach (TestFailure failure in outcome.Failures)
        {
            SourceSpan place = failure.File.Length > 0 ? new SourceSpan(failure.File, failure.Line) : new SourceSpan(declared.ProjectFile);
            log.Report(DiagnosticCatalog.ProgramFailed.At(place, $"the test `{failure.Test}` failed", failure.Text, ""));
        }
        bool isPassed = outcome.Result.ExitCode == 0;
        bool isEmpty = outcome.Passed + outcome.Failed + outcome.Skipped == 0;
        if (outcome.Runner.Length > 0 && isEmpty && (isPassed || outcome.Result.ExitCode == NoTests))
            log.Report(Failure(
                declared, "no Python test was found", $"{outcome.Runner} looked in {string.Join(", ", run.Paths)}",
                "Name the files `test_*.py`, or declare `PythonTest` items"));
        else if (outcome.Runner.Length == 0 && isPassed)
            log.Report(Failure(
                declared, "the tests did not run to their end", "the program ended with exit code 0 before it had counted them",
                "Find what ends Python by itself, such as `os._exit`"));
        else if (!isPassed && (outcome.Failures.IsEmpty || outcome.Runner.Length == 0))
            log.Report(new ProgramFailure(
                outcome.Result, declared.Environment, layout, receipt.Interpreter.Executable, "").Describe(declared.ProjectDirectory));
        if (outcome.Runner.Length > 0)
        {
            log.Output(string.Create(
                CultureInfo.InvariantCulture,
                $"PythonEnv: {outcome.Runner}: {outcome.Passed} passed, {outcome.Failed} failed, {outcome.Skipped} skipped, "
                    + $"{watch.Elapsed.TotalSeconds:0.0} s -> {run.Results}"));
        }
        return outcome;
    }

    private static Diagnostic Failure(DeclaredValues declared, string problem, string evidence, string remedy) =>
        DiagnosticCatalog.ProgramFailed.At(new SourceSpan(declared.ProjectFile), problem, evidence, remedy);
}
