using System.Collections.Immutable;
using System.IO.Compression;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Auditing.Osv;

/// <summary>
/// A dump of an OSV database: a folder of JSON files, one of them, or a zip of them such as <c>all.zip</c>; here, or at a URL.
/// </summary>
internal sealed class OsvDump : IAdvisorySource
{
    private const int LargestRecord = 16 * 1024 * 1024;
    private const long MostUnpacked = 4L << 30;
    private const int MostRecords = 1_000_000;

    private readonly string? _path;
    private readonly Uri? _url;
    private readonly AdvisoryStore _store;

    private OsvDump(string? path, Uri? url, AdvisoryStore store) => (_path, _url, _store) = (path, url, store);

    /// <param name="path">Absolute.</param>
    public static OsvDump At(string path, AdvisoryStore store) => new(path, null, store);

    public static OsvDump At(Uri url, AdvisoryStore store) => new(null, url, store);

    public async Task<AdvisoryAnswer> FindAsync(ImmutableArray<AuditedPin> pins, CancellationToken cancellation)
    {
        var collector = new OsvCollector(pins.Select(pin => pin.Name).ToHashSet());
        string source = _path ?? IndexUrl.Display(_url!);
        try
        {
            return _path is not null
                ? Answer(source, collector, ReadPath(_path, collector, cancellation))
                : await ReadUrlAsync(source, collector, cancellation).ConfigureAwait(false);
        }
        catch (FetchException failure)
        {
            return new AdvisoryAnswer(source, [], null) { Problem = failure.Reason };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            return new AdvisoryAnswer(source, [.. collector.Advisories], null) { Problem = e.Message };
        }
    }

    private async Task<AdvisoryAnswer> ReadUrlAsync(string source, OsvCollector collector, CancellationToken cancellation)
    {
        StoredText text = await _store.FetchAsync(_url!, null, cancellation).ConfigureAwait(false);
        if (text.Bytes.Length == 0)
            return new AdvisoryAnswer(source, [], null) { Problem = "the server has no such file" };
        if (IsZip(text.Bytes))
            ReadZip(new MemoryStream(text.Bytes), collector, cancellation);
        else
            collector.Add(text.Bytes, source);
        AdvisoryAnswer answer = Answer(source, collector, text.From);
        return answer with { Problem = text.Problem ?? answer.Problem };
    }

    // What holds no record knows nothing, however new it is.
    private static AdvisoryAnswer Answer(string source, OsvCollector collector, DateTimeOffset from) =>
        new(source, [.. collector.Advisories], collector.Records == 0 ? null : from)
        {
            Problem = collector.Problem ?? (collector.Records == 0 ? "it holds no advisory" : null),
        };

    /// <returns>How old the newest of it is.</returns>
    private static DateTimeOffset ReadPath(string path, OsvCollector collector, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            ReadFile(path, collector, cancellation);
            return File.GetLastWriteTimeUtc(path);
        }
        if (!Directory.Exists(path))
            throw new IOException("there is no such file or folder");
        DateTimeOffset newest = DateTimeOffset.MinValue;
        // No link is followed: one may lead in a circle.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false
        };
        foreach (string file in Directory.EnumerateFiles(path, "*", options).Where(IsDumped).Order(StringComparer.Ordinal))
        {
            ReadFile(file, collector, cancellation);
            newest = File.GetLastWriteTimeUtc(file) is { } time && time > newest ? time : newest;
        }
        return newest;
    }

    private static bool IsDumped(string file) =>
        file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static void ReadFile(string path, OsvCollector collector, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using FileStream file = RegularFile.OpenStream(path);
            if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                ReadZip(file, collector, cancellation);
            else
                collector.Add(RegularFile.ReadBounded(file, path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            collector.AddDamage(path, e.Message);
        }
    }

    // A small archive may unpack to anything: records, their size and their sum are bounded.
    private static void ReadZip(Stream stream, OsvCollector collector, CancellationToken cancellation)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        long unpacked = 0;
        foreach (ZipArchiveEntry entry in archive.Entries.Where(
            entry => entry.FullName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (collector.Records >= MostRecords || unpacked > MostUnpacked)
                throw new InvalidDataException($"it holds more than {MostRecords} records, or more than 4 GB of them");
            using Stream content = entry.Open();
            byte[]? json = ReadAtMost(content, LargestRecord);
            if (json is null)
                collector.AddDamage(entry.FullName, "it is larger than 16 MB");
            else
                collector.Add(json, entry.FullName);
            unpacked += json?.Length ?? LargestRecord;
        }
    }

    private static byte[]? ReadAtMost(Stream stream, int limit)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is int read and > 0)
        {
            if (all.Length + read > limit)
                return null;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK"u8);
}
