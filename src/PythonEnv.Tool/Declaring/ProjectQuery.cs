using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Tool.Declaring;

/// <summary>An item of a project: what it includes, and its metadata.</summary>
internal sealed record ProjectItem(string Include, IReadOnlyDictionary<string, string> Metadata)
{
    public string this[string name] => Metadata.GetValueOrDefault(name, "");
}

/// <summary>A project as evaluation leaves it, before any target has run.</summary>
internal sealed record EvaluatedProject(IReadOnlyDictionary<string, string> Properties, ILookup<string, ProjectItem> Items)
{
    public string this[string property] => Properties.GetValueOrDefault(property, "");
}

/// <summary>Asks <c>dotnet msbuild</c> what a project declares, so that every SDK and every target of the project counts.</summary>
internal sealed class ProjectQuery(string project, HostFacts host, IProcessRunner processes, CancellationToken cancellation)
{
    private const string NoSuchTarget = "MSB4057";

    public static ProjectQuery Of(string project, HostFacts host, CancellationToken cancellation) =>
        new(project, host, new ProcessRunner(), cancellation);

    /// <summary>The items after a target has run.</summary>
    /// <returns>Null if the project does not have the target.</returns>
    /// <exception cref="UsageException">The project can't be read.</exception>
    public ILookup<string, ProjectItem>? Items(string target, ImmutableArray<string> names)
    {
        ProcessResult result = Run(["-restore", $"-t:{target}", .. names.Select(name => $"-getItem:{name}")]);
        string text = result.StandardOutput + result.StandardError;
        if (result.ExitCode == 0)
            return ReadItems(result.StandardOutput);
        return text.Contains(NoSuchTarget, StringComparison.Ordinal) ? null : throw Unreadable(text);
    }

    /// <summary>Properties as evaluation leaves them.</summary>
    /// <exception cref="UsageException">The project can't be read.</exception>
    public IReadOnlyDictionary<string, string> Properties(ImmutableArray<string> names)
    {
        ProcessResult result = Run([$"-getProperty:{string.Join(',', names)}"]);
        if (result.ExitCode != 0)
            throw Unreadable(result.StandardOutput + result.StandardError);
        return ReadProperties(result.StandardOutput);
    }

    /// <summary>Properties and items as evaluation leaves them.</summary>
    /// <exception cref="UsageException">The project can't be read.</exception>
    public EvaluatedProject Evaluate(ImmutableArray<string> properties, ImmutableArray<string> items)
    {
        ProcessResult result = Run([$"-getProperty:{string.Join(',', properties)}", $"-getItem:{string.Join(',', items)}"]);
        return result.ExitCode == 0
            ? new EvaluatedProject(ReadProperties(result.StandardOutput), ReadItems(result.StandardOutput))
            : throw Unreadable(result.StandardOutput + result.StandardError);
    }

    private ProcessResult Run(ImmutableArray<string> arguments)
    {
        ImmutableDictionary<string, string> environment = host.Environment.SetItem("DOTNET_NOLOGO", "1");
        var invocation = new ProcessInvocation(
            FindSdk(), ["msbuild", project, "-nologo", .. arguments], Path.GetDirectoryName(project)!, environment);
        return processes.RunAsync(invocation, cancellation).GetAwaiter().GetResult();
    }

    private string FindSdk() =>
        host.DotnetHost ?? throw new UsageException("a project is read by the .NET SDK, and no `dotnet` is on the path");

    private UsageException Unreadable(string output) => new($"`{project}` can't be read by `dotnet msbuild`:\n{output.Trim()}");

    private static Dictionary<string, string> ReadProperties(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("Properties").EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
    }

    private static ILookup<string, ProjectItem> ReadItems(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("Items").EnumerateObject()
            .SelectMany(kind => kind.Value.EnumerateArray().Select(item => (kind.Name, Item: ReadItem(item))))
            .ToLookup(item => item.Name, item => item.Item, StringComparer.OrdinalIgnoreCase);
    }

    private static ProjectItem ReadItem(JsonElement item)
    {
        var metadata = item.EnumerateObject().ToDictionary(
            value => value.Name, value => value.Value.GetString() ?? "", StringComparer.OrdinalIgnoreCase);
        return new ProjectItem(metadata["Identity"], metadata);
    }
}
