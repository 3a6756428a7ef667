using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Indexes;

/// <summary>A wheel or an sdist on this machine whose bytes have been checked against every digest declared for it.</summary>
/// <param name="Path">Absolute; its last part is the distribution's own file name.</param>
/// <param name="Sha256">Of its bytes; 64 lower-case hexadecimal digits.</param>
internal sealed record LocalWheel(string Path, string Sha256);

/// <summary>A wheel on this machine whose bytes can be proved while it is already being unpacked.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Sha256">Of the bytes that are wanted; 64 lower-case hexadecimal digits.</param>
/// <param name="Prove">
/// Reads all of it, and throws what <see cref="IWheelSource.FetchAsync"/> throws if they are others. Nothing that was made of it may be
/// kept before.
/// </param>
internal sealed record UnprovedWheel(string Path, string Sha256, Action<CancellationToken> Prove);

/// <summary>Brings the files of a plan onto this machine.</summary>
internal interface IWheelSource
{
    /// <exception cref="Diagnostics.PythonEnvException">PYENV3006: its bytes are not those declared. PYENV3007: it can't be had. PYENV4002:
    /// there is no room for it.</exception>
    Task<LocalWheel> FetchAsync(DistributionFile file, CancellationToken cancellation);

    /// <summary>
    /// A wheel that lies on this machine, has one sha256 and is so large that unpacking it need not wait for its proof; else null.
    /// </summary>
    UnprovedWheel? FindLarge(DistributionFile file) => null;

    /// <summary>What was fetched is no distribution: where nothing proves that it is the file, it is fetched anew the next time.</summary>
    void Forget(DistributionFile file)
    {
    }
}
