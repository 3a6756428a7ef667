using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Declaring;

/// <summary>Where a command works: a project with what it declares, or a folder without one, whose files declare it.</summary>
internal sealed class Workplace
{
    private const string Bundle = "_PythonEnvProject";
    private const string TestItem = "PythonTest";

    private static readonly string[] s_projects = [".csproj", ".fsproj", ".vbproj", ".proj"];

    // What MSBuild adds to every item by itself.
    private static readonly string[] s_wellKnown =
        ["Identity", "FullPath", "RootDir", "Filename", "Extension", "RelativeDir", "Directory", "RecursiveDir",
            "ModifiedTime", "CreatedTime", "AccessedTime"];

    private readonly IReadOnlyList<string> _files;
    private readonly IReadOnlyList<ProjectItem> _items;

    private Workplace(
        string file, IReadOnlyList<string> files, IReadOnlyDictionary<string, string> given, Func<string, string> values,
        IReadOnlyList<ProjectItem> items)
    {
        (File, _files, _items) = (file, files, items);
        ByProperties = new DeclaredValues(
            DeclaredNames.DefaultEnvironment, file, name => given.GetValueOrDefault(DeclaredNames.Prefix + name) ?? values(name))
        {
            Files = files,
            Given = [.. given.Keys],
        };
        ReportDirectory = Path.Combine(Directory, "obj", "pythonenv");
    }

    /// <summary>
    /// The project file; without one, the file of the folder that says what is wanted, else the folder, with a separator at its end.
    /// Absolute.
    /// </summary>
    public string File { get; }

    public string Directory => Path.GetDirectoryName(File)!;

    public FindingPolicy Policy { get; private init; } = FindingPolicy.None;

    /// <summary>The project's <c>PythonTest</c> items.</summary>
    public IReadOnlyCollection<ProjectItem> Tests { get; private init; } = [];

    /// <summary>Where reports go; absolute.</summary>
    public string ReportDirectory { get; private init; }

    /// <summary>The environment that the properties, or the files of the folder, declare.</summary>
    public DeclaredValues ByProperties { get; }

    /// <param name="path">A project file or a folder; absolute.</param>
    /// <param name="given">What the command line sets: names with their prefix.</param>
    /// <exception cref="UsageException">Nothing is there, several projects are, or the project can't be read.</exception>
    public static Workplace Find(string path, IReadOnlyDictionary<string, string> given, HostFacts host, CancellationToken cancellation)
    {
        string? project = ProjectAt(path);
        return project is null ? OfFolder(path, given, host) : OfProject(project, given, host, cancellation);
    }

    /// <returns>The project file; null for a folder that has none.</returns>
    /// <exception cref="UsageException">Nothing is there, or several projects are.</exception>
    public static string? ProjectAt(string path)
    {
        if (System.IO.File.Exists(path))
            return path;
        if (!System.IO.Directory.Exists(path))
            throw new UsageException($"there is no project and no folder `{path}`");
        string[] projects = [.. System.IO.Directory.EnumerateFiles(path).Where(IsProjectFile).Order(StringComparer.Ordinal)];
        return projects switch
        {
            [] => null,
            [string only] => only,
            _ => throw new UsageException($"`{path}` has several projects: name one of them with `--project`"),
        };
    }

    /// <summary>The declared environments, the primary one first.</summary>
    /// <param name="diagnostics">Takes PYENV1004 and PYENV1006.</param>
    public IReadOnlyList<DeclaredValues> Environments(DiagnosticBag diagnostics)
    {
        DeclaredValues[] items = [.. _items.Select(Read)];
        var names = new UnknownNames(_files, diagnostics);
        names.FindInFiles();
        names.FindInProperties(ByProperties);
        foreach (DeclaredValues item in items)
            names.FindInItem(item);
        return DeclaredEnvironments.Select(items, ByProperties, diagnostics);
    }

    private DeclaredValues Read(ProjectItem item)
    {
        string[] metadata =
        [
            .. item.Metadata.Keys.Where(
                name => !s_wellKnown.Contains(name) && !name.StartsWith("DefiningProject", StringComparison.Ordinal))
        ];
        DeclaredValues values = ByProperties with { Environment = item.Include, Metadata = metadata };
        return values with { Values = name => values.IsMetadatum(name) ? item[name] : ByProperties.Values(name) };
    }

    // A variable of the environment is a property of a project, and so it is of a folder.
    private static Workplace OfFolder(string folder, IReadOnlyDictionary<string, string> given, HostFacts host)
    {
        ImmutableArray<string> names = [.. DeclaredNames.DefaultLockInputs, .. DeclaredNames.DefaultRequirements];
        string file = names.Select(name => Path.Combine(folder, name)).FirstOrDefault(System.IO.File.Exists)
            ?? Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        return new Workplace(file, [], given, name => host.Variable(DeclaredNames.Prefix + name) ?? "", []);
    }

    private static Workplace OfProject(
        string project, IReadOnlyDictionary<string, string> given, HostFacts host, CancellationToken cancellation)
    {
        var query = ProjectQuery.Of(project, host, cancellation);
        if (query.Items("_PythonEnvDeclared", [Bundle, DeclaredNames.Prefix, TestItem]) is { } items)
            return OfBundle(project, items, given);
        // The project does not have the package: what it declares is there all the same.
        IReadOnlyDictionary<string, string> properties = query.Properties(
            [.. DeclaredNames.All.Select(name => DeclaredNames.Prefix + name), "MSBuildProjectFullPath"]);
        return new Workplace(project, [project], given, name => properties.GetValueOrDefault(DeclaredNames.Prefix + name, ""), []);
    }

    private static Workplace OfBundle(string project, ILookup<string, ProjectItem> items, IReadOnlyDictionary<string, string> given)
    {
        if (items[Bundle].FirstOrDefault() is not { } bundle)
            throw new UsageException($"`{project}` has `PythonEnvEnabled` set to `false`");
        string[] files = [project, .. bundle["Files"].Split(';', StringSplitOptions.RemoveEmptyEntries)];
        return new Workplace(
            project, files, given, name => bundle[name], [.. items[DeclaredNames.Prefix]])
        {
            ReportDirectory = bundle["ReportDirectory"],
            Tests = [.. items[TestItem]],
            Policy = new FindingPolicy(
                bundle["TreatWarningsAsErrors"].Equals("true", StringComparison.OrdinalIgnoreCase), bundle["WarningsAsErrors"],
                bundle["WarningsNotAsErrors"], bundle["NoWarn"]),
        };
    }

    private static bool IsProjectFile(string path) => s_projects.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
