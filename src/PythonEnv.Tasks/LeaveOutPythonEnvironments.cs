using Microsoft.Build.Framework;

namespace PythonEnv.Tasks;

/// <summary>Finds the files of environments among a project's items, however the environments' locations are spelled.</summary>
[MSBuildMultiThreadableTask]
public sealed class LeaveOutPythonEnvironments : Microsoft.Build.Utilities.Task
{
    /// <summary>Absolute paths of folders.</summary>
    [Required]
    public string[] Folders { get; set; } = [];

    public ITaskItem[] Items { get; set; } = [];

    /// <summary>Those of the items that stand in one of the folders.</summary>
    [Output]
    public ITaskItem[] Inside { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        string[] folders = Array.ConvertAll(
            Folders, folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar);
        Inside = Array.FindAll(
            Items,
            item => Array.Exists(folders, folder => item.GetMetadata("FullPath").StartsWith(folder, comparison)));
        return true;
    }
}
