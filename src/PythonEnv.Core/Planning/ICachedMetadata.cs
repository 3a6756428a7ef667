using System.Diagnostics.CodeAnalysis;

namespace PythonEnv.Planning;

/// <summary>What a wheel that is at hand already says of itself.</summary>
/// <param name="FileName">As it was distributed.</param>
/// <param name="Metadata">Its METADATA.</param>
public sealed record CachedWheel(string FileName, ReadOnlyMemory<byte> Metadata);

/// <summary>Wheels of this machine by the sha256 of their bytes: what is found here needs no index and no network.</summary>
public interface ICachedMetadata
{
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    bool TryFind(string sha256, [NotNullWhen(true)] out CachedWheel? wheel);
}
