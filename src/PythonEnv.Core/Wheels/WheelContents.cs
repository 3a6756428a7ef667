using System.Collections.Immutable;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Wheels;

/// <summary>
/// A wheel whose metadata agrees with itself (binary distribution format 1.0): one <c>.dist-info</c> that matches the file name, a WHEEL of
/// a version this can install, METADATA of the same name and version; a RECORD that lists every file once with a strong hash.
/// </summary>
internal sealed record WheelContents
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public required string DistInfo { get; init; }

    /// <summary>As METADATA spells it.</summary>
    public required string Name { get; init; }

    /// <summary>As METADATA spells it.</summary>
    public required string Version { get; init; }

    /// <summary>The bytes of METADATA.</summary>
    public required ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>Of the wheel's RECORD; lower-case hexadecimal.</summary>
    public required string RecordSha256 { get; init; }

    public required ImmutableArray<EntryPointScript> Commands { get; init; }

    /// <summary>What to unpack.</summary>
    public required ImmutableArray<WheelFile> Files { get; init; }

    /// <summary>What is odd and does no harm, as phrases.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <exception cref="Diagnostics.PythonEnvException">PYENV4005.</exception>
    public static WheelContents Read(WheelArchive archive)
    {
        Dictionary<string, ArchiveEntry> entries = archive.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        (string distInfo, WheelFileName stated) = FindDistInfo(archive);
        CheckWheelVersion(archive, CoreMetadata.ParseHeaders(Bytes(archive, entries, $"{distInfo}/WHEEL")));
        byte[] metadata = Bytes(archive, entries, $"{distInfo}/METADATA");
        CoreMetadata headers = CoreMetadata.ParseHeaders(metadata);
        if (headers.Refusal(metadata) is { } refusal)
            throw WheelRefusal.Of(archive.FileName, "METADATA", refusal);
        (string name, string version) = ReadIdentity(archive, stated, headers);
        ImmutableArray<EntryPointScript> commands = ReadCommands(archive, entries, distInfo);
        byte[] record = Bytes(archive, entries, $"{distInfo}/RECORD");
        return new WheelContents
        {
            DistInfo = distInfo,
            Name = name,
            Version = version,
            Metadata = metadata,
            RecordSha256 = Digest.OfBytes(record),
            Commands = commands,
            Files = MatchRecord(archive, distInfo, record),
            Warnings = [.. FindOddities(archive)],
        };
    }

    /// <summary>Whether a file is the wheel's own RECORD.</summary>
    public static bool IsRecord(string path, WheelPlace place) =>
        place.Scheme == InstallScheme.DistInfo && path.Split('/') is [_, "RECORD"];

    private static (string DistInfo, WheelFileName Stated) FindDistInfo(WheelArchive archive)
    {
        string[] found = [.. archive.Entries
            .Select(entry => entry.Path.Split('/', 2))
            .Where(parts => parts.Length == 2 && parts[0].EndsWith(".dist-info", StringComparison.OrdinalIgnoreCase))
            .Select(parts => parts[0])
            .Distinct(StringComparer.Ordinal)];
        if (found is not [string distInfo])
        {
            string problem = found.Length == 0 ? "it has no `.dist-info`" : $"it has {found.Length} `.dist-info` folders";
            throw WheelRefusal.Of(archive.FileName, null, problem);
        }
        if (!WheelFileName.TryParse(archive.FileName, out WheelFileName? stated, out ParseError? error))
            throw WheelRefusal.Of(archive.FileName, null, error.Message);
        string[] inside = distInfo[..^".dist-info".Length].Split('-');
        if (inside.Length != 2 || PackageName.Normalize(inside[0]) != stated.Name || !SameVersion(inside[1], stated.Version))
        {
            throw WheelRefusal.Of(
                archive.FileName, null, $"its `{WheelRefusal.Printable(distInfo)}` belongs to another name or version than the file's");
        }
        return (distInfo, stated);
    }

    private static void CheckWheelVersion(WheelArchive archive, CoreMetadata wheel)
    {
        string version = wheel.First("Wheel-Version") ?? throw WheelRefusal.Of(archive.FileName, "WHEEL", "it has no `Wheel-Version`");
        if (version.Split('.')[0] != "1")
        {
            throw WheelRefusal.Of(
                archive.FileName, "WHEEL", $"it is of wheel version `{WheelRefusal.Printable(version)}`, and only version 1 is understood");
        }
    }

    private static (string Name, string Version) ReadIdentity(WheelArchive archive, WheelFileName stated, CoreMetadata metadata)
    {
        string name = metadata.Name ?? throw WheelRefusal.Of(archive.FileName, "METADATA", "it has no `Name`");
        string version = metadata.Version ?? throw WheelRefusal.Of(archive.FileName, "METADATA", "it has no `Version`");
        if (PackageName.Normalize(name) != stated.Name)
            throw WheelRefusal.Of(archive.FileName, "METADATA", $"it calls the distribution `{WheelRefusal.Printable(name)}`");
        if (!SameVersion(version, stated.Version))
            throw WheelRefusal.Of(archive.FileName, "METADATA", $"it gives the version `{WheelRefusal.Printable(version)}`");
        return (name, version);
    }

    private static ImmutableArray<EntryPointScript> ReadCommands(
        WheelArchive archive, Dictionary<string, ArchiveEntry> entries, string distInfo)
    {
        string path = $"{distInfo}/entry_points.txt";
        if (!entries.ContainsKey(path))
            return [];
        EntryPoints points = EntryPoints.Parse(Text(archive, entries, path));
        if (points.Problems is [{ } problem, ..])
            throw WheelRefusal.Of(archive.FileName, path, $"line {problem.Line}: {problem.Message}");
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (EntryPointScript script in points.Scripts)
        {
            ScriptNames.Check(archive.FileName, path, script.Name);
            if (!names.Add(EntryNameRules.Native.Fold(script.Name)))
                throw WheelRefusal.Of(
                    archive.FileName, path, $"the command `{WheelRefusal.Printable(script.Name)}` differs from another only by case");
        }
        return points.Scripts;
    }

    private static ImmutableArray<WheelFile> MatchRecord(WheelArchive archive, string distInfo, byte[] record)
    {
        string own = $"{distInfo}/RECORD";
        Dictionary<string, RecordEntry> rows = ReadRecord(archive, own, record);
        var files = ImmutableArray.CreateBuilder<WheelFile>(archive.Entries.Length);
        HashSet<(InstallScheme, string)> targets = [];
        foreach (ArchiveEntry entry in archive.Entries)
        {
            bool exempt = entry.Path == own || entry.Path == $"{own}.jws" || entry.Path == $"{own}.p7s";
            rows.Remove(entry.Path, out RecordEntry? row);
            WheelPlace place = WheelPlace.Of(archive.FileName, distInfo, entry.Path);
            if (IsInstallersOwn(distInfo, entry.Path) || RecordEntry.IsByteCode(entry.Path))
                continue;
            if (!targets.Add((place.Scheme, EntryNameRules.Native.Fold(place.Relative))))
                throw WheelRefusal.Of(archive.FileName, entry.Path, "another entry is installed to the same place");
            if (!exempt)
                CheckRow(archive, entry, row);
            files.Add(new WheelFile(entry, place, exempt ? null : row));
        }
        foreach (string missing in rows.Keys)
        {
            if (missing != own)
            {
                throw WheelRefusal.Of(
                    archive.FileName, own, $"it lists `{WheelRefusal.Printable(missing)}`, which the wheel does not hold");
            }
        }
        return files.DrainToImmutable();
    }

    private static Dictionary<string, RecordEntry> ReadRecord(WheelArchive archive, string own, byte[] content)
    {
        RecordFile record = RecordFile.Parse(content);
        if (record.Problems is [{ } problem, ..])
            throw WheelRefusal.Of(archive.FileName, own, $"row {problem.Row + 1}: {problem.Message}");
        Dictionary<string, RecordEntry> rows = new(record.Entries.Length, StringComparer.Ordinal);
        foreach (RecordEntry row in record.Entries)
        {
            if (!rows.TryAdd(row.Path, row) && rows[row.Path] != row)
                throw WheelRefusal.Of(archive.FileName, own, $"it lists `{WheelRefusal.Printable(row.Path)}` twice");
        }
        return rows;
    }

    private static void CheckRow(WheelArchive archive, ArchiveEntry entry, RecordEntry? row)
    {
        if (row is null)
            throw WheelRefusal.Of(archive.FileName, entry.Path, "RECORD does not list it");
        if (row.Algorithm is null)
            throw WheelRefusal.Of(archive.FileName, entry.Path, "RECORD gives no hash of it");
        if (row.HasWeakHash || !row.HasKnownAlgorithm)
        {
            string algorithm = WheelRefusal.Printable(row.Algorithm);
            throw WheelRefusal.Of(archive.FileName, entry.Path, $"RECORD hashes it with `{algorithm}`, not with sha256 or stronger");
        }
        if (row.Size is { } size && size != entry.Size)
            throw WheelRefusal.Of(archive.FileName, entry.Path, $"RECORD gives {size} bytes, the wheel holds {entry.Size}");
    }

    /// <summary>Written by whoever installs; what a wheel says of its own installation is not evidence.</summary>
    private static bool IsInstallersOwn(string distInfo, string path) =>
        path == $"{distInfo}/INSTALLER" || path == $"{distInfo}/REQUESTED" || path == $"{distInfo}/{DirectUrl.FileName}";

    private static IEnumerable<string> FindOddities(WheelArchive archive)
    {
        int byteCode = archive.Entries.Count(entry => RecordEntry.IsByteCode(entry.Path));
        if (byteCode > 0)
            yield return $"its byte-code ({Counted.Of(byteCode, "file")}) is left out, as it would run in place of the source beside it";
        var confused = archive.Entries.GroupBy(entry => EntryNameRules.Windows.Fold(entry.Path)).FirstOrDefault(group => group.Count() > 1);
        if (confused is not null)
            yield return $"the names `{string.Join("`, `", confused.Select(entry => entry.Path))}` are one file to Windows and macOS";
    }

    private static byte[] Bytes(WheelArchive archive, Dictionary<string, ArchiveEntry> entries, string path) =>
        entries.TryGetValue(path, out ArchiveEntry? entry)
            ? archive.ReadAllBytes(entry, ArchiveLimits.Default.MetadataSize)
            : throw WheelRefusal.Of(archive.FileName, path, "it is missing");

    private static string Text(WheelArchive archive, Dictionary<string, ArchiveEntry> entries, string path)
    {
        try
        {
            return Utf8.GetString(Bytes(archive, entries, path));
        }
        catch (DecoderFallbackException notUtf8)
        {
            throw WheelRefusal.Of(archive.FileName, path, "it is not UTF-8", notUtf8);
        }
    }

    private static bool SameVersion(string text, PythonVersion version) =>
        PythonVersion.TryParse(text, out PythonVersion? parsed) && parsed == version;
}
