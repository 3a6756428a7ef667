namespace PythonEnv.TestSupport;

/// <summary>Real wheels, and the locks of just these, that <c>shared/wheelhouse</c>'s scripts make in <c>$TMPDIR/wheelhouse</c>.</summary>
internal static class Wheelhouse
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Environment.GetEnvironmentVariable("TMPDIR") ?? "/tmp", "wheelhouse"));

    // The scripts write the checksums last.
    public static bool IsMade(string suite) => File.Exists(Path.Combine(s_root, suite, "SHA256SUMS"));

    /// <summary>
    /// The folder of a suite's wheels: <c>bookworm</c> (3.11), <c>trixie</c> (3.13), <c>bullseye</c> (3.9). Skips the test where it is not
    /// built.
    /// </summary>
    public static string Folder(string suite)
    {
        string folder = Path.Combine(s_root, suite);
        Requires.That(IsMade(suite), $"the wheelhouse `{suite}` is not built at `{folder}`");
        return folder;
    }

    /// <summary>The file of a lock, such as <c>flask</c> or <c>py313-django</c>.</summary>
    public static string Lock(string name)
    {
        string file = Path.Combine(s_root, "locks", $"{name}.txt");
        Requires.That(File.Exists(file), $"there is no lock `{file}`");
        return file;
    }
}
