using System.Diagnostics;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Host;

namespace PythonEnv.FaultInjection;

/// <summary>For what a kill leaves: a project with its environment and cache, and its builds, here and in processes of their own.</summary>
internal sealed class Site
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="root">The project's folder is made below it.</param>
    /// <param name="interpreter">Path of the interpreter to declare.</param>
    public Site(string root, string interpreter)
    {
        Project = Path.Combine(root, "app");
        Cache = Path.Combine(root, "cache");
        Directory.CreateDirectory(Project);
        File.WriteAllText(ProjectFile, "<Project />\n");
        this[DeclaredNames.Interpreter] = interpreter;
        this[DeclaredNames.SystemInterpreter] = "Allow";
    }

    /// <summary>The variables of every build: nothing of the user's pip configuration. Patient: many builds at once wait
    /// for each other's processors.</summary>
    public Dictionary<string, string> Variables { get; } = new(
        HostFacts.Current().Environment.Where(v => !v.Key.StartsWith("PIP_", StringComparison.Ordinal)), StringComparer.Ordinal)
    {
        ["PIP_CONFIG_FILE"] = "/dev/null",
        ["PIP_DEFAULT_TIMEOUT"] = "20",
        ["PIP_RETRIES"] = "1",
    };

    public string Project { get; }

    public string ProjectFile => Path.Combine(Project, "App.csproj");

    public string Location => Path.Combine(Project, ".venv");

    public EnvironmentWorkspace Workspace => new(Location);

    /// <summary>The declared cache folder.</summary>
    public string Cache
    {
        get => _values[DeclaredNames.CacheDirectory];
        set => _values[DeclaredNames.CacheDirectory] = value;
    }

    /// <summary>A declared text.</summary>
    public string this[string name]
    {
        get => _values.GetValueOrDefault(name, "");
        set => _values[name] = value;
    }

    public DeclaredValues Declared => new("default", ProjectFile, name => _values.GetValueOrDefault(name, ""));

    private HostFacts Host => HostFacts.Current(Variables);

    public Site Pin(PinSet pins, bool hashed = false)
    {
        File.WriteAllText(Path.Combine(Project, "requirements.txt"), pins.Text(hashed));
        return this;
    }

    /// <summary>Distributions come from a folder.</summary>
    public Site Find(string folder)
    {
        (this[DeclaredNames.FindLinks], this[DeclaredNames.NoIndex], this[DeclaredNames.IndexUrl]) = (folder, "true", "");
        return this;
    }

    /// <summary>Distributions come from an index.</summary>
    public Site Ask(Uri index)
    {
        (this[DeclaredNames.FindLinks], this[DeclaredNames.NoIndex], this[DeclaredNames.IndexUrl]) = ("", "", index.AbsoluteUri);
        return this;
    }

    public Task<BuildOutcome> RestoreAsync(CancellationToken cancellation) => Builds.RestoreAsync(Declared, Host, cancellation);

    public Task<BuildOutcome> VerifyAsync(CancellationToken cancellation) => Builds.VerifyAsync(Declared, Host, cancellation);

    /// <summary>Whether a build would find nothing to do.</summary>
    public bool IsCalledGood() => FastCheck.Run(Declared, Host.Variable).Receipt is not null;

    /// <summary>Starts a restore in a process of its own; the first line of its output says that the runtime is up.</summary>
    /// <param name="before">A program and its arguments that start it, such as <c>prlimit</c>.</param>
    public Process Start(params IEnumerable<string> before)
    {
        string declaration = Path.Combine(Path.GetDirectoryName(Project)!, $"declared-{Guid.NewGuid():N}");
        File.WriteAllLines(declaration, _values.Append(new("ProjectFile", ProjectFile)).Select(pair => $"{pair.Key}={pair.Value}"));
        List<string> command =
        [
            .. before, Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            typeof(RestoreHost).Assembly.Location, RestoreHost.Verb, declaration
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach ((string name, string value) in Variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public void DeleteEnvironment()
    {
        foreach (string folder in (ReadOnlySpan<string>)[Location, Workspace.Root])
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    public void DeleteCache()
    {
        if (Directory.Exists(Cache))
            Directory.Delete(Cache, recursive: true);
    }

    /// <summary>What a run leaves beside the environment and must not outlive the next one.</summary>
    public IEnumerable<string> LeftBesideEnvironment() => Workspace is var beside && Directory.Exists(beside.Root)
        ? Directory.EnumerateFileSystemEntries(beside.Root).Where(
            path => Path.GetFileName(path) is not ("lock" or "holder" or ".gitignore"))
        : [];

    /// <summary>What is in the cache and belongs to no finished work, after a pruning that takes every leftover for an old one.</summary>
    public IEnumerable<string> LeftInCacheAfterPruning()
    {
        if (!Directory.Exists(Cache))
            return [];
        DateTime old = DateTime.UtcNow.AddDays(-3);
        foreach (string path in Directory.EnumerateFileSystemEntries(Cache, "*", SearchOption.AllDirectories).Where(IsUnfinished))
        {
            if (Directory.Exists(path))
                Directory.SetLastWriteTimeUtc(path, old);
            else
                File.SetLastWriteTimeUtc(path, old);
        }
        CachePruner.Prune(Cache, TimeSpan.FromDays(30));
        return Directory.EnumerateFileSystemEntries(Cache, "*", SearchOption.AllDirectories).Where(IsUnfinished);
    }

    private bool IsUnfinished(string path) =>
        path.StartsWith(Path.Combine(Cache, "tmp") + "/", StringComparison.Ordinal)
        || (!path.StartsWith(Path.Combine(Cache, "archives-v2"), StringComparison.Ordinal) && Path.GetExtension(path) is ".part" or ".tmp");
}
