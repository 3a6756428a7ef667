using PythonEnv.Host;
using PythonEnv.Host.Processes;

namespace PythonEnv.Indexes.Credentials;

/// <summary>The <c>keyring</c> program of the search path: <c>keyring get SERVICE USER</c> prints the password.</summary>
internal sealed class KeyringCommand(HostFacts host, IProcessRunner processes) : IKeyring
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<string?> GetPasswordAsync(string service, string user, CancellationToken cancellation)
    {
        if (Find() is not { } program)
            return null;
        var variables = new Dictionary<string, string>(host.Environment, host.Environment.KeyComparer) { ["PYTHONIOENCODING"] = "utf-8" };
        try
        {
            ProcessResult result = await processes
                .RunAsync(
                    new ProcessInvocation(program, ["get", service, user], host.HomeDirectory, variables) { Timeout = Patience },
                    cancellation)
                .ConfigureAwait(false);
            string password = result.StandardOutput.TrimEnd('\r', '\n');
            return result.ExitCode == 0 && password.Length > 0 ? password : null;
        }
        // A keyring that does not run knows nothing; the server's refusal is what gets reported.
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or TimeoutException)
        {
            return null;
        }
    }

    private string? Find() => host.FindFile(host.SearchPath, host.IsWindows ? "keyring.exe" : "keyring");
}
