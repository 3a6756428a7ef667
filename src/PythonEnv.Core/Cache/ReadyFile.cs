using System.Collections.Immutable;
using PythonEnv.Packaging.Records;
using PythonEnv.Wheels;

namespace PythonEnv.Cache;

/// <summary>
/// A file that installing adds to the <c>.dist-info</c> and that is the same in every environment. So it is made once and linked like the
/// rest. RECORD is among them where the wheel has nothing but site-packages: no scripts, no other scheme.
/// </summary>
/// <param name="Name">Below the archive's <c>ready</c> folder, and below the <c>.dist-info</c>.</param>
internal readonly record struct ReadyFile(string Name, long Size, long Modified)
{
    public const string Folder = "ready/";
    public const int InstallerIndex = 0;
    public const int RequestedIndex = 1;
    public const int RecordIndex = 2;

    /// <summary>The first two are always there.</summary>
    public static ImmutableArray<string> Names { get; } = ["INSTALLER", "REQUESTED", "RECORD"];

    public static ReadOnlySpan<byte> InstallerText => "pythonenv\n"u8;

    public static IEnumerable<ReadyFile> WriteAll(string folder, WheelContents contents, DateTime time)
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        yield return Write(folder, time, InstallerIndex, InstallerText.ToArray());
        yield return Write(folder, time, RequestedIndex, []);
        bool isSelfContained = contents.Commands.IsEmpty && contents.Files.All(file => file.Place.Relative == file.Entry.Path);
        if (!isSelfContained)
            yield break;
        IEnumerable<RecordEntry> rows = contents.Files.Select(file => file.Row ?? new RecordEntry(file.Entry.Path));
        yield return Write(folder, time, RecordIndex, InstalledRecord.ToBytes([.. rows, .. InstalledRecord.OwnRows(contents.DistInfo)]));
    }

    private static ReadyFile Write(string folder, DateTime time, int index, byte[] content)
    {
        string path = Path.Combine(folder, Folder, Names[index]);
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, time);
        return new ReadyFile(Names[index], content.Length, time.Ticks);
    }
}
