using System.Collections;
using Microsoft.Build.Framework;

namespace PythonEnv.Tasks.Tests.Units;

/// <summary>A build in which one task runs: it keeps what is logged, and answers what a task may ask the project.</summary>
internal sealed class MockBuildEngine : IBuildEngine6
{
    private readonly List<BuildEventArgs> _events = [];

    /// <summary>Properties of the command line.</summary>
    public Dictionary<string, string> GlobalProperties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the project's targets return, by their names.</summary>
    public Dictionary<string, ITaskItem[]> TargetOutputs { get; } = new(StringComparer.Ordinal);

    public string ProjectFileOfTaskNode { get; set; } = "/p/App.csproj";

    public int LineNumberOfTaskNode { get; set; } = 7;

    public int ColumnNumberOfTaskNode { get; set; } = 5;

    public bool ContinueOnError => false;

    public bool IsRunningMultipleNodes => false;

    /// <summary>Each error and warning as <c>file(line,column): error CODE: text</c>.</summary>
    public IReadOnlyList<string> Findings
    {
        get
        {
            lock (_events)
                return [.. _events.Select(Describe).OfType<string>()];
        }
    }

    /// <summary>The texts of messages, in order.</summary>
    public IReadOnlyList<string> Messages(MessageImportance importance)
    {
        lock (_events)
            return [
                .. _events.OfType<BuildMessageEventArgs>()
                    .Where(message => message.Importance == importance)
                    .Select(message => message.Message!)
            ];
    }

    public void LogErrorEvent(BuildErrorEventArgs e) => Add(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Add(e);

    public void LogMessageEvent(BuildMessageEventArgs e) => Add(e);

    public void LogCustomEvent(CustomBuildEventArgs e) => Add(e);

    public void LogTelemetry(string eventName, IDictionary<string, string> properties)
    {
    }

    public IReadOnlyDictionary<string, string> GetGlobalProperties() => GlobalProperties;

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs)
    {
        foreach (string target in targetNames)
            targetOutputs[target] = TargetOutputs.GetValueOrDefault(target, []);
        return true;
    }

    public bool BuildProjectFile(
        string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) =>
        BuildProjectFile(projectFileName, targetNames, globalProperties, targetOutputs);

    public bool BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject,
        string[] toolsVersion,
        bool useResultsCache, bool unloadProjectsOnCompletion) => throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(
        string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties,
        string[] toolsVersion,
        bool returnTargetOutputs) => throw new NotSupportedException();

    public object GetRegisteredTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void RegisterTaskObject(object key, object obj, RegisteredTaskObjectLifetime lifetime, bool allowEarlyCollection) =>
        throw new NotSupportedException();

    public object UnregisterTaskObject(object key, RegisteredTaskObjectLifetime lifetime) => throw new NotSupportedException();

    public void Reacquire() => throw new NotSupportedException();

    public void Yield() => throw new NotSupportedException();

    private void Add(BuildEventArgs e)
    {
        lock (_events)
            _events.Add(e);
    }

    private static string? Describe(BuildEventArgs e) => e switch
    {
        BuildErrorEventArgs error => $"{error.File}({error.LineNumber},{error.ColumnNumber}): error {error.Code}: {error.Message}",
        BuildWarningEventArgs warning => $"{warning.File}({warning.LineNumber},{warning.ColumnNumber}): warning {warning.Code}: {warning.Message}",
        _ => null,
    };
}
