using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Merging;
using PythonEnv.Locking.Universe;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>Turns what was resolved into pins with files, digests, markers and those who ask for them.</summary>
internal sealed class PinAssembly(IndexUniverses universes, Resolution resolution, LockRequest request, IWheelSource files)
{
    private const string Sha256 = "sha256";

    private readonly Lazy<MarkerSynthesis> _markers = new(() => new([.. resolution.Classes.Select(one => one.Environment)]));

    public async Task<LockedPackage[]> AssembleAsync(CancellationToken cancellation)
    {
        LockedPackage[] packages = await Task.WhenAll(resolution.Pins.Select(pin => AssembleAsync(pin, cancellation)))
            .ConfigureAwait(false);
        ILookup<PackageName, PackageName> required = resolution.Pins
            .SelectMany(pin => pin.RequiredBy.Where(by => by.By is not null && by.By != pin.Name).Select(by => new Edge(by.By!, pin.Name)))
            .Distinct()
            .ToLookup(edge => edge.By, edge => edge.Name);
        return
        [
            .. packages.Select(package => package with { Dependencies = [.. required[package.Name].Order()] })
                .OrderBy(package => package.Name).ThenBy(package => package.Version),
        ];
    }

    private async Task<LockedPackage> AssembleAsync(ResolvedPin pin, CancellationToken cancellation)
    {
        DeclaredRequirement? direct = pin.Release.Url is null ? null
            : request.Named.First(requirement => requirement.Url == pin.Release.Url);
        RequirementLink? checkout = direct?.Link is { Vcs: not null } link ? link : null;
        OfferedFile[] fitting = checkout is not null ? [] : [.. Fitting(pin).OrderBy(file => file.Listed.FileName, StringComparer.Ordinal)];
        LockedFile[] locked = Accepted(
            pin, await Task.WhenAll(fitting.Select(file => ReadAsync(file, cancellation))).ConfigureAwait(false));
        Packaging.Metadata.CoreMetadata? metadata = universes.MetadataOf(pin.Release, pin.Classes.Least);
        return new LockedPackage
        {
            Name = pin.Name,
            Version = pin.Release.Version,
            Marker = MarkerOf(pin),
            Files = [.. locked.DistinctBy(file => $"{file.Sha256} {file.FileName}")],
            Via = [.. pin.RequiredBy.Where(IsWritten).Select(Describe).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            RequiresPython = metadata?.RequiresPython,
            Index = universes.IndexOf(pin.Name)?.Url,
            DirectUrl = direct is null ? null : InputList.ShownUrl(direct),
            Checkout = checkout,
        };
    }

    // Most pins are reached everywhere.
    private Marker? MarkerOf(ResolvedPin pin) => pin.Classes == ClassSet.First(resolution.Classes.Length) ? null
        : _markers.Value.Of([.. resolution.Classes.Select((_, i) => pin.Classes.Contains(i))]);

    /// <summary>Wheels that some target of the pin's classes can load; the source distribution where it may be built.</summary>
    private IEnumerable<OfferedFile> Fitting(ResolvedPin pin)
    {
        SupportedTags[] targets = [.. resolution.TargetsOf(pin).Select(target => target.Tags)];
        IReadOnlyList<OfferedFile> offered = universes.FilesOf(pin.Name, pin.Release);
        bool mayBuild = request.Options.MayBuild(pin.Name);
        DateTimeOffset? cutoff = request.Options.Resolve.UploadedBefore;
        for (int i = 0; i < offered.Count; i++)
        {
            ReleaseFile file = pin.Release.Files[i];
            bool isInTime = cutoff is null || file.Uploaded is null || file.Uploaded < cutoff;
            if (isInTime
                && (file.IsWheel ? targets.Any(tags => tags.RankOf(file.Tags) is not null) : mayBuild || pin.Release.Url is not null))
                yield return offered[i];
        }
    }

    /// <summary>The files that the hashes of the input admit: who pins a file does not ask for its neighbours.</summary>
    /// <exception cref="PythonEnvException">PYENV3006: none of them has a declared hash.</exception>
    private LockedFile[] Accepted(ResolvedPin pin, LockedFile[] files)
    {
        DeclaredRequirement[] hashed =
        [
            .. request.Named.Where(requirement => requirement.CanonicalName == pin.Name
                && (requirement.Url is null || requirement.Url == pin.Release.Url)
                && requirement.Specifiers.Contains(pin.Release.Version, prereleases: true)
                && requirement.Hashes.Any(hash => hash.Algorithm == Sha256)),
        ];
        if (hashed.Length == 0 || files.Length == 0)
            return files;
        HashSet<string> declared = [.. hashed.SelectMany(requirement => requirement.Hashes).Select(hash => hash.Digest)];
        LockedFile[] accepted = [.. files.Where(file => declared.Contains(file.Sha256))];
        return accepted.Length > 0 ? accepted : throw new PythonEnvException(DiagnosticCatalog.HashMismatch.At(
            hashed[0].Where, $"no file of `{pin.Name} {pin.Release}` is one that was pinned",
            $"expected {string.Join(", ", hashed[0].Hashes)}; got {string.Join(", ", files.Select(file => $"{Sha256}:{file.Sha256}"))}",
            "Find out why the file has changed before you pin the new hash"));
    }

    private async Task<LockedFile> ReadAsync(OfferedFile file, CancellationToken cancellation)
    {
        // An index without sha256, or a folder: only the bytes tell.
        string sha256 = file.Sha256 ?? (await files.FetchAsync(file.ToDistribution(), cancellation).ConfigureAwait(false)).Sha256;
        return new LockedFile(
            file.Listed.FileName, new Uri(file.Url.GetLeftPart(UriPartial.Path)), sha256, file.Listed.Size, file.Listed.UploadTime);
    }

    // What is installed and nobody wrote down asks for itself.
    private bool IsWritten(PinRequirer by) => by.By is not null || by.Root!.Where.File != request.Path || !request.From.IsEmpty;

    private string Describe(PinRequirer by)
    {
        if (by.By is not null)
            return by.By.Value;
        string file = by.Root!.Where.File;
        return file.Length == 0 ? "the project" : request.Shown(file);
    }

    private sealed record Edge(PackageName By, PackageName Name);
}
