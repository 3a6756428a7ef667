using PythonEnv.Host.Files;

namespace PythonEnv.TestSupport;

/// <summary>A folder of its own for one test, removed at the end; kept when <c>PYTHONENV_TESTS_KEEP=1</c>.</summary>
internal sealed class TempDirectory : IDisposable
{
    // A test that is skipped at its beginning makes none, and so leaves none behind.
    private readonly Lazy<string> _path;

    public TempDirectory(string name = "t") =>
        _path = new(() => Directory.CreateTempSubdirectory($"pythonenv-{name}-").FullName);

    public string Path => _path.Value;

    /// <summary>A path below it, by the system's own separators.</summary>
    public string this[string relative] => System.IO.Path.GetFullPath(relative, Path);

    public string Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string relative, byte[] bytes)
    {
        string path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("PYTHONENV_TESTS_KEEP") != "1" && _path.IsValueCreated && Directory.Exists(Path))
            FileChange.DeleteFolder(Path);
    }
}
