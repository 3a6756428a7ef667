using PythonEnv.Indexes;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Planning;

/// <summary>
/// What to write instead of a line that can't stay as it is, as the indexes know it. It is asked for no build that is right, and knows of
/// no interpreter yet. From the first place on that does not answer it is silent.
/// </summary>
/// <param name="open">Makes the client at the first question; it should be asked once and with little patience.</param>
internal sealed class ReleaseAdvice(Func<IndexClient> open) : IDisposable
{
    private const int MostHashes = 4;

    private IndexClient? _client;
    private bool _isSilent;

    /// <summary>
    /// The newest release that the requirement and its hashes accept, pre-releases and yanked ones aside; null if that is not known.
    /// </summary>
    public string? NewestOf(DeclaredRequirement requirement) => FilesOf(requirement)
        .Where(file => file.Version is { IsPrerelease: false } version && requirement.Specifiers.Contains(version, prereleases: false))
        .Select(file => file.Version)
        .Max()?.ToString();

    /// <summary><c>--hash=sha256:…</c> of each file of the pinned release; null if they are not known, or too many to read.</summary>
    public string? HashesOf(DeclaredRequirement requirement)
    {
        string[] digests =
        [
            .. FilesOf(requirement)
                .Where(file => file.Version is { } version && requirement.Specifiers.Contains(version, prereleases: true))
                .Select(file => file.Sha256).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return digests.Length is 0 or > MostHashes ? null : string.Join(' ', digests.Select(digest => $"--hash=sha256:{digest}"));
    }

    public void Dispose() => _client?.Dispose();

    private List<KnownFile> FilesOf(DeclaredRequirement requirement)
    {
        if (_isSilent || requirement.CanonicalName is not { } name)
            return [];
        _client ??= open();
        ProjectListing listing = _client.ListAsync(name, CancellationToken.None).GetAwaiter().GetResult();
        _isSilent = !listing.Failures.IsEmpty;
        return [.. listing.Files.Where(file => !file.IsYanked && IsAccepted(file)).Select(file => new KnownFile(
            VersionOf(file.FileName, name), file.Hashes.FirstOrDefault(hash => hash.Algorithm == "sha256")?.Digest))];

        bool IsAccepted(IndexFile file) => requirement.Hashes.IsEmpty || requirement.Hashes.Any(hash => file.Hashes.Any(hash.Matches));
    }

    private static PythonVersion? VersionOf(string fileName, PackageName name) =>
        WheelFileName.TryParse(fileName, out WheelFileName? wheel, out _) ? wheel.Version
        : PythonVersion.TryParse(
            ArchiveFileName.VersionText(ArchiveFileName.Split(fileName).Stem, name) ?? "", out PythonVersion? version) ? version
        : null;

    private sealed record KnownFile(PythonVersion? Version, string? Sha256);
}
