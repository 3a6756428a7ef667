using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// The indexes of a build as the variables by which pip takes them: a build of a source distribution fetches its tools from where
/// everything else comes from. Credentials travel in variables because command lines can be read by others.
/// </summary>
internal static class PipIndexVariables
{
    public static ImmutableDictionary<string, string> Of(IndexSettings settings)
    {
        ImmutableDictionary<string, string>.Builder variables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        string[] indexes = [.. settings.Indexes.Select(index => WithCredential(index.Location))];
        if (settings.NoIndex || indexes.Length == 0)
            variables["PIP_NO_INDEX"] = "1";
        else
            variables["PIP_INDEX_URL"] = indexes[0];
        Set(variables, "PIP_EXTRA_INDEX_URL", string.Join(' ', indexes.Skip(1)));
        Set(
            variables, "PIP_FIND_LINKS",
            string.Join(' ', settings.FindLinks.Select(links => links.Url is { } url ? WithCredential(url) : AsUrl(links.Text))));
        Set(variables, "PIP_TRUSTED_HOST", string.Join(' ', settings.TrustedHosts));
        Set(variables, "PIP_PROXY", settings.Proxy is { } proxy ? WithCredential(proxy) : "");
        Set(variables, "PIP_CERT", settings.Certificate ?? "");
        Set(variables, "PIP_CLIENT_CERT", settings.ClientCertificate ?? "");
        variables["PIP_DEFAULT_TIMEOUT"] = settings.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        variables["PIP_RETRIES"] = settings.Retries.ToString(CultureInfo.InvariantCulture);
        return variables.ToImmutable();
    }

    private static void Set(ImmutableDictionary<string, string>.Builder variables, string name, string value)
    {
        if (value.Length > 0)
            variables[name] = value;
    }

    private static string WithCredential(IndexUrl index)
    {
        if (index.Credential is not { } credential)
            return index.Url.AbsoluteUri;
        string user = Uri.EscapeDataString(credential.User.Reveal());
        string password = credential.Password is null ? "" : $":{Uri.EscapeDataString(credential.Password.Reveal())}";
        string url = index.Url.AbsoluteUri;
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        return $"{url[..authority]}{user}{password}@{url[authority..]}";
    }

    /// <summary>pip splits its lists at blanks, so a path goes as a URL.</summary>
    private static string AsUrl(string text) => Path.IsPathFullyQualified(text) ? FileUrl.Of(text).AbsoluteUri : text;
}
