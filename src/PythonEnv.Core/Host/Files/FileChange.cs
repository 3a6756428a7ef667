namespace PythonEnv.Host.Files;

/// <summary>
/// Renames and deletions of files and folders. Windows refuses them while any program has one open, if only a virus scanner for a moment,
/// and of files that are read-only; here they wait, and make writable what is to go.
/// </summary>
internal static class FileChange
{
    public static void Move(string from, string to, bool overwrite = false) => OpenFiles.Wait(from, () =>
    {
        if (overwrite)
            MakeWritable(new FileInfo(to));
        File.Move(from, to, overwrite);
    });

    public static void MoveFolder(string from, string to) => OpenFiles.Wait(from, () => Directory.Move(from, to));

    /// <summary>Nothing happens if there is no such file.</summary>
    public static void Delete(string path) => OpenFiles.Wait(path, () =>
    {
        MakeWritable(new FileInfo(path));
        File.Delete(path);
    });

    /// <summary>With everything in it.</summary>
    public static void DeleteFolder(string folder) => OpenFiles.Wait(folder, () =>
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (string file in FileTree.FilesBelow(folder))
                MakeWritable(new FileInfo(file));
        }
        Directory.Delete(folder, recursive: true);
    });

    /// <summary>
    /// Makes the folder in which a file of the cache is about to be written. A file in the folder's place holds nothing that anybody wants,
    /// and a link leads into somebody else's folder: they go.
    /// </summary>
    public static void MakeFolderOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        if (new FileInfo(folder) is { Exists: true } or { LinkTarget: not null })
            Delete(folder);
        Directory.CreateDirectory(folder);
    }

    // POSIX asks for the permissions of the folder alone.
    private static void MakeWritable(FileInfo file)
    {
        if (OperatingSystem.IsWindows() && file is { Exists: true, IsReadOnly: true })
            file.IsReadOnly = false;
    }
}
