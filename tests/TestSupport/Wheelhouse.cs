namespace PythonEnv.TestSupport;

/// <summary>Real wheels that <c>shared/wheelhouse</c>'s scripts make into <c>$TMPDIR/wheelhouse/&lt;suite&gt;</c>.</summary>
internal static class Wheelhouse
{
    /// <summary>
    /// The folder of a suite's wheels: <c>bookworm</c> (3.11), <c>trixie</c> (3.13), <c>bullseye</c> (3.9). Skips the test where it is not
    /// built.
    /// </summary>
    public static string Folder(string suite)
    {
        string folder = Path.Combine(Environment.GetEnvironmentVariable("TMPDIR") ?? "/tmp", "wheelhouse", suite);
        // The scripts write the checksums last.
        Requires.That(File.Exists(Path.Combine(folder, "SHA256SUMS")), $"the wheelhouse `{suite}` is not built at `{folder}`");
        return folder;
    }

    /// <summary>A lock of <c>shared/wheelhouse/locks</c>, such as <c>flask</c> or <c>py313-django</c>.</summary>
    public static string Lock(string name) => Requires.Shared($"wheelhouse/locks/{name}.txt");
}
