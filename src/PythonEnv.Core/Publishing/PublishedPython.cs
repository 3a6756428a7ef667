using PythonEnv.Packaging.Versions;

namespace PythonEnv.Publishing;

/// <summary>The Python that a published folder is for, and where things lie in the folder.</summary>
/// <remarks>
/// <code>
/// python/                       PublishDir/python
///   pythonenv.json              what it holds; the mark of a folder that may be replaced
///   bin/python, bin/NAME        launchers; Scripts\python.cmd, Scripts\NAME.cmd for Windows
///   lib/site-packages/          the distributions
///   lib/startup/                sitecustomize.py, which makes them importable
///   src/                        the project's own sources
///   interpreter/                the interpreter, where it is taken along
/// </code>
/// Every path in it is relative to the folder, so that it can be moved.
/// </remarks>
/// <param name="Root">Absolute path of the folder.</param>
/// <param name="Implementation"><c>sys.implementation.name</c>.</param>
/// <param name="Version"><c>X.Y</c>.</param>
/// <param name="IsFreeThreaded">A build without the global interpreter lock.</param>
/// <param name="IsWindows">The folder is for Windows, wherever it is made.</param>
/// <param name="Rid">The runtime identifier of its platform.</param>
internal sealed record PublishedPython(string Root, string Implementation, string Version, bool IsFreeThreaded, bool IsWindows, string Rid)
{
    public const string FolderName = "python";

    public string Manifest => Path.Combine(Root, "pythonenv.json");

    public string Commands => Path.Combine(Root, IsWindows ? "Scripts" : "bin");

    public string SitePackages => Path.Combine(Root, "lib", "site-packages");

    public string Startup => Path.Combine(Root, "lib", "startup");

    public string Sources => Path.Combine(Root, "src");

    /// <summary>Where a source lies.</summary>
    /// <param name="source">Relative to <c>src/</c>, with <c>/</c>.</param>
    public string PlaceOf(string source) => Path.Combine([Sources, .. source.Split('/')]);

    public string Interpreter => Path.Combine(Root, "interpreter");

    /// <summary>
    /// The command under which such an interpreter stands on <c>PATH</c>: <c>python3.11</c>, <c>python3.13t</c>, <c>pypy3.10</c>.
    /// </summary>
    public string Command => $"{(Implementation == "cpython" ? "python" : Implementation)}{Version}{(IsFreeThreaded ? "t" : "")}";

    /// <summary>For people: <c>Python 3.11</c>.</summary>
    public string Display => $"{(Implementation == "cpython" ? "Python" : Implementation)} {Version}{(IsFreeThreaded ? "t" : "")}";

    /// <summary>The last part of the version, for the text of launchers.</summary>
    public (int Major, int Minor) Numbers =>
        PythonVersion.Parse(Version).Release is [var major, var minor, ..] ? ((int)major, (int)minor) : (3, 0);
}
