using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>The <c>keyring</c> program of the search path: <c>keyring get SERVICE USER</c> prints the password.</summary>
internal sealed class KeyringCommand(HostFacts host, IProcessRunner processes) : ICredentialProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CredentialCommand _command = new(host, processes);

    public string Name => "keyring";

    /// <summary>It has passwords of known users, and each is kept until somebody changes it.</summary>
    public bool Serves(CredentialQuestion question) => question is { User: not null, IsRetry: false };

    public async Task<CredentialReply> AskAsync(CredentialQuestion question, CancellationToken cancellation)
    {
        if (host.FindFile(host.SearchPath, host.IsWindows ? "keyring.exe" : "keyring") is not { } program)
            return new CredentialReply(null, "not on the path");
        string outcome = "no such password";
        foreach (string service in (string[])[question.Index.AbsoluteUri, question.Index.Authority])
        {
            (int? exitCode, string text) = await _command.RunAsync(program, ["get", service, question.User!], Patience, cancellation)
                .ConfigureAwait(false);
            if (exitCode == 0 && text.TrimEnd('\r', '\n') is { Length: > 0 } password)
                return new CredentialReply(new Credential(question.User!, password, Name), program);
            if (exitCode is null)
                outcome = text;
        }
        return new CredentialReply(null, outcome);
    }
}
