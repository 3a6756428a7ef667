namespace PythonEnv.Environments;

/// <summary>
/// Where things stand inside a virtual environment: the one seam between POSIX and Windows layouts (the <c>venv</c> scheme of
/// <c>sysconfig</c>). All paths are absolute.
/// </summary>
internal sealed record EnvironmentLayout
{
    private readonly string _version;
    private readonly string _implementation;
    private readonly string _threading;

    private EnvironmentLayout(string root, string pythonVersion, string implementation, string threading, bool windows)
    {
        _version = pythonVersion;
        _implementation = implementation;
        _threading = threading;
        Root = root;
        IsWindows = windows;
        // PyPy names its library folder after itself; free-threaded CPython appends a `t`.
        string library = (implementation == "pypy" ? "pypy" : "python") + pythonVersion + threading;
        ScriptsDirectory = Path.Combine(root, windows ? "Scripts" : "bin");
        SitePackages = windows ? Path.Combine(root, "Lib", "site-packages") : Path.Combine(root, "lib", library, "site-packages");
        HeadersDirectory = windows ? Path.Combine(root, "Include", "site", library) : Path.Combine(root, "include", "site", library);
        Executable = Path.Combine(ScriptsDirectory, windows ? "python.exe" : "python");
    }

    /// <param name="root">The environment's folder.</param>
    /// <param name="pythonVersion"><c>X.Y</c>.</param>
    /// <param name="implementation"><c>sys.implementation.name</c>.</param>
    /// <param name="gilDisabled">A free-threaded build.</param>
    /// <param name="windows">Lay it out as Windows does.</param>
    public static EnvironmentLayout For(string root, string pythonVersion, string implementation, bool gilDisabled, bool windows) =>
        new(Path.GetFullPath(root), pythonVersion, implementation, gilDisabled ? "t" : "", windows);

    public string Root { get; }

    public bool IsWindows { get; }

    /// <summary><c>bin</c> or <c>Scripts</c>.</summary>
    public string ScriptsDirectory { get; }

    /// <summary>Both <c>purelib</c> and <c>platlib</c>: a virtual environment has one site-packages.</summary>
    public string SitePackages { get; }

    /// <summary>The parent of each distribution's headers.</summary>
    public string HeadersDirectory { get; }

    /// <summary>The interpreter to run.</summary>
    public string Executable { get; }

    /// <summary>The <c>data</c> scheme: the environment itself.</summary>
    public string DataDirectory => Root;

    /// <summary>Whether <c>venv</c> calls the interpreter so: <c>python</c>, <c>python3</c>, <c>python3.13t</c>, <c>pypy</c>.</summary>
    /// <param name="name">Without the ending that it has on Windows.</param>
    public bool IsInterpreter(ReadOnlySpan<char> name)
    {
        if ((IsWindows && name is "pythonw") || (_version == "3.14" && name is "\U0001d70bthon"))
            return true;
        bool isPython = name.StartsWith("python", StringComparison.Ordinal);
        if (!isPython && !(_implementation != "cpython" && name.StartsWith(_implementation, StringComparison.Ordinal)))
            return false;
        ReadOnlySpan<char> version = name[(isPython ? "python".Length : _implementation.Length)..];
        return version.IsEmpty
            || version.SequenceEqual(_version.AsSpan(0, _version.IndexOf('.', StringComparison.Ordinal)))
            || version.SequenceEqual(_version)
            || (_threading.Length > 0 && version.SequenceEqual($"{_version}{_threading}"));
    }

    /// <summary>The absolute path that a RECORD's row means; null if it lies outside the environment or can't be any.</summary>
    public string? TryResolve(string recorded)
    {
        // Nearly every path is plain; making sure of it costs less than normalising each.
        bool isPlain = Path.DirectorySeparatorChar == '/' && !recorded.Contains("./", StringComparison.Ordinal)
            && !recorded.Contains("//", StringComparison.Ordinal)
            && !recorded.StartsWith('/')
            && !recorded.EndsWith('.')
            && !recorded.EndsWith('/');
        if (recorded.Length == 0 || recorded.Contains('\0', StringComparison.Ordinal))
            return null;
        string path = isPlain ? string.Concat(SitePackages, "/", recorded) : Path.GetFullPath(recorded, SitePackages);
        return path.Length > Root.Length + 1
            && path.StartsWith(Root, StringComparison.Ordinal)
            && path[Root.Length] == Path.DirectorySeparatorChar
            ? path
            : null;
    }

    public string ConfigurationFile => ConfigurationIn(Root);

    /// <summary>The file that makes a folder a virtual environment (PEP 405).</summary>
    public static string ConfigurationIn(string location) => Path.Combine(location, "pyvenv.cfg");
}
