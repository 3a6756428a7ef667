using System.Collections.Immutable;
using PythonEnv.Distributions;

namespace PythonEnv.Installing.Archives;

/// <summary>
/// A file that installing adds to the <c>.dist-info</c> and that is the same in every environment, so that it is made once and linked like
/// the rest. RECORD is among them where the wheel has nothing but site-packages: no scripts, no other scheme.
/// </summary>
/// <param name="Name">Below the archive's <c>ready</c> folder.</param>
/// <param name="Target">Below the <c>.dist-info</c>.</param>
internal readonly record struct ReadyFile(string Name, string Target, long Size, long Modified)
{
    public const string Folder = "ready/";
    public const int InstallerIndex = 0;
    public const int RequestedIndex = 1;
    public const int RecordIndex = 2;
    public const int RequestedRecordIndex = 3;

    /// <summary>The first two are always there.</summary>
    public static ImmutableArray<string> Names { get; } = ["INSTALLER", "REQUESTED", "RECORD", "RECORD.requested"];

    public static ReadOnlySpan<byte> InstallerText => "pythonenv\n"u8;

    public static IEnumerable<ReadyFile> WriteAll(string folder, WheelContents contents)
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        yield return Write(folder, InstallerIndex, "INSTALLER", InstallerText.ToArray());
        yield return Write(folder, RequestedIndex, "REQUESTED", []);
        bool selfContained = contents.Commands.IsEmpty
            && contents.Files.All(file => file.Place.Scheme is InstallScheme.SitePackages or InstallScheme.DistInfo && file.Place.Relative == file.Entry.Path);
        if (!selfContained)
            yield break;
        RecordEntry[] rows = [.. contents.Files.Select(file => file.Row ?? new RecordEntry(file.Entry.Path)), InstalledRecord.InstallerRow(contents.DistInfo)];
        yield return Write(folder, RecordIndex, "RECORD", InstalledRecord.ToBytes(rows));
        yield return Write(folder, RequestedRecordIndex, "RECORD", InstalledRecord.ToBytes([.. rows, InstalledRecord.RequestedRow(contents.DistInfo)]));
    }

    private static ReadyFile Write(string folder, int index, string target, byte[] content)
    {
        string path = Path.Combine(folder, Folder, Names[index]);
        File.WriteAllBytes(path, content);
        return new ReadyFile(Names[index], target, content.Length, File.GetLastWriteTimeUtc(path).Ticks);
    }
}
