using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>The <c>[tool.uv.workspace]</c> of a root: the folders that are its members now.</summary>
/// <param name="settings">The <c>[tool.uv]</c> of the root; null without one.</param>
internal sealed class UvWorkspace(UvLock lockFile, TomlTable? settings)
{
    /// <summary>Members that the lock does not know, and those of the lock that are here and are members no more.</summary>
    public IEnumerable<UvDifference> Differences()
    {
        if (settings.Table("workspace") is not { } workspace)
            yield break;
        HashSet<string> excluded = [.. workspace["exclude"].Texts().SelectMany(FoldersOf)];
        var members = new HashSet<PackageName>();
        foreach (TomlString pattern in workspace["members"].Texts())
        {
            foreach (string folder in FoldersOf(pattern).Where(folder => !excluded.Contains(folder)))
            {
                if (NameOf(folder) is not { } name || !members.Add(name) || IsKnown(name))
                    continue;
                string place = Path.GetRelativePath(lockFile.Folder, folder).Replace('\\', '/');
                yield return new UvDifference($"+ member `{name}` ({place}, by line {pattern.Span.Line})", pattern.Span);
            }
        }
        foreach (UvPackage locked in lockFile.Packages.Where(package => package.Source.IsFolder && lockFile.Members.Contains(package.Name)))
        {
            string folder = FullPath(locked.Source.Location);
            if (folder != FullPath(".") && !members.Contains(locked.Name) && NameOf(folder) == locked.Name)
                yield return new UvDifference($"- member `{locked.Name}`", null);
        }
    }

    // Old locks list no members.
    private bool IsKnown(PackageName name) =>
        lockFile.Members.Contains(name) || lockFile.Named(name).Any(package => package.Source.IsFolder);

    // A folder without a project is passed over, and so is one that uv is told to leave alone.
    private PackageName? NameOf(string folder) =>
        lockFile.Projects.In(folder) is { } pyproject && pyproject.Table("project").Text("name") is { } name
        && pyproject.Table("tool").Table("uv")?["managed"] is not TomlBoolean { Value: false }
            ? PackageName.Normalize(name)
            : null;

    private IEnumerable<string> FoldersOf(TomlString pattern) => lockFile.Projects.FoldersOf(FullPath(pattern.Value));

    private string FullPath(string relative) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(relative, lockFile.Folder));
}
