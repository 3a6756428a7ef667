using PythonEnv.Wheels;

namespace PythonEnv.Cache;

/// <summary>One unpacked file of an archive of the cache.</summary>
/// <param name="Source">Offset of its NUL-terminated UTF-8 name below the archive's folder, in <see cref="ArchiveManifest.Names"/>.</param>
/// <param name="Target">Offset of its NUL-terminated UTF-8 name below the scheme's folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When it was unpacked, in 100 ns since 0001-01-01 UTC, as the file system has it.</param>
internal readonly record struct ManifestFile(int Source, int Target, long Size, long Modified, InstallScheme Scheme, bool IsExecutable);

/// <summary>A folder to create before the files.</summary>
/// <param name="Target">Offset of its NUL-terminated UTF-8 name below the scheme's folder.</param>
internal readonly record struct ManifestDirectory(int Target, InstallScheme Scheme);
