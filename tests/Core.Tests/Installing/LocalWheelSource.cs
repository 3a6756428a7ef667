using System.Security.Cryptography;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>Files that lie on this machine already (<c>file:</c> URLs, find-links folders): only their digests are checked.</summary>
internal sealed class LocalWheelSource : IWheelSource
{
    /// <inheritdoc/>
    public async Task<LocalWheel> FetchAsync(DistributionFile file, CancellationToken cancellation)
    {
        if (!file.Location.IsFile)
            throw new ArgumentException($"`{file.Location}` is not on this machine", nameof(file));
        string path = file.Location.LocalPath;
        if (!File.Exists(path))
        {
            throw new PythonEnvException(DiagnosticCatalog.IndexUnreachable.At(
                SourceSpan.None, $"`{path}` does not exist", "", "Bring the file back, or pin another one"));
        }
        string sha256 = await DigestAsync(path, HashAlgorithmName.SHA256, cancellation).ConfigureAwait(false);
        List<FileHash> found = [];
        foreach (FileHash expected in file.Hashes)
        {
            string digest = expected.Algorithm == "sha256"
                ? sha256
                : await DigestAsync(path, new HashAlgorithmName(expected.Algorithm.ToUpperInvariant()), cancellation).ConfigureAwait(false);
            if (digest.Equals(expected.Digest, StringComparison.OrdinalIgnoreCase))
                return new LocalWheel(path, sha256);
            found.Add(new FileHash(expected.Algorithm, digest));
        }
        return file.Hashes.IsEmpty ? new LocalWheel(path, sha256) : throw Mismatch(file, found);
    }

    private static PythonEnvException Mismatch(DistributionFile file, List<FileHash> found) => new(DiagnosticCatalog.HashMismatch.At(
        SourceSpan.None,
        $"`{file.FileName}` is not the file that is pinned",
        $"Declared is {string.Join(" or ", file.Hashes)}; the file has {string.Join(", ", found.Distinct())}",
        "Find out why the file changed before you pin its new hash"));

    private static async Task<string> DigestAsync(string path, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        FileStreamOptions options = new() { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 };
        FileStream stream = new(path, options);
        await using (stream.ConfigureAwait(false))
        {
            byte[] digest = await CryptographicOperations.HashDataAsync(algorithm, stream, cancellation).ConfigureAwait(false);
            return Convert.ToHexStringLower(digest);
        }
    }
}
