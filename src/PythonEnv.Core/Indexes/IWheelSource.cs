using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Indexes;

/// <summary>A wheel or an sdist on this machine whose bytes have been checked against every digest declared for it.</summary>
/// <param name="Path">Absolute; its last part is the distribution's own file name.</param>
/// <param name="Sha256">Of its bytes; 64 lower-case hexadecimal digits.</param>
internal sealed record LocalWheel(string Path, string Sha256);

/// <summary>Brings the files of a plan onto this machine.</summary>
internal interface IWheelSource
{
    /// <exception cref="Diagnostics.PythonEnvException">PYENV3006: its bytes are not those declared. PYENV3007: it can't be had. PYENV4002: there is no room for it.</exception>
    Task<LocalWheel> FetchAsync(DistributionFile file, CancellationToken cancellation);
}
