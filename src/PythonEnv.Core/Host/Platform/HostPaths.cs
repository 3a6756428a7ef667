namespace PythonEnv.Host.Platform;

/// <summary>Path syntax of one kind of system, whichever the engine runs on.</summary>
internal sealed class HostPaths
{
    private readonly bool _windows;

    private HostPaths(bool windows) => _windows = windows;

    public static HostPaths Posix { get; } = new(windows: false);

    public static HostPaths Windows { get; } = new(windows: true);

    /// <summary>Those of the system that the engine runs on.</summary>
    public static HostPaths Native => NativeSystem.IsWindows ? Windows : Posix;

    public char Separator => _windows ? '\\' : '/';

    /// <summary>What separates the entries of <c>PATH</c>.</summary>
    public char ListSeparator => _windows ? ';' : ':';

    public StringComparison Comparison => _windows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public StringComparer Comparer => _windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Windows: a drive or share with what follows it from the root on.</summary>
    public bool IsAbsolute(string path) => _windows
        ? (path.Length > 2 && path[1] == ':' && IsSeparator(path[2])) || (path.Length > 2 && IsSeparator(path[0]) && IsSeparator(path[1]))
        : path.StartsWith('/');

    public bool IsSeparator(char c) => c == '/' || (_windows && c == '\\');

    /// <summary>Joins parts; an absolute one starts anew.</summary>
    public string Combine(params ReadOnlySpan<string> parts)
    {
        string path = "";
        foreach (string part in parts)
            path = path.Length == 0 || IsAbsolute(part) ? part : IsSeparator(path[^1]) ? path + part : path + Separator + part;
        return path;
    }

    /// <summary>The folder that holds the path; of a root, the root.</summary>
    public string Folder(string path)
    {
        int end = LastSeparator(path);
        return end < RootLength(path) ? path[..RootLength(path)] : path[..end];
    }

    /// <summary>The last part of the path.</summary>
    public string Name(string path) => path[(LastSeparator(path) + 1)..];

    /// <summary>The parts below the root.</summary>
    public string[] Parts(string path) =>
        path[RootLength(path)..].Split(_windows ? ['\\', '/'] : ['/'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary><c>/</c>, <c>C:\</c>, or nothing.</summary>
    public string Root(string path) => path[..RootLength(path)];

    /// <summary>
    /// The absolute path without <c>.</c>, <c>..</c>, doubled separators and the one at its end; links are not looked at.
    /// </summary>
    public string Normalize(string path)
    {
        List<string> parts = [];
        foreach (string part in Parts(path))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or ".."))
                parts.Add(part);
        }
        string root = _windows ? Root(path).Replace('/', '\\') : Root(path);
        return root + string.Join(Separator, parts);
    }

    /// <summary>
    /// An absolute Windows path in the form that Windows takes as it is, longer than 260 characters or not: <c>\\?\C:\…</c>,
    /// <c>\\?\UNC\SERVER\…</c>. In that form <c>/</c> and <c>..</c> mean nothing, so they are resolved here.
    /// </summary>
    public static string Extended(string path)
    {
        if (path.StartsWith(@"\\?\", StringComparison.Ordinal) || path.StartsWith(@"\\.\", StringComparison.Ordinal))
            return path;
        string plain = Windows.Normalize(path);
        return plain.StartsWith(@"\\", StringComparison.Ordinal) ? $@"\\?\UNC{plain[1..]}" : $@"\\?\{plain}";
    }

    /// <summary>Whether a normalised path is a folder or lies in it.</summary>
    public bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, Comparison)
        && (path.Length == folder.Length || IsSeparator(folder[^1]) || IsSeparator(path[folder.Length]));

    private int LastSeparator(string path) => _windows ? path.AsSpan().LastIndexOfAny('\\', '/') : path.LastIndexOf('/');

    private int RootLength(string path)
    {
        if (!_windows)
            return path.StartsWith('/') ? 1 : 0;
        return path.Length > 1 && path[1] == ':'
            ? Math.Min(3, path.Length)
            : path.Length > 1 && IsSeparator(path[0]) && IsSeparator(path[1])
            ? 2
            : 0;
    }
}
