using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Packaging.Records;

/// <summary>Holds files against rows of RECORDs, one after the other. Nothing is made anew for each file. Not for several threads.
/// </summary>
internal sealed class RecordHashes : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly Dictionary<string, IncrementalHash> _hashes = new(StringComparer.Ordinal);

    /// <summary>Whether a file has the recorded digest; a row without a hash fits any. The size is not compared: a wheel's may be wrong.
    /// </summary>
    /// <param name="copy">Gets what is read; null for nobody.</param>
    /// <exception cref="NotSupportedException">The platform does not know the algorithm.</exception>
    public bool HasDigest(RecordEntry row, SafeFileHandle file, SafeFileHandle? copy = null)
    {
        IncrementalHash? hash = row.Algorithm is null ? null : HashOf(row);
        if (hash is null && copy is null)
            return true;
        long offset = 0;
        for (int read; (read = RandomAccess.Read(file, _buffer, offset)) > 0; offset += read)
        {
            hash?.AppendData(_buffer, 0, read);
            if (copy is not null)
                RandomAccess.Write(copy, _buffer.AsSpan(0, read), offset);
        }
        Span<byte> digest = stackalloc byte[64];
        return hash is null || row.DigestEquals(digest[..hash.GetHashAndReset(digest)]);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        foreach (IncrementalHash hash in _hashes.Values)
            hash.Dispose();
    }

    private IncrementalHash HashOf(RecordEntry row)
    {
        if (!_hashes.TryGetValue(row.Algorithm!, out IncrementalHash? hash))
            hash = _hashes[row.Algorithm!] = IncrementalHash.CreateHash(row.AlgorithmName());
        return hash;
    }
}
