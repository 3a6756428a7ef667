namespace PythonEnv.Indexes.Credentials;

/// <summary>A store of passwords outside this process.</summary>
internal interface IKeyring
{
    /// <returns>Null if it knows none.</returns>
    Task<string?> GetPasswordAsync(string service, string user, CancellationToken cancellation);
}
