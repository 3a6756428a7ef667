using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Provisioning;

/// <summary>Who provides an interpreter and on whose behalf.</summary>
/// <param name="Source">Where archives are.</param>
/// <param name="Where">The declaration of the source.</param>
/// <param name="Request">The declared interpreter.</param>
internal sealed record ProvisionRequest(DeclaredSource Source, SourceSpan Where, InterpreterRequest Request);

/// <summary>
/// Brings a declared interpreter onto this machine: chooses an archive of the declared source, proves its digest, and unpacks it once. An
/// archive that was chosen for a request stays chosen, so that a build needs the source only once.
/// </summary>
internal sealed class InterpreterProvisioner(InterpreterStore store, IndexClient client, Downloader downloader, Host.HostFacts host)
{
    private const int LargestList = 4 << 20;

    /// <summary>The installation for a request that was provided before; null where there is none.</summary>
    public string? FindPresent(ProvisionRequest request) => Recall(request) is { } chosen ? store.Find(chosen.Sha256) : null;

    /// <summary>The installation for a request, fetched and unpacked where that is still to do.</summary>
    /// <returns>Its folder; absolute.</returns>
    /// <exception cref="PythonEnvException">
    /// PYENV1002: the source has no archive that fits. PYENV1003: the archive is no interpreter. PYENV2006: it has no digest.
    /// PYENV3006: it has another one. PYENV3007: the source can't be asked.
    /// </exception>
    public async Task<string> ProvideAsync(ProvisionRequest request, CancellationToken cancellation)
    {
        try
        {
            return await FetchAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            throw new PythonEnvException(OfSource(failure.ToDiagnostic(request.Where)), failure);
        }
        catch (PythonEnvException failure) when (failure.Diagnostic.Rule == DiagnosticCatalog.IndexUnreachable)
        {
            throw new PythonEnvException(OfSource(failure.Diagnostic), failure);
        }
    }

    private async Task<string> FetchAsync(ProvisionRequest request, CancellationToken cancellation)
    {
        if (request.Source.Credential is { } credential)
            client.Fetcher.Learn(new IndexUrl(request.Source.Location, credential));
        Chosen chosen = Recall(request) ?? await ChooseAsync(request, cancellation).ConfigureAwait(false);
        if (store.Find(chosen.Sha256) is { } present)
        {
            Remember(request, chosen);
            return present;
        }
        var file = new DistributionFile
        {
            FileName = chosen.FileName,
            Location = chosen.Location,
            Hashes = [new FileHash("sha256", chosen.Sha256)]
        };
        LocalWheel archive = await downloader.FetchAsync(file, cancellation).ConfigureAwait(false);
        string installation = store.Unpack(archive.Path, chosen.Sha256, request.Where, cancellation);
        Remember(request, chosen);
        return installation;
    }

    private async Task<Chosen> ChooseAsync(ProvisionRequest request, CancellationToken cancellation)
    {
        DeclaredSource source = request.Source;
        if (source.Kind == SourceKind.Archive)
        {
            string fileName = Uri.UnescapeDataString(source.Location.Segments[^1]);
            string? digest = source.Sha256 ?? await DigestBesideAsync(source.Location, fileName, cancellation).ConfigureAwait(false);
            return new Chosen(
                fileName, source.Location,
                digest ?? throw NoDigest(request, fileName, $"`{fileName}.sha256` or `{ChecksumList.FileName}` beside it"));
        }
        if (source.Kind == SourceKind.Folder && !Directory.Exists(FileUrl.ToPath(source.Location)))
            throw NoFolder(request);
        (Uri folder, ImmutableDictionary<string, string> digests) = source.Kind == SourceKind.Folder
            ? LocalDigests(FileUrl.ToPath(source.Location))
            : (source.Location, ChecksumList.Parse(
                await TextAsync(source.UrlOf(ChecksumList.FileName), cancellation).ConfigureAwait(false) ?? ""));
        if (source.Sha256 is { } declared)
            digests = digests.Where(entry => entry.Value == declared).ToImmutableDictionary();
        if (digests.IsEmpty)
            throw NoDigest(request, source.ToString(), $"`{ChecksumList.FileName}` there");
        StandaloneArchive best = Best(digests.Keys, request.Request) ?? throw NoArchive(request, digests.Keys);
        return new Chosen(best.FileName, new Uri(folder, Uri.EscapeDataString(best.FileName)), digests[best.FileName]);
    }

