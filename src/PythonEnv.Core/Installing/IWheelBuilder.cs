using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Planning;

namespace PythonEnv.Installing;

/// <summary>Makes a wheel of a source distribution or a checkout.</summary>
internal interface IWheelBuilder
{
    /// <exception cref="PythonEnvException">PYENV4003: the build failed.</exception>
    Task<LocalWheel> BuildAsync(PlannedPin planned, InstallTarget target, CancellationToken cancellation);
}

/// <summary>Makes the byte-code of installed modules.</summary>
internal interface IByteCompiler
{
    /// <param name="archives">What has been installed.</param>
    /// <param name="request">Where, and whether what the cache has may be used as it is.</param>
    /// <returns>What could not be compiled, as warnings: a module that never runs on this Python may be no Python at all.</returns>
    Task<ImmutableArray<Diagnostic>> CompileAsync(
        ImmutableArray<CachedArchive> archives, InstallRequest request, IProgress<InstallProgress>? progress,
        CancellationToken cancellation);
}
