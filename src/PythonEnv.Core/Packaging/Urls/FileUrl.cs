namespace PythonEnv.Packaging.Urls;

/// <summary>Paths as <c>file:</c> URLs and back.</summary>
internal static class FileUrl
{
    /// <summary>The URL of an absolute path; every character that has a meaning in URLs is percent-encoded.</summary>
    public static Uri Of(string path)
    {
        // `new Uri(path)` takes `%`, `#` and `?` of a path for URL syntax.
        bool isWindows = Path.DirectorySeparatorChar == '\\';
        string slashed = isWindows ? path.Replace('\\', '/') : path;
        bool isShare = isWindows && slashed.StartsWith("//", StringComparison.Ordinal) && IsServer(slashed.AsSpan(2));
        string escaped = string.Join('/', slashed.Split('/').Select(Uri.EscapeDataString));
        // Elsewhere `/c:x` would be taken for a drive.
        if (isWindows)
            escaped = escaped.Replace("%3A", ":", StringComparison.Ordinal);
        return new Uri(isShare ? $"file:{escaped}" : $"file:///{escaped.TrimStart('/')}");
    }

    // `//user:password@host/` was meant as a URL: no server has such a name.
    private static bool IsServer(ReadOnlySpan<char> share)
    {
        int end = share.IndexOf('/');
        return Uri.CheckHostName((end < 0 ? share : share[..end]).ToString()) != UriHostNameType.Unknown;
    }

    /// <summary>The path that a <c>file:</c> URL stands for.</summary>
    public static string ToPath(Uri url) => url.LocalPath;
}
