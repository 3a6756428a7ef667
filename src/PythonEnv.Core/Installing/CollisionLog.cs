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
        IReadOnlyList<(CachedArchive Archive, WheelInstallOptions Options)> installed, EnvironmentLayout layout, LinkPolicy policy)
    {
        if (_targets.IsEmpty)
            yield break;
        foreach (var (target, owners) in FindOwners(installed, layout).OrderBy(owner => owner.Key, StringComparer.Ordinal))
        {
            (CachedArchive winner, ManifestFile file, WheelInstallOptions options) = owners[0];
            if (owners.Count > 1 && owners.TrueForAll(owner => SameContent(winner.PathOf(file), owner.Archive.PathOf(owner.File))))
                continue;
            using ArchiveLinker linker = ArchiveLinker.Create(winner, new SchemeFolders(layout, options.Name.Value), policy);
            if (linker.Replace(file) is not Placement.Placed)
                throw new ArchiveDamagedException(winner, file);
            if (owners.Count > 1)
            {
                string names = string.Join(", ", owners.Select(owner => $"`{owner.Options.Name}`"));
                yield return DiagnosticCatalog.WheelMalformed.At(
                    SourceSpan.None,
                    $"`{target}` belongs to several distributions with different content: {names}",
                    $"the file of `{options.Name}` is in place",
                    "Install only one of them") with
                { Severity = Severity.Warning };
            }
        }
    }

    private Dictionary<string, List<(CachedArchive Archive, ManifestFile File, WheelInstallOptions Options)>> FindOwners(
        IReadOnlyList<(CachedArchive Archive, WheelInstallOptions Options)> installed, EnvironmentLayout layout)
    {
        Dictionary<string, List<(CachedArchive, ManifestFile, WheelInstallOptions)>> owners = new(StringComparer.Ordinal);
        foreach (string target in _targets)
            owners[target] = [];
        foreach ((CachedArchive archive, WheelInstallOptions options) in installed)
        {
            SchemeFolders folders = new(layout, options.Name.Value);
            foreach (ManifestFile file in archive.Manifest.Files)
            {
                string target = Path.Combine(folders.Of(file.Scheme), archive.Manifest.NameAt(file.Target));
                if (owners.TryGetValue(target, out var list))
                    list.Add((archive, file, options));
            }
        }
        return owners;
    }

    private static bool SameContent(string left, string right) =>
        left == right
        || (new FileInfo(left).Length == new FileInfo(right).Length
            && File.ReadAllBytes(left).AsSpan().SequenceEqual(File.ReadAllBytes(right)));
}
