using System.Collections.Concurrent;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Installing.Linking;

namespace PythonEnv.Installing;

/// <summary>
/// Files that were not placed because something of their name was there. A leftover that nobody owns gives way. A file that several of the
/// installed distributions own is the same file for all of them (then nothing happens), or else that of the distribution whose name comes
/// first, which is what pip's order of installation comes to, with a warning: which one wins must not depend on which thread was faster.
/// </summary>
internal sealed class CollisionLog
{
    private readonly ConcurrentBag<string> _targets = [];

    public void Add(string target) => _targets.Add(target);

    /// <param name="installed">Everything that was installed together, in order of name.</param>
    /// <param name="layout">The environment.</param>
    /// <param name="policy">How to place the files that win.</param>
    public IEnumerable<Diagnostic> Resolve(
        IReadOnlyList<PreparedPin> installed, EnvironmentLayout layout, LinkPolicy policy)
    {
        if (_targets.IsEmpty)
            yield break;
        foreach (var (target, owners) in FindOwners(installed, layout).OrderBy(owner => owner.Key, StringComparer.Ordinal))
        {
            (PreparedPin winner, ManifestFile file) = owners[0];
            if (owners.Count > 1 && owners.TrueForAll(owner => SameContent(winner.Archive.PathOf(file), owner.Pin.Archive.PathOf(owner.File))))
                continue;
            using ArchiveLinker linker = ArchiveLinker.Create(winner.Archive, new SchemeFolders(layout, winner.Planned.Name.Value), policy);
            if (linker.Replace(file) is not Placement.Placed)
                throw new ArchiveDamagedException(winner.Archive, file);
            if (owners.Count > 1)
            {
                string names = string.Join(", ", owners.Select(owner => $"`{owner.Pin.Planned.Name}`"));
                yield return DiagnosticCatalog.WheelMalformed.At(
                    SourceSpan.None,
                    $"`{target}` belongs to several distributions with different content: {names}",
                    $"the file of `{winner.Planned.Name}` is in place",
                    "Install only one of them") with
                { Severity = Severity.Warning };
            }
        }
    }

    private Dictionary<string, List<(PreparedPin Pin, ManifestFile File)>> FindOwners(
        IReadOnlyList<PreparedPin> installed, EnvironmentLayout layout)
    {
        Dictionary<string, List<(PreparedPin, ManifestFile)>> owners = new(StringComparer.Ordinal);
        foreach (string target in _targets)
            owners[target] = [];
        foreach (PreparedPin pin in installed)
        {
            SchemeFolders folders = new(layout, pin.Planned.Name.Value);
            foreach (ManifestFile file in pin.Archive.Manifest.Files)
            {
                string target = Path.Combine(folders.Of(file.Scheme), pin.Archive.Manifest.NameAt(file.Target));
                if (owners.TryGetValue(target, out var list))
                    list.Add((pin, file));
            }
        }
        return owners;
    }

    private static bool SameContent(string left, string right) =>
        left == right
        || (new FileInfo(left).Length == new FileInfo(right).Length
            && File.ReadAllBytes(left).AsSpan().SequenceEqual(File.ReadAllBytes(right)));
}
