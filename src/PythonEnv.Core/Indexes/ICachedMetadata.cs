namespace PythonEnv.Indexes;

/// <summary>What a wheel that is at hand already says of itself.</summary>
/// <param name="Headers">Of its METADATA.</param>
internal sealed record CachedMetadata(ReadOnlyMemory<byte> Headers);

/// <summary>Wheels of this machine by the sha256 of their bytes: what is found here needs no index and no network.</summary>
internal interface ICachedMetadata
{
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    /// <returns>Null if the wheel is not at hand.</returns>
    CachedMetadata? FindMetadata(string sha256);
}
