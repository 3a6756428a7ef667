namespace PythonEnv.Cache;

/// <summary>
/// What <see cref="ArchiveCache.Prune"/> removed. Files that environments still link to free their space with the last of them.
/// </summary>
/// <param name="Archives">Unpacked wheels.</param>
/// <param name="Bytes">The size of their files.</param>
internal readonly record struct PruneResult(int Archives, long Bytes);
