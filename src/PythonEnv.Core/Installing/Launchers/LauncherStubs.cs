using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing.Launchers;

/// <summary>
/// distlib's launcher stubs, taken out of the declared interpreter's own pip: this package ships no executable of others.
/// </summary>
/// <param name="pip">The folder that holds the package <c>pip</c>, or a wheel of it.</param>
/// <param name="architecture"><c>64</c>, <c>32</c> or <c>64-arm</c>: that of the interpreter.</param>
internal sealed class LauncherStubs(string? pip, string architecture)
{
    private readonly Lazy<byte[]> _console = new(() => Read(pip, $"t{architecture}.exe"));
    private readonly Lazy<byte[]> _windowed = new(() => Read(pip, $"w{architecture}.exe"));

    /// <exception cref="PythonEnvException">PYENV1003: the interpreter has no pip, or one without the stub.</exception>
    public byte[] Get(bool isGui) => (isGui ? _windowed : _console).Value;

    private static byte[] Read(string? pip, string name)
    {
        string path = $"pip/_vendor/distlib/{name}";
        byte[]? stub = pip is null ? null
            : pip.EndsWith(".whl", StringComparison.OrdinalIgnoreCase) ? FromWheel(pip, path)
            : FromFolder(pip, path);
        return stub ?? throw new PythonEnvException(DiagnosticCatalog.InterpreterUnusable.At(
            SourceSpan.None,
            "the launchers of commands can't be made",
            $"the interpreter's pip (`{pip ?? "none"}`) has no `{path}`",
            "Install the interpreter with its pip (ensurepip), or set `PythonEnvInstaller` to `pip`"));
    }

    private static byte[]? FromFolder(string folder, string path) => RegularFile.ReadIfThere(Path.Combine(folder, path));

    private static byte[]? FromWheel(string wheel, string path)
    {
        using WheelArchive archive = WheelArchive.Open(wheel);
        ArchiveEntry? entry = archive.Entries.FirstOrDefault(entry => entry.Path == path);
        return entry is null ? null : archive.ReadAllBytes(entry, ArchiveLimits.Default.MetadataSize);
    }
}
