using System.Diagnostics;
using System.Globalization;
using PythonEnv.TestSupport;

namespace PythonEnv.Bench;

/// <summary>The packed package, and the projects and rival tools to measure it with; all in one scratch folder.</summary>
internal sealed class Workbench
{
    private readonly string _version = string.Create(CultureInfo.InvariantCulture, $"0.0.0-bench.{DateTime.UtcNow.Ticks}");

    public Workbench(BenchOptions options)
    {
        Options = options;
        Commands = new Commands(options.Scratch);
        Directory.CreateDirectory(options.Scratch);
        foreach (string file in (ReadOnlySpan<string>)["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            File.WriteAllText(this[file], "<Project />");
        File.WriteAllText(this["nuget.config"], """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="bench" value="feed" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        Commands.Run(Repository.Root, "dotnet", "pack", Path.Combine("src", "PythonEnv.Tasks"), "-c", "Release",
            "-p:ReadyToRun=true", $"-p:Version={_version}", "-o", this["feed"], "-nodeReuse:false");
    }

    public BenchOptions Options { get; }

    public Commands Commands { get; }

    public Report Report { get; } = new();

    /// <summary>The package's cache for all projects of the run.</summary>
    public string Cache => this["cache"];

    public string this[string name] => Path.Combine(Options.Scratch, name);

    public SampleProject WithoutPackage(string name) => new(Commands, this[name], version: null, new Dictionary<string, string>());

    /// <summary>A project whose requirements are a lock.</summary>
    public SampleProject WithPackage(string name, string lockName, params IEnumerable<(string Name, string Value)> properties) =>
        WithRequirements(name, File.ReadAllText(Options.Lock(lockName)), properties);

    /// <summary>A project with these requirements.</summary>
    public SampleProject WithRequirements(string name, string requirements, params IEnumerable<(string Name, string Value)> properties)
    {
        var declared = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PythonEnvInterpreter"] = Python,
            ["PythonEnvCacheDirectory"] = Cache
        };
        foreach ((string property, string value) in properties)
            declared[property] = value;
        var project = new SampleProject(Commands, this[name], _version, declared);
        File.WriteAllText(project.RequirementsFile, requirements);
        return project;
    }

    /// <summary>The declaration of the wheelhouse as the only source.</summary>
    public (string, string)[] FromWheelhouse => [("PythonEnvFindLinks", Options.Wheelhouse), ("PythonEnvNoIndex", "true")];

    /// <summary>The wheelhouse as the only source of pip and uv.</summary>
    public string[] WheelhouseArguments => ["--no-index", "--find-links", Options.Wheelhouse];

    /// <summary>The task's own time of a build that makes the environment anew.</summary>
    public static Contestant Rebuild(SampleProject project, Action? prepare = null) => new("this package", () =>
    {
        project.RemoveEnvironment();
        prepare?.Invoke();
    }, () => project.Build().Task);

    /// <summary><c>python -m venv</c> and then pip in it.</summary>
    public Contestant Pip(string name, string lockName, params string[] arguments) => Installer(name, folder =>
    {
        Commands.Run(Options.Scratch, Python, "-m", "venv", folder);
        InstallByPip(folder, lockName, arguments);
    });

    /// <summary>Every rival that is on this machine, each from creating the environment to the last file.</summary>
    public IEnumerable<Contestant> Rivals(string lockName, bool cold, string[] source)
    {
        string[] cache = cold ? ["--no-cache-dir"] : [];
        yield return Pip("venv + pip install --no-compile", lockName, [.. source, .. cache, "--no-compile"]);
        if (Commands.Has(Python, "-m", "virtualenv", "--version"))
        {
            yield return Installer("virtualenv + pip install --no-compile", folder =>
            {
                Commands.Run(Options.Scratch, Python, "-m", "virtualenv", "-q", folder);
                InstallByPip(folder, lockName, [.. source, .. cache, "--no-compile"]);
            });
        }
        if (HasUv)
            yield return Uv(Options.Lock(lockName), cold, ["--require-hashes", .. source]);
    }

    public bool HasUv => Commands.Has("uv", "--version");

    /// <summary><c>uv venv</c> and then <c>uv pip sync</c>.</summary>
    /// <param name="cold">Whether its cache is removed before each run.</param>
    public Contestant Uv(string requirements, bool cold, params string[] arguments)
    {
        Contestant uv = Installer("uv venv + uv pip sync", folder =>
        {
            Commands.Run(Options.Scratch, "uv", "venv", "-q", "--python", Python, folder);
            SyncByUv(folder, requirements, arguments);
        });
        return cold ? uv with { Prepare = uv.Prepare + (() => Folders.Remove(this["uv"])) } : uv;
    }

    /// <summary><c>uv pip sync</c> over what <see cref="Uv"/> has left.</summary>
    public Contestant UvAgain(string requirements, params string[] arguments) =>
        Installer("uv pip sync", folder => SyncByUv(folder, requirements, arguments)) with { Prepare = static () => { } };

    /// <summary>Every rival that resolves, from requirements to what it would install.</summary>
    public IEnumerable<Contestant> Resolvers(string requirements, bool cold, string[] source)
    {
        string made = this["resolved"];
        yield return Command(
            "pip install --dry-run", made, Python,
            [
                "-m", "pip", "install", "-q", "--dry-run", "--ignore-installed", "--report", made, "-r", requirements, .. source,
                .. cold ? ["--no-cache-dir"] : (string[])[],
            ]);
        if (!HasUv)
            yield break;
        Contestant uv = Command(
            "uv pip compile", made, "uv",
            ["pip", "compile", "-q", "--generate-hashes", "--python", Python, "-o", made, .. source, requirements]);
        yield return cold ? uv with { Prepare = uv.Prepare + (() => Folders.Remove(this["uv"])) } : uv;
    }

    private void SyncByUv(string folder, string requirements, string[] arguments) =>
        Commands.Run(Options.Scratch, "uv", ["pip", "sync", "-q", "--python", folder, .. arguments, requirements]);

    /// <summary>A whole command, its target removed before each run.</summary>
    public Contestant Command(string name, string target, string command, params string[] arguments) => new(
        name, () => Folders.Remove(target), () => Commands.Run(Options.Scratch, command, arguments).Elapsed.TotalSeconds);

    private string Python => Options.Python;

    private void InstallByPip(string folder, string lockName, string[] arguments) => Commands.Run(
        Options.Scratch, Path.Combine(folder, "bin", "python"),
        ["-m", "pip", "install", "-q", "--require-hashes", .. arguments, "-r", Options.Lock(lockName)]);

    private Contestant Installer(string name, Action<string> install)
    {
        string folder = this["rival"];
        return new Contestant(name, () => Folders.Remove(folder), () =>
        {
            long started = Stopwatch.GetTimestamp();
            install(folder);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
    }
}
