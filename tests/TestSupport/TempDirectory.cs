namespace PythonEnv.TestSupport;

/// <summary>A folder of its own for one test, removed at the end; kept when <c>PYTHONENV_TESTS_KEEP=1</c>.</summary>
internal sealed class TempDirectory : IDisposable
{
    public TempDirectory(string name = "t") =>
        Path = Directory.CreateTempSubdirectory($"pythonenv-{name}-").FullName;

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

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
        if (Environment.GetEnvironmentVariable("PYTHONENV_TESTS_KEEP") != "1" && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
