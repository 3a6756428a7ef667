using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Installing;

namespace PythonEnv.Publishing;

/// <summary>A file of the project that is published below <c>src/</c>.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Target">Relative to <c>src/</c>, with <c>/</c>.</param>
internal sealed record PublishedSource(string Path, string Target);

/// <summary>
/// Writes distributions out of the cache, and sources, as a folder that runs wherever a Python of its version is. Files are copies with
/// fixed times, so that the same lock gives the same bytes on every machine.
/// </summary>
internal sealed class TreePublisher(PublishedPython python, InstallTarget target)
{
    /// <param name="project">The project's file.</param>
    /// <param name="pins">What to publish, in order of name.</param>
    /// <param name="owners">Among the pins, in the environment of the target.</param>
    /// <exception cref="Cache.ArchiveDamagedException">A file of the cache does not hold what its wheel's RECORD says.</exception>
    public void Write(
        string project, IReadOnlyList<PreparedPin> pins, FileOwners owners, ImmutableArray<PublishedSource> sources,
        CancellationToken cancellation)
    {
        // The largest first, so that none is left to a single thread at the end.
        PreparedPin[] order = [.. pins.OrderByDescending(pin => pin.Archive.Manifest.WheelSize)];
        ParallelWork.For(order.Length, i => new DistributionPublisher(python, target, owners).Write(order[i]), cancellation);
        foreach (PublishedSource source in sources)
            PublishedFile.Copy(source.Path, python.PlaceOf(source.Target));
        LaunchScripts.WriteInterpreter(python);
        PublishedManifest.Of(project, python, pins, sources).Write(python);
    }
}
