using System.Collections.Immutable;
using System.Text;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Platform;
using PythonEnv.Installing.Launchers;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Wheels;

namespace PythonEnv.Installing;

/// <summary>
/// The one rule for a place that several distributions want. A file of the same content belongs to all of them. A file of different
/// content, or a command of the same name, belongs to the distribution whose name comes first; the others leave it out of their RECORD, and
/// a warning names all (PYENV4005). A file in the place of another one's folder is refused, and so is what belongs to the environment
/// itself. Places are compared by resolved path, without regard to case where the file system has none.
/// </summary>
internal sealed class FileOwners
{
    private static readonly StringComparison Comparison =
        NativeSystem.IsWindows || NativeSystem.IsMacOS ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static readonly StringComparer PathComparer = StringComparer.FromComparison(Comparison);

    private readonly EnvironmentLayout _layout;
    private readonly Dictionary<string, Claim> _files = new(PathComparer);
    private readonly Dictionary<string, Claim> _folders = new(PathComparer);
    private readonly Dictionary<PackageName, HashSet<string>> _leftOut = [];
    private readonly Dictionary<PackageName, ImmutableSortedSet<PackageName>> _yields = [];
    private readonly List<Diagnostic> _refusals = [];
    private readonly SortedDictionary<string, List<Claim>> _contested = new(StringComparer.Ordinal);

    private FileOwners(EnvironmentLayout layout) => _layout = layout;

    /// <summary>Warnings for what is left out, errors for what is refused.</summary>
    // Mostly nothing is contested, and the rest would be compiled while the build waits.
    public IEnumerable<Diagnostic> Diagnostics => _contested.Count == 0 ? _refusals : _refusals.Concat(_contested
        .GroupBy(place => string.Join(", ", place.Value.Select(claim => $"`{claim.Name}`")), StringComparer.Ordinal)
        .Select(group => Contest(group.Key, [.. group])));

    /// <summary>Holds the wheels that are installed together against each other.</summary>
    /// <param name="pins">In order of name.</param>
    /// <exception cref="ArchiveDamagedException">A RECORD of the cache is not as it was unpacked.</exception>
    public static FileOwners Among(IReadOnlyList<PreparedPin> pins, InstallTarget target)
    {
        var owners = new FileOwners(target.Layout);
        HashSet<string> shared = SharedTops(pins, target.Layout);
        foreach (PreparedPin pin in pins)
            owners.AddWheel(pin, target, shared);
        return owners;
    }

    /// <summary>The distributions, among those that stay, that want a place of what is about to be installed.</summary>
    /// <param name="staging">What was installed just now, apart from the environment.</param>
    /// <param name="layout">The environment.</param>
    /// <param name="kept">What stays in it.</param>
    /// <param name="refused">Gets a PYENV4005 for each file in the place of a folder.</param>
    public static IReadOnlyCollection<PackageName> Against(
        EnvironmentLayout staging, EnvironmentLayout layout, IEnumerable<InstalledDistribution> kept, List<Diagnostic> refused)
    {
        var owners = new FileOwners(layout);
        var tops = new HashSet<string>(PathComparer);
        foreach (InstalledDistribution fresh in InstalledDistribution.List(staging.SitePackages))
        {
            foreach (RecordEntry row in RowsOf(fresh, null))
            {
                if (layout.TryResolve(row.Path) is not { } path)
                    continue;
                owners.Add(new Claim(fresh.Name, SourceSpan.None, path, ContentOf(row)));
                tops.Add(TopOf(row.Path));
            }
        }
        var wanted = new HashSet<PackageName>();
        var search = new RecordSearch(tops, Comparison);
        foreach (InstalledDistribution other in kept)
        {
            foreach (RecordEntry row in RowsOf(other, search).Where(row => tops.Contains(TopOf(row.Path))))
            {
                if (layout.TryResolve(row.Path) is { } path && owners.Add(new Claim(other.Name, SourceSpan.None, path, ContentOf(row))))
                    wanted.Add(other.Name);
            }
        }
        refused.AddRange(owners._refusals);
        return wanted;
    }

