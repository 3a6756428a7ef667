namespace PythonEnv.Bench;

/// <summary>Folders between two runs.</summary>
internal static class Folders
{
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
