using Microsoft.Build.Framework;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;

namespace PythonEnv.Tasks;

/// <summary>
/// Finds the files of environments among a project's items: of its own, however their locations are spelled, and of the projects below it.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class LeaveOutPythonEnvironments : Microsoft.Build.Utilities.Task
{
    private const string SitePackages = "site-packages";

    private static readonly StringComparison s_comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Absolute paths of folders.</summary>
    public string[] Folders { get; set; } = [];

    public ITaskItem[] Items { get; set; } = [];

    /// <summary>Those of the items that stand in one of the folders, in another environment of this package or in its workspace.</summary>
    [Output]
    public ITaskItem[] Inside { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        string[] paths = Array.ConvertAll(Items, item => item.GetMetadata("FullPath"));
        List<string> folders = [.. Folders.Select(Path.GetFullPath).SelectMany(WithWorkspace)];
        foreach (string path in paths)
        {
            if (path.Contains(SitePackages, s_comparison) && !IsInside(path, folders) && EnvironmentAround(path) is { } other)
                folders.AddRange(WithWorkspace(other));
        }
        Inside = [.. Items.Where((_, i) => IsInside(paths[i], folders))];
        return true;
    }

    private static IEnumerable<string> WithWorkspace(string folder) =>
    [
        Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar,
        new EnvironmentWorkspace(Path.TrimEndingDirectorySeparator(folder)).Root + Path.DirectorySeparatorChar
    ];

    private static bool IsInside(string path, List<string> folders) => folders.Exists(folder => path.StartsWith(folder, s_comparison));

    private static string? EnvironmentAround(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        while (folder is not null && !RegularFile.Exists(Receipt.PathIn(folder)))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
