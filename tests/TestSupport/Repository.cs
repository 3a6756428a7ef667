namespace PythonEnv.TestSupport;

/// <summary>The checkout the tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PythonEnv.Tasks.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no PythonEnv.Tasks.sln above {AppContext.BaseDirectory}");
    }
}
