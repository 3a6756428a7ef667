using System.Collections.Immutable;
using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>
/// Runs the project's Python tests by pytest or unittest; each that fails is an error at its line, and the results are a JUnit file.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class RunPythonTests : EnvironmentsTask
{
    private bool _isFirst = true;

    /// <summary>The <c>PythonTest</c> items; <c>Environment</c> names another environment than the first.</summary>
    public ITaskItem[] Tests { get; set; } = [];

    /// <summary>The folder for the results; relative to the project.</summary>
    [Required]
    public string ResultsDirectory { get; set; } = "";

    /// <summary>
    /// The folder in which <c>dotnet test</c> was started, where MSBuild is not told of its <c>--results-directory</c>; else empty.
    /// </summary>
    public string DotnetTestDirectory { get; set; } = "";

    /// <inheritdoc/>
    private protected override bool IsAfterRestore => true;

    /// <inheritdoc/>
    private protected override void Begin(DeclaredProject project, IReadOnlyList<DeclaredValues> environments, IBuildLog log)
    {
        string[] names = [.. environments.Select(environment => environment.Environment)];
        DeclaredValues properties = project.ByProperties;
        foreach (ITaskItem test in Tests)
        {
            if (EnvironmentOf(test) is { Length: > 0 } name && !names.Contains(name))
            {
                log.Report(DiagnosticCatalog.ProgramFailed.At(
                    new DeclaredPlaces(properties).OfItem("PythonTest", properties.Absolute(test.ItemSpec)),
                    $"there is no environment `{name}` for the tests `{test.ItemSpec}`",
                    $"this project declares {string.Join(", ", names.Select(declared => $"`{declared}`"))}",
                    "Correct `Environment` of the `PythonTest` item"));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation)
    {
        bool isFirst = _isFirst;
        _isFirst = false;
        ITaskItem[] own = Array.FindAll(
            Tests, test => EnvironmentOf(test) is { Length: > 0 } name ? name == environment.Environment : isFirst);
        if (own.Length > 0 || (isFirst && Tests.Length == 0))
        {
            ImmutableArray<string> folders = [.. own.Select(test => environment.Absolute(test.ItemSpec))];
            TestCommand.Run(environment, folders, environment.Absolute(FindResultsDirectory()), log, log.Step, null, cancellation);
        }
    }

    private static string EnvironmentOf(ITaskItem test) => test.GetMetadata("Environment").Trim();

    private string FindResultsDirectory()
    {
        string? asked = DotnetTestDirectory.Length == 0 ? null : DotnetTestArguments.ReadResultsDirectory(Environment.GetCommandLineArgs());
        return string.IsNullOrEmpty(asked) ? ResultsDirectory : Path.Combine(DotnetTestDirectory, asked);
    }
}
