using PythonEnv.Packaging.Urls;

namespace PythonEnv.Requirements;

/// <summary>Paths as Python's <c>os.path</c> treats them, of either platform on either platform.</summary>
internal sealed record PathText(bool Windows, string WorkingDirectory)
{
    /// <summary>Absolute, without <c>.</c>, <c>..</c> and doubled separators.</summary>
    public string Absolute(string path) => Join(WorkingDirectory, path);

    /// <summary>A path relative to a folder; an absolute one stays.</summary>
    public string Join(string folder, string path)
    {
        if (!Windows)
            return "/" + Normalize(path.StartsWith('/') ? path : $"{folder}/{path}", '/');
        path = path.Replace('/', '\\');
        folder = folder.Replace('/', '\\');
        string whole = IsRooted(path) ? path : path.StartsWith('\\') ? Root(folder) + path : $"{folder}\\{path}";
        string root = Root(whole);
        return $"{root}\\{Normalize(whole[root.Length..], '\\')}";
    }

    /// <summary>As <see cref="Join"/>, but left as written.</summary>
    public string Append(string folder, string path)
    {
        bool isAbsolute = path.StartsWith('/') || (Windows && (IsRooted(path) || path.StartsWith('\\')));
        return isAbsolute ? path : $"{folder.TrimEnd('/')}{(Windows ? '\\' : '/')}{path}";
    }

    public string Folder(string path)
    {
        int separator = Windows ? path.AsSpan().LastIndexOfAny('/', '\\') : path.LastIndexOf('/');
        return separator <= 0 ? path[..Math.Max(separator + 1, 0)] : path[..separator];
    }

    /// <summary>Has a separator, or begins with a dot.</summary>
    public bool LooksLikePath(string name) =>
        name.Contains('/') || (Windows && name.Contains('\\')) || name.StartsWith('.');

    /// <summary>A <c>file:</c> URL.</summary>
    public string ToUrl(string path)
    {
        path = Absolute(path);
        if (!Windows)
            return "file://" + UrlParts.Quote(path);
        string root = Root(path);
        string rest = UrlParts.Quote(path[root.Length..].Replace('\\', '/'));
        return root.StartsWith('\\') ? $"file:{root.Replace('\\', '/')}{rest}" : $"file:///{root}{rest}";
    }

    /// <summary>The path of a <c>file:</c> URL; null if it names another machine.</summary>
    public string? FromUrl(UrlParts url)
    {
        string path = UrlParts.Unquote(url.Path);
        if (url.Authority is not ("" or "localhost"))
            return Windows ? $@"\\{url.Authority}{path.Replace('/', '\\')}" : null;
        if (Windows && path.Length >= 3 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] is ':' or '|')
            path = $"{path[1]}:{path[3..]}";
        return Absolute(path);
    }

    private static bool IsRooted(string path) =>
        path.StartsWith(@"\\", StringComparison.Ordinal) || (path.Length >= 2 && char.IsAsciiLetter(path[0]) && path[1] == ':');

    /// <summary><c>C:</c> or <c>\\server\share</c>.</summary>
    private static string Root(string path)
    {
        if (!path.StartsWith(@"\\", StringComparison.Ordinal))
            return IsRooted(path) ? path[..2] : "";
        int server = path.IndexOf('\\', 2);
        int share = server < 0 ? -1 : path.IndexOf('\\', server + 1);
        return share < 0 ? path : path[..share];
    }

    private static string Normalize(string path, char separator)
    {
        var kept = new List<string>();
        foreach (string part in path.Split(separator))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                kept.Add(part);
            else if (kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
        }
        return string.Join(separator, kept);
    }
}