    /// <summary>Whether a distribution leaves any place to another one.</summary>
    public bool LeavesOut(PackageName name) => _leftOut.Count > 0 && _leftOut.ContainsKey(name);

    /// <summary>Whether a distribution leaves a place to another one.</summary>
    /// <param name="path">Absolute.</param>
    public bool IsLeftOut(PackageName name, string path) =>
        _leftOut.Count > 0 && _leftOut.TryGetValue(name, out HashSet<string>? paths) && paths.Contains(path);

    /// <summary>The distributions to which another one leaves places.</summary>
    public ImmutableArray<PackageName> YieldsTo(PackageName name) =>
        _yields.TryGetValue(name, out ImmutableSortedSet<PackageName>? names) ? [.. names] : ImmutableArray<PackageName>.Empty;

    // Two wheels meet only below a name of site-packages that both have; the rest of their files need not be looked at.
    private static HashSet<string> SharedTops(IReadOnlyList<PreparedPin> pins, EnvironmentLayout layout)
    {
        var first = new Dictionary<string, int>(PathComparer);
        var shared = new HashSet<string>(PathComparer);
        for (int i = 0; i < pins.Count; i++)
        {
            ArchiveManifest manifest = pins[i].Archive.Manifest;
            ReadOnlySpan<byte> last = default;
            foreach (ManifestFile file in manifest.Files)
            {
                if (file.Scheme is InstallScheme.DistInfo or InstallScheme.Scripts or InstallScheme.Headers)
                    continue;
                ReadOnlySpan<byte> name = manifest.Utf8At(file.Target);
                if (file.Scheme is InstallScheme.Data)
                {
                    string path = Path.Combine(layout.DataDirectory, manifest.NameAt(file.Target));
                    if (path.StartsWith(layout.SitePackages + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase))
                        shared.Add(TopOf(path[(layout.SitePackages.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/')));
                    continue;
                }
                ReadOnlySpan<byte> top = TopOf(name);
                if (top.SequenceEqual(last))
                    continue;
                last = top;
                string text = Encoding.UTF8.GetString(top);
                if (!first.TryAdd(text, i) && first[text] != i)
                    shared.Add(text);
            }
        }
        return shared;
    }

    private void AddWheel(PreparedPin pin, InstallTarget target, HashSet<string> shared)
    {
        ArchiveManifest manifest = pin.Archive.Manifest;
        PackageName name = pin.Planned.Name;
        SourceSpan where = pin.Planned.Pin.Where;
        Dictionary<string, RecordEntry>? rows = null;
        ReadOnlySpan<byte> last = default;
        bool isShared = false;
        foreach (ManifestFile file in manifest.Files)
        {
            if (file.Scheme is InstallScheme.DistInfo)
                continue;
            if (file.Scheme is InstallScheme.SitePackages)
            {
                ReadOnlySpan<byte> top = TopOf(manifest.Utf8At(file.Target));
                if (!top.SequenceEqual(last))
                {
                    last = top;
                    isShared = shared.Contains(Encoding.UTF8.GetString(top));
                }
                if (!isShared)
                    continue;
            }
            string relative = manifest.NameAt(file.Target);
            if (file.Scheme is InstallScheme.Scripts && ScriptWriter.IsShadowed(relative, manifest.Commands))
                continue;
            rows ??= pin.Archive.ReadRecord().ByPath();
            string source = manifest.NameAt(file.Source)[ManifestBuilder.Tree.Length..];
            string path = Path.Combine(new Linking.SchemeFolders(_layout, name.Value).Of(file.Scheme), relative);
            Add(new Claim(name, where, Path.GetFullPath(path), ContentOf(rows[source])));
        }
        foreach (EntryPointScript command in CommandNames.For(manifest.Commands, target.PythonVersion))
        {
            string path = Path.Combine(_layout.ScriptsDirectory, ScriptWriter.FileNameOf(command, _layout));
            Add(new Claim(name, where, path, $"{command.Module}:{command.Attribute} {command.IsGui}"));
        }
    }

    /// <returns>Whether another distribution has the place with other content.</returns>
    private bool Add(Claim claim)
    {
        if (IsRefused(claim) || _files.TryAdd(claim.Path, claim))
            return false;
        Claim owner = _files[claim.Path];
        if (owner.Name == claim.Name || owner.Content == claim.Content)
            return false;
        LeaveOut(claim, owner);
        return true;
    }

    /// <summary>Whether the place is the environment's own, or is a file of one distribution and a folder of another.</summary>
    private bool IsRefused(Claim claim)
    {
        if (OwnFiles.IsOwn(_layout, claim.Path))
        {
            Refuse(
                claim, $"`{claim.Name}` brings `{RelativePath(claim.Path)}`, which belongs to the environment itself",
                "no distribution may replace it", $"Pin another version of `{claim.Name}`, or leave it out");
            return true;
        }
        if (_folders.TryGetValue(claim.Path, out Claim? inside) && inside.Name != claim.Name)
        {
            Refuse(
                claim, $"`{claim.Name}` brings a file where `{inside.Name}` has a folder",
                $"`{RelativePath(claim.Path)}` and `{RelativePath(inside.Path)}`");
            return true;
        }
        string folder = claim.Path;
        while ((folder = Path.GetDirectoryName(folder)!).Length > _layout.Root.Length)
        {
            if (_files.TryGetValue(folder, out Claim? file) && file.Name != claim.Name)
            {
                Refuse(
                    claim, $"`{file.Name}` brings a file where `{claim.Name}` has a folder",
                    $"`{RelativePath(file.Path)}` and `{RelativePath(claim.Path)}`");
                return true;
            }
            if (!_folders.TryAdd(folder, claim))
                break;
        }
        return false;
    }

    private void LeaveOut(Claim claim, Claim owner)
    {
        if (!_leftOut.TryGetValue(claim.Name, out HashSet<string>? paths))
        {
            _leftOut[claim.Name] = paths = new(PathComparer);
            _yields[claim.Name] = [];
        }
        paths.Add(claim.Path);
        _yields[claim.Name] = _yields[claim.Name].Add(owner.Name);
        if (!_contested.TryGetValue(RelativePath(claim.Path), out List<Claim>? claims))
            _contested[RelativePath(claim.Path)] = claims = [owner];
        claims.Add(claim);
    }

    private static Diagnostic Contest(string names, KeyValuePair<string, List<Claim>>[] places)
    {
        Claim owner = places[0].Value[0], loser = places[0].Value[1];
        string more = places.Length > 1 ? $" and {places.Length - 1} more" : "";
        return DiagnosticCatalog.WheelMalformed.At(
            loser.Where, $"`{places[0].Key}`{more} belongs to several distributions with different content: {names}",
            $"what `{owner.Name}` brings is installed", "Install only one of them") with
        { Severity = Severity.Warning };
    }

    private void Refuse(
        Claim claim, string problem, string evidence, string remedy = "Install only one of them, or another version") =>
        _refusals.Add(DiagnosticCatalog.WheelMalformed.At(claim.Where, problem, evidence, remedy));

    /// <param name="search">What one of the rows has to have; null for nothing.</param>
    private static IEnumerable<RecordEntry> RowsOf(InstalledDistribution distribution, RecordSearch? search)
    {
        string own = $"{distribution.MetadataName}/";
        return InstalledDistribution.ReadRecord(distribution.MetadataDirectory, search)?.Entries
            .Where(row => !row.Path.StartsWith(own, StringComparison.Ordinal)) ?? [];
    }

    // Outside of site-packages everything is one place: there are few such files.
    private static string TopOf(string recorded)
    {
        int slash = recorded.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? recorded : recorded[..slash];
    }

    private static ReadOnlySpan<byte> TopOf(ReadOnlySpan<byte> recorded)
    {
        int slash = recorded.IndexOf((byte)'/');
        return slash < 0 ? recorded : recorded[..slash];
    }

    private static string ContentOf(RecordEntry row) => row.Algorithm is null ? "" : $"{row.Algorithm}={row.Digest}";

    private string RelativePath(string path) => Path.GetRelativePath(_layout.Root, path);

    private sealed record Claim(PackageName Name, SourceSpan Where, string Path, string Content);
}