    // A package keeps its archives wherever it likes; the list lies beside them.
    private static (Uri Folder, ImmutableDictionary<string, string> Digests) LocalDigests(string folder)
    {
        string? list = Directory.EnumerateFiles(folder, ChecksumList.FileName, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (list is not null)
            return (FileUrl.Of(Path.GetDirectoryName(list) + "/"), ChecksumList.Parse(RegularFile.ReadAllText(list)));
        ImmutableDictionary<string, string> single = Directory.EnumerateFiles(folder, "*.sha256")
            .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Digest: ChecksumList.ParseSingle(RegularFile.ReadAllText(file))))
            .Where(entry => entry.Digest is not null)
            .ToImmutableDictionary(entry => entry.Name, entry => entry.Digest!);
        return (FileUrl.Of(folder.TrimEnd('/') + "/"), single);
    }

    // The newest version, of it the newest build, of it the smallest archive.
    private StandaloneArchive? Best(IEnumerable<string> fileNames, InterpreterRequest request) => fileNames
        .Select(name => StandaloneArchive.TryParse(name, out StandaloneArchive? archive) ? archive : null)
        .OfType<StandaloneArchive>()
        .Where(archive => archive.Fits(request) && archive.RunsOn(host))
        .OrderByDescending(archive => archive.Version)
        .ThenByDescending(archive => archive.Build, StringComparer.Ordinal)
        .ThenBy(archive => archive.Weight)
        .ThenBy(archive => archive.FileName, StringComparer.Ordinal)
        .FirstOrDefault();

    private async Task<string?> DigestBesideAsync(Uri archive, string fileName, CancellationToken cancellation)
    {
        if (await TextAsync(new Uri(archive, Uri.EscapeDataString(fileName) + ".sha256"), cancellation).ConfigureAwait(false) is { } single)
            return ChecksumList.ParseSingle(single);
        string? list = await TextAsync(new Uri(archive, ChecksumList.FileName), cancellation).ConfigureAwait(false);
        return list is null ? null : ChecksumList.Parse(list).GetValueOrDefault(fileName);
    }

    /// <returns>Null where there is no such file.</returns>
    private async Task<string?> TextAsync(Uri url, CancellationToken cancellation)
    {
        if (url.IsFile)
        {
            return RegularFile.ReadTextIfThere(FileUrl.ToPath(url));
        }
        try
        {
            var request = new FetchRequest(url) { IsText = true };
            return await client.Fetcher.FetchAsync(() => request, ReadAsync, cancellation).ConfigureAwait(false);
        }
        catch (FetchException absent) when (absent.Failure == FetchFailure.NotFound)
        {
            return null;
        }

        async Task<string> ReadAsync(FetchAnswer answer, CancellationToken token)
        {
            byte[] bytes = await PageReader.ReadAllAsync(answer.Body, LargestList, token).ConfigureAwait(false)
                ?? throw new FetchException(
                    url, FetchFailure.Nonsense, "its list of checksums is larger than 4 MB", "Check `PythonEnvInterpreterSource`");
            return Encoding.UTF8.GetString(bytes);
        }
    }

    // The place of what a server has is not kept but said by the declaration: it may be signed.
    private Chosen? Recall(ProvisionRequest request)
    {
        string[] lines = SealedText.Read(store.ChoicePath(KeyOf(request)))?.Split('\n') ?? [];
        if (lines.Length != 3 || !ChecksumList.IsDigest(lines[2]))
            return null;
        return request.Source.Kind switch
        {
            SourceKind.Archive => new Chosen(lines[0], request.Source.Location, lines[2]),
            SourceKind.Mirror => new Chosen(lines[0], request.Source.UrlOf(lines[0]), lines[2]),
            _ => Uri.TryCreate(lines[1], UriKind.Absolute, out Uri? file) && file.IsFile ? new Chosen(lines[0], file, lines[2]) : null,
        };
    }

    private void Remember(ProvisionRequest request, Chosen chosen)
    {
        string path = store.ChoicePath(KeyOf(request));
        FileChange.MakeFolderOf(path);
        string place = chosen.Location.IsFile ? chosen.Location.AbsoluteUri : "";
        AtomicFile.WriteAllText(path, SealedText.Seal(string.Join('\n', chosen.FileName, place, chosen.Sha256)));
    }

    private string KeyOf(ProvisionRequest request)
    {
        InterpreterRequest wanted = request.Request;
        string question = string.Join(
            '\n', IndexUrl.Keep(request.Source.Location), request.Source.Sha256, wanted.Implementation, wanted.Versions,
            wanted.FreeThreaded, wanted.Debug, wanted.AllowsPrereleases, host.System, host.Architecture, host.IsMusl);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question)));
    }

    private static Diagnostic OfSource(Diagnostic unreachable) => unreachable with
    {
        Remedy = unreachable.Remedy.Replace(
            FetchFailures.AnotherIndex, "name another source in `PythonEnvInterpreterSource`", StringComparison.Ordinal)
    };

    private static PythonEnvException NoFolder(ProvisionRequest request)
    {
        (string what, string remedy) = request.Source.IsPackage
            ? ("NuGet has not put a package there", "Build the project, which has NuGet fetch it, and name a package that its sources have")
            : ("there is no such folder", "Put archives and their `SHA256SUMS` there, or name another source");
        return new PythonEnvException(DiagnosticCatalog.InterpreterNotFound.At(
            request.Where, $"no interpreter can be had from `{request.Source}`", what, $"{remedy} in `PythonEnvInterpreterSource`"));
    }

    private static PythonEnvException NoDigest(ProvisionRequest request, string what, string place) =>
        new(DiagnosticCatalog.HashMissing.At(
        request.Where, $"no sha256 is known of the interpreter archive `{what}`",
        $"declared `{request.Source}`; found no digest in {place}",
        $"Put a `{ChecksumList.FileName}` beside the archives, or append `#sha256=` and the digest to `PythonEnvInterpreterSource`"));

    private PythonEnvException NoArchive(ProvisionRequest request, IEnumerable<string> names)
    {
        string[] archives = [.. names.Where(StandaloneArchive.IsArchive).Order(StringComparer.Ordinal)];
        string has = archives.Length switch
        {
            0 => "it lists no archive",
            <= 6 => $"it has {string.Join(", ", archives.Select(name => $"`{name}`"))}",
            _ => $"it has {archives.Length} archives, such as {string.Join(", ", archives.Take(3).Select(name => $"`{name}`"))}",
        };
        string machine = $"{host.System}{(host.IsMusl ? " (musl)" : "")} on {host.Architecture}";
        return new PythonEnvException(DiagnosticCatalog.InterpreterNotFound.At(
            request.Request.Where, $"`{request.Source}` has no interpreter that fits `{request.Request.Text}`",
            $"needed is one for {machine}; {has}",
            "Declare a version that it has, or another `PythonEnvInterpreterSource`"));
    }

    private sealed record Chosen(string FileName, Uri Location, string Sha256);
}
