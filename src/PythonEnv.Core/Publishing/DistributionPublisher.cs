using Microsoft.Win32.SafeHandles;
using PythonEnv.Cache;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Installing;
using PythonEnv.Installing.Launchers;
using PythonEnv.Installing.Linking;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Wheels;

namespace PythonEnv.Publishing;

/// <summary>
/// Copies one distribution out of the cache, and holds what it copies against the wheel's RECORD: the folder outlives the cache, and what
/// is edited in one of them is not edited in the other. Where several distributions want a place, the rule of the environment holds.
/// </summary>
internal sealed class DistributionPublisher(PublishedPython python, InstallTarget target, FileOwners owners)
{
    private readonly List<RecordEntry> _written = [];
    private string _folder = "";

    /// <exception cref="ArchiveDamagedException">A file of the cache does not hold what its wheel's RECORD says.</exception>
    public void Write(PreparedPin pin)
    {
        ArchiveManifest manifest = pin.Archive.Manifest;
        Dictionary<string, RecordEntry> rows = pin.Archive.ReadRecord().ByPath();
        var environment = new SchemeFolders(target.Layout, pin.Planned.Name.Value);
        bool leavesOut = owners.LeavesOut(pin.Planned.Name);
        using var hashes = new RecordHashes();
        foreach (ManifestFile file in manifest.Files)
        {
            string name = manifest.NameAt(file.Target);
            bool isScript = file.Scheme == InstallScheme.Scripts;
            if ((isScript && ScriptWriter.IsShadowed(name, manifest.Commands))
                || (leavesOut && IsLeftOut(pin, Path.Combine(environment.Of(file.Scheme), name))))
                continue;
            string source = manifest.NameAt(file.Source)[ManifestBuilder.Tree.Length..];
            RecordEntry row = rows.GetValueOrDefault(source, new RecordEntry(source));
            if (isScript)
                WriteScript(pin.Archive, file, row, name, hashes);
            else
                Copy(pin.Archive, file, row, Path.Combine([FolderOf(file.Scheme, manifest.Name), .. name.Split('/')]), hashes);
        }
        foreach (EntryPointScript command in CommandNames.For(manifest.Commands, target.PythonVersion))
        {
            string place = Path.Combine(target.Layout.ScriptsDirectory, ScriptWriter.FileNameOf(command, target.Layout));
            if (!leavesOut || !IsLeftOut(pin, place))
                Add(LaunchScripts.WriteCommand(command, python));
        }
        WriteRecord(manifest.DistInfo);
    }

    private bool IsLeftOut(PreparedPin pin, string path) => owners.IsLeftOut(pin.Planned.Name, Path.GetFullPath(path));

    private void WriteScript(CachedArchive archive, ManifestFile file, RecordEntry row, string name, RecordHashes hashes)
    {
        using SafeFileHandle source = Open(archive, file);
        if (!hashes.HasDigest(row, source) || RegularFile.ReadWhole(source) is not { } content)
            throw new ArchiveDamagedException(archive, file);
        foreach (string path in LaunchScripts.WriteScript(name, content, python))
            Add(path);
    }

    private void Copy(CachedArchive archive, ManifestFile file, RecordEntry row, string path, RecordHashes hashes)
    {
        if (Path.GetDirectoryName(path) is { } folder && folder != _folder)
            Directory.CreateDirectory(_folder = folder);
        using SafeFileHandle source = Open(archive, file);
        // Another distribution may write the same to the same place.
        using SafeFileHandle copy = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        if (!hashes.HasDigest(row, source, copy))
            throw new ArchiveDamagedException(archive, file);
        // The cache's file system may keep no mode.
        if (file.IsExecutable && !NativeSystem.IsWindows)
            File.SetUnixFileMode(copy, archive.Manifest.Modes.Executable | FileModes.Execute);
        PublishedFile.FixTime(copy);
        _written.Add(row with { Path = RelativePath(path) });
    }

    private static SafeFileHandle Open(CachedArchive archive, ManifestFile file)
    {
        try
        {
            return RegularFile.Open(archive.PathOf(file));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ArchiveDamagedException(archive, file);
        }
    }

    // What pip would leave, so that `importlib.metadata` finds the files of a distribution.
    private void WriteRecord(string distInfo)
    {
        string folder = Path.Combine(python.SitePackages, distInfo);
        Add(PublishedFile.Write(Path.Combine(folder, "INSTALLER"), ReadyFile.InstallerText));
        string record = Path.Combine(folder, "RECORD");
        PublishedFile.Write(record, InstalledRecord.ToBytes([.. _written, new RecordEntry(RelativePath(record))]));
    }

    private void Add(string path) => _written.Add(InstalledRecord.RowOf(RelativePath(path), RegularFile.ReadAllBytes(path)));

    private string RelativePath(string path) =>
        Path.GetRelativePath(python.SitePackages, path).Replace(Path.DirectorySeparatorChar, '/');

    private string FolderOf(InstallScheme scheme, string distribution) => scheme switch
    {
        InstallScheme.Data => python.Root,
        InstallScheme.Headers => Path.Combine(python.Root, "include", distribution),
        _ => python.SitePackages,
    };
}
