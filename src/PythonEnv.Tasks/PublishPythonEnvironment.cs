using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;
using PythonEnv.Publishing;

namespace PythonEnv.Tasks;

/// <summary>Puts the first environment's distributions, and the project's Python sources, into the publish folder.</summary>
[MSBuildMultiThreadableTask]
public sealed class PublishPythonEnvironment : EnvironmentsTask
{
    private bool _isDone;

    /// <summary>The publish folder; relative to the project.</summary>
    [Required]
    public string PublishDirectory { get; set; } = "";

    /// <summary>The project's property of this name; empty for this machine's platform.</summary>
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>The <c>PythonSource</c> items; <c>Link</c> says where below <c>src/</c> one goes, else its path in the project.</summary>
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Take the interpreter along.</summary>
    public bool WithInterpreter { get; set; }

    /// <summary>Byte-compile what is published.</summary>
    public bool Compile { get; set; }

    /// <inheritdoc/>
    private protected override bool IsAfterRestore => true;

    /// <inheritdoc/>
    private protected override void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation)
    {
        if (_isDone)
            return;
        _isDone = true;
        string project = Path.GetDirectoryName(environment.ProjectFile)!;
        var request = new PublishRequest(
            Path.GetFullPath(PublishDirectory, project), RuntimeIdentifier, [.. Sources.Select(source => Read(source, project))],
            WithInterpreter, Compile);
        EnvironmentEngine.Create(environment, log).Publish(request, cancellation);
    }

    private static PublishedSource Read(ITaskItem source, string project)
    {
        string path = Path.GetFullPath(source.ItemSpec, project);
        string target = source.GetMetadata("Link") is { Length: > 0 } link ? link : Path.GetRelativePath(project, path);
        // A file of elsewhere keeps what the pattern that found it left of its path.
        if (Path.IsPathRooted(target) || target.StartsWith("..", StringComparison.Ordinal))
            target = source.GetMetadata("RecursiveDir") + Path.GetFileName(path);
        return new PublishedSource(path, target.Replace('\\', '/'));
    }
}
