using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;

namespace PythonEnv.Requirements;

/// <summary>A file of another tool that says what to install, by its name: nothing that it lists is read.</summary>
/// <param name="Name">Of the file, without a folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Way">The way from it to a list or a lock that this package reads.</param>
/// <param name="IsInput">Whether that list still has to be locked.</param>
internal sealed record ForeignFile(string Name, string Kind, string Way, bool IsInput = false)
{
    private const string MakeLock = $"`{ProposedCommand.Lock}`";
    private const string ByHand = "Conda's packages can't be converted: write what is imported into `requirements.in`";

    private const string SetupConfiguration = "setup.cfg";

    /// <summary>What is meant for this package, then locks before what they are made from.</summary>
    private static readonly ForeignFile[] Known =
    [
        new("requirements.in", "what a lock is made from", "", IsInput: true),
        new("Pipfile.lock", "a lock of pipenv", "Run `pipenv requirements --hash > requirements.txt`"),
        new("pdm.lock", "a lock of PDM", "Run `pdm export -o requirements.txt`"),
        new("pixi.lock", "a lock of pixi", ByHand, IsInput: true),
        new("conda-lock.yml", "a lock of conda", ByHand, IsInput: true),
        new("Pipfile", "a project of pipenv", "Run `pipenv lock` and `pipenv requirements --hash > requirements.txt`"),
        new("environment.yml", "an environment of conda", ByHand, IsInput: true),
        new("environment.yaml", "an environment of conda", ByHand, IsInput: true),
        new("pixi.toml", "a project of pixi", ByHand, IsInput: true),
        new(
            "hatch.toml", "a configuration of Hatch",
            "Write the dependencies of its environment into `requirements.in`", IsInput: true),
        new("pyproject.toml", "what a lock is made from", "", IsInput: true),
        new("setup.py", "a project of setuptools", "Write its dependencies into `requirements.in`", IsInput: true),
        new(SetupConfiguration, "a project of setuptools", "Write its dependencies into `requirements.in`", IsInput: true),
    ];

    /// <summary>Tools that keep dependencies in tables of their own in a <c>pyproject.toml</c>.</summary>
    private static readonly Dictionary<string, ForeignFile> s_tables = new(StringComparer.Ordinal)
    {
        ["poetry"] = new("pyproject.toml", "a project of Poetry", "Run `poetry lock`: its `poetry.lock` is installed as it is"),
        ["flit"] = new("pyproject.toml", "a project of Flit", "Write its dependencies into `project.dependencies`"),
        ["hatch"] = new(
            "pyproject.toml", "a configuration of Hatch",
            "Write the dependencies of its environment into `requirements.in`", IsInput: true),
        ["pdm"] = new("pyproject.toml", "a project of PDM", "Write its dependencies into `project.dependencies`"),
        ["pixi"] = new("pyproject.toml", "a project of pixi", ByHand, IsInput: true),
    };

    /// <summary>The way from it to what is installed.</summary>
    public string Remedy => !IsInput ? Way : Way.Length == 0 ? $"Run {MakeLock}" : $"{Way}, and run {MakeLock}";

    /// <summary>What a <c>pyproject.toml</c> is by the names of its <c>tool</c> tables, or null.</summary>
    public static ForeignFile? OfTables(IEnumerable<string> tools) =>
        tools.Select(s_tables.GetValueOrDefault).FirstOrDefault(known => known is not null);

    /// <summary>The one that a path is called, or null. What people write as requirements, whatever its name, is none.</summary>
    public static ForeignFile? Of(string path) =>
        Path.GetFileName(path) is var name && name != "requirements.in" ? Array.Find(Known, file => file.Name == name) : null;

    /// <summary>The first that lies in a folder, or null.</summary>
    public static ForeignFile? In(string folder) => Array.Find(Known, file => IsThere(Path.Combine(folder, file.Name)));

    // Many a `setup.cfg` is there for its tools alone.
    private static bool IsThere(string path) =>
        File.Exists(path) && (Path.GetFileName(path) != SetupConfiguration || HasSection(path, "[options]"));

    private static bool HasSection(string path, string section)
    {
        try
        {
            return RegularFile.ReadTextIfThere(path)?.Split('\n').Any(line => line.Trim() == section) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
