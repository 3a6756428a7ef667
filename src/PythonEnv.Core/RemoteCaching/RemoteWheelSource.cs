using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.RemoteCaching;

/// <summary>
/// Takes files from the remote cache where it has them, else from their own place; what had to be fetched is put into the cache.
/// </summary>
internal sealed class RemoteWheelSource(IWheelSource inner, RemoteCache remote) : IWheelSource
{
    /// <inheritdoc/>
    public async Task<LocalWheel> FetchAsync(DistributionFile file, CancellationToken cancellation)
    {
        if (file.Location.IsFile || file.Sha256 is not { } sha256)
            return await inner.FetchAsync(file, cancellation).ConfigureAwait(false);
        if (await remote.FindAsync(file.FileName, sha256, cancellation).ConfigureAwait(false) is { } shared)
            return shared;
        LocalWheel fetched = await inner.FetchAsync(file, cancellation).ConfigureAwait(false);
        await remote.KeepAsync(fetched, cancellation).ConfigureAwait(false);
        return fetched;
    }

    /// <inheritdoc/>
    public UnprovedWheel? FindLarge(DistributionFile file) => inner.FindLarge(file);

    /// <inheritdoc/>
    public void Forget(DistributionFile file) => inner.Forget(file);
}
