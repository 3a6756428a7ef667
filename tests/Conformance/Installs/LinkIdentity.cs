using PythonEnv.Packaging.Urls;

namespace PythonEnv.Conformance.Installs;

/// <summary>What two links have in common that lead to the same distribution: all but <c>egg=</c>.</summary>
internal readonly record struct LinkIdentity(string Url, FileHash? Hash, string? Subdirectory)
{
    public static LinkIdentity Of(string url)
    {
        int fragment = url.IndexOf('#', StringComparison.Ordinal);
        return new LinkIdentity(fragment < 0 ? url : url[..fragment], UrlFragment.Hash(url), UrlFragment.Value(url, "subdirectory"));
    }
}
