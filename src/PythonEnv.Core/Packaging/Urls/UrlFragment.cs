namespace PythonEnv.Packaging.Urls;

/// <summary>
/// The <c>name=value</c> pairs that pip reads from a URL's fragment: <c>#sha256=…</c>, <c>#egg=…&amp;subdirectory=…</c>.
/// </summary>
/// <remarks>As in pip, a pair may follow any <c>#</c> or <c>&amp;</c> of the URL, and values are not decoded.</remarks>
internal static class UrlFragment
{
    /// <summary>In pip's order of preference, though the first in the URL wins.</summary>
    private static readonly string[] HashNames = ["sha512", "sha384", "sha256", "sha224", "sha1", "md5"];

    /// <summary>The first value of that name; null without it.</summary>
    public static string? Value(string url, string name) => Pairs(url).FirstOrDefault(pair => pair.Name == name).Value;

    /// <summary>The folder of an archive or a checkout that holds the project; null for its root.</summary>
    public static string? Subdirectory(string url) => Value(url, "subdirectory");

    /// <summary>The first digest; null without one. Its algorithm may be weak and its value anything.</summary>
    public static FileHash? Hash(string url)
    {
        (string name, string value) = Pairs(url).FirstOrDefault(pair => IsHashName(pair.Name));
        return name is null ? null : new FileHash(name, value);
    }

    /// <summary>Can pip check this algorithm?</summary>
    internal static bool IsHashName(string name) => Array.IndexOf(HashNames, name) >= 0;

    private static IEnumerable<(string Name, string Value)> Pairs(string url)
    {
        int at = 0;
        while (url.AsSpan(at).IndexOfAny('#', '&') is int found and >= 0)
        {
            at += found + 1;
            int name = url.AsSpan(at).IndexOfAny('=', '#', '&');
            if (name < 0 || url[at + name] != '=')
                continue;
            int value = at + name + 1, end = url.IndexOf('&', value);
            yield return (url.Substring(at, name), url[value..(end < 0 ? url.Length : end)]);
        }
    }
}
