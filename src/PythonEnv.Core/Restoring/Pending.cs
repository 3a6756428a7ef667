using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Installing;
using PythonEnv.Installing.Archives;
using PythonEnv.Planning;

namespace PythonEnv.Restoring;

internal sealed class Pending : IWheelBuilder, IByteCompiler
{
    public Task<LocalWheel> BuildAsync(PlannedDistribution planned, InstallTarget target, CancellationToken cancellation) => throw new NotSupportedException();
    public Task<ImmutableArray<Diagnostic>> CompileAsync(ImmutableArray<CachedArchive> archives, InstallTarget target, IProgress<InstallProgress>? progress, CancellationToken cancellation) => throw new NotSupportedException();
}
