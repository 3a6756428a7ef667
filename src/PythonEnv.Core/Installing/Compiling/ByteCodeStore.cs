using PythonEnv.Cache;
using PythonEnv.Host.Files;
using PythonEnv.Wheels;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing.Compiling;

/// <summary>
/// Byte-code beside the archive it was made of: <c>ARCHIVE/bytecode/TAG-MAGIC/{tree/,manifest}</c>, in the form of an archive of its own.
/// Another interpreter's is never looked at: the key is the tag that names its files and the magic number that names their format.
/// </summary>
internal sealed class ByteCodeStore(ArchiveCache cache, InstallTarget target)
{
    private const string ManifestName = "manifest";
    private readonly string _key = $"{target.CacheTag}-{target.Magic}";

    /// <summary>What has been compiled before, or null.</summary>
    public CachedArchive? Find(CachedArchive archive)
    {
        string folder = FolderOf(archive);
        try
        {
            byte[] manifest = RegularFile.ReadOwn(Path.Combine(folder, ManifestName));
            return new CachedArchive(folder, archive.Sha256, ArchiveManifest.Read(manifest));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The modules of an archive that can be compiled, with the place of their byte-code below <c>tree/</c>.</summary>
    public IEnumerable<(ManifestFile Source, string Target)> ModulesOf(CachedArchive archive)
    {
        foreach (ManifestFile file in archive.Manifest.Files)
        {
            if (file.Scheme is not InstallScheme.SitePackages || !archive.Manifest.Utf8At(file.Target).EndsWith(".py"u8))
                continue;
            string module = archive.Manifest.NameAt(file.Target);
            int slash = module.LastIndexOf('/') + 1;
            yield return (file, $"{module[..slash]}__pycache__/{module[slash..^3]}.{target.CacheTag}.pyc");
        }
    }

    /// <summary>
    /// Takes over what a compilation has left in a temporary folder; what is missing there did not compile. What another build has put
    /// there meanwhile stays: it may be linking it.
    /// </summary>
    /// <param name="isDoubted">What is there is replaced.</param>
    public CachedArchive? Publish(CachedArchive archive, string temporary, bool isDoubted = false)
    {
        AtomicFile.WriteAllBytes(Path.Combine(temporary, ManifestName), ManifestOf(archive, temporary).ToBytes());
        string target = FolderOf(archive);
        FileChange.MakeFolderOf(target);
        if (Directory.Exists(target) && (isDoubted || Find(archive) is null))
            Drop(archive);
        try
        {
            FileChange.MoveFolder(temporary, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another build has compiled the same archive meanwhile.
        }
        return Find(archive);
    }

    public void Drop(CachedArchive archive) => cache.MoveAwayAndDelete(FolderOf(archive));

    /// <summary>Lists the byte-code that is in a folder, whose times become those that a manifest can hold.</summary>
    private ArchiveManifest ManifestOf(CachedArchive archive, string folder)
    {
        NameTable names = new();
        List<ManifestFile> files = [];
        List<ManifestDirectory> directories = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((_, string path) in ModulesOf(archive))
        {
            FileInfo compiled = new(Path.Combine(folder, ManifestBuilder.Tree, path));
            if (!compiled.Exists)
                continue;
            int source = names.Add(ManifestBuilder.Tree + path);
            int place = source + ManifestBuilder.Tree.Length;
            compiled.LastWriteTimeUtc = WheelUnpacker.WholeSecond(compiled.LastWriteTimeUtc);
            long modified = compiled.LastWriteTimeUtc.Ticks;
            files.Add(new ManifestFile(source, place, compiled.Length, modified, InstallScheme.SitePackages, IsExecutable: false));
            string directory = path[..path.LastIndexOf('/')];
            if (known.Add(directory))
                directories.Add(new ManifestDirectory(names.Add(directory), InstallScheme.SitePackages));
        }
        return new ArchiveManifest
        {
            FileName = archive.Manifest.FileName,
            WheelSize = archive.Manifest.WheelSize,
            Name = archive.Manifest.Name,
            Version = archive.Manifest.Version,
            DistInfo = archive.Manifest.DistInfo,
            RecordSha256 = archive.Manifest.RecordSha256,
            Modes = archive.Manifest.Modes,
            Commands = [],
            Ready = [],
            Warnings = [],
            Files = [.. files],
            Directories = [.. directories],
            Names = names.ToArray(),
        };
    }

    private string FolderOf(CachedArchive archive) => Path.Combine(archive.Folder, "bytecode", _key);
}
