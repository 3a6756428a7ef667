using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// The credential provider for Azure Artifacts that NuGet has as a plugin, asked on its own and without a dialog. Whoever is signed in for
/// NuGet is signed in for Python then. It serves the hosts of Azure DevOps and those that its own variables name.
/// </summary>
internal sealed class NuGetCredentialProvider(HostFacts host, IProcessRunner processes) : ICredentialProgram
{
    private const int ExitCodeOfNone = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CredentialCommand _command = new(host, processes);

    public string Name => "NuGet's credential provider";

    public bool Serves(CredentialQuestion question)
    {
        string name = question.Index.IdnHost;
        IEnumerable<string> hosts =
        [
            "pkgs.dev.azure.com", ".pkgs.visualstudio.com",
            .. List("ARTIFACTS_CREDENTIALPROVIDER_VSTS_HOSTS", "NUGET_CREDENTIALPROVIDER_VSTS_HOSTS", "NUGET_CREDENTIALPROVIDER_HOSTS"),
        ];
        return hosts.Any(served => served.StartsWith('.')
                ? name.EndsWith(served, StringComparison.OrdinalIgnoreCase)
                : name.Equals(served, StringComparison.OrdinalIgnoreCase))
            || List("ARTIFACTS_CREDENTIALPROVIDER_URI_PREFIXES", "VSS_NUGET_URI_PREFIXES").Any(
                prefix => Uri.TryCreate(prefix, UriKind.Absolute, out Uri? url)
                    && CredentialStore.SameOrigin(url, question.Index)
                    && question.Index.AbsolutePath.StartsWith(url.AbsolutePath, StringComparison.OrdinalIgnoreCase));
    }

    public async Task<CredentialReply> AskAsync(CredentialQuestion question, CancellationToken cancellation)
    {
        if (new NuGetPlugins(host).Find() is not { } plugin)
            return new CredentialReply(null, "not installed");
        if (plugin.Program is null)
            return new CredentialReply(null, $"`{plugin.Path}` needs `dotnet`, which is not on the path");
        string index = question.Index.GetLeftPart(UriPartial.Path);
        string remedy = $"Sign in with `{plugin} -Uri {index} -RedactPassword`, and build again";
        (int? exitCode, string text) = await _command.RunAsync(
            plugin.Program,
            [
                .. plugin.Arguments, "-Uri", index, "-IsRetry", question.IsRetry ? "True" : "False", "-NonInteractive", "True",
                "-CanShowDialog", "False", "-OutputFormat", "Json",
            ],
            OwnPatience() ?? Patience, cancellation).ConfigureAwait(false);
        return exitCode switch
        {
            0 when Read(text) is { } found => new CredentialReply(found, plugin.Path, remedy),
            0 => new CredentialReply(null, $"`{plugin.Path}` printed no credential", remedy),
            null => new CredentialReply(null, text, remedy),
            ExitCodeOfNone => new CredentialReply(null, $"`{plugin.Path}` has none", remedy),
            _ => new CredentialReply(null, $"`{plugin.Path}` ended with exit code {exitCode}", remedy),
        };
    }

    /// <summary><c>{"Username": text, "Password": text}</c>.</summary>
    private Credential? Read(string json) => JsonFields.Read(
        json, root => root.Text("Password") is { Length: > 0 } password ? new Credential(root.Text("Username"), password, Name) : null);

    // Whoever has given NuGet's plugins more time has a reason for it.
    private TimeSpan? OwnPatience() =>
        int.TryParse(
            host.Variable("NUGET_PLUGIN_REQUEST_TIMEOUT_IN_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        && seconds is > 0 and <= 300
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>What the first of these variables that is set lists.</summary>
    private ImmutableArray<string> List(params ReadOnlySpan<string> variables)
    {
        foreach (string variable in variables)
        {
            if (host.Variable(variable) is { } listed)
                return [.. listed.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }
        return [];
    }
}
