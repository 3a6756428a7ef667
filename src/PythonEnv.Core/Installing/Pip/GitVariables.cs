using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// The variables by which git sends a credential (<c>GIT_CONFIG_COUNT</c>, git 2.31): pip would put it into the URL on git's command line,
/// which every user of the machine can read.
/// </summary>
internal static class GitVariables
{
    private const string Count = "GIT_CONFIG_COUNT";

    /// <param name="checkout">What is built; empty variables for one without a credential.</param>
    /// <param name="where">The line to blame.</param>
    /// <exception cref="PythonEnvException">PYENV4003: another system than git, which takes a password on its command line
    /// alone.</exception>
    public static ImmutableDictionary<string, string> Of(IndexUrl checkout, HostFacts host, SourceSpan where)
    {
        ImmutableDictionary<string, string> none = ImmutableDictionary<string, string>.Empty;
        if (checkout.Credential is not { } credential)
            return none;
        string[] scheme = checkout.Url.Scheme.Split('+');
        if (scheme is not ["git", "http" or "https"])
        {
            throw new PythonEnvException(DiagnosticCatalog.InstallerFailed.At(
                where, $"`{checkout}` can't be checked out",
                $"`{scheme[0]}` takes a password on its command line alone, where others can read it",
                "Leave the credential out of the URL, and give it in that program's own configuration"));
        }
        int index = int.TryParse(host.Variable(Count), CultureInfo.InvariantCulture, out int count) && count > 0 ? count : 0;
        return none
            .Add(Count, (index + 1).ToString(CultureInfo.InvariantCulture))
            .Add($"GIT_CONFIG_KEY_{index}", $"http.{scheme[1]}://{checkout.Url.Authority}/.extraHeader")
            .Add($"GIT_CONFIG_VALUE_{index}", $"Authorization: {credential.ToHeader()}");
    }
}
