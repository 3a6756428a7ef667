using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Cache;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Wheels;

namespace PythonEnv.Publishing;

/// <summary>A file of the project that is published below <c>src/</c>.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Target">Relative to <c>src/</c>, with <c>/</c>.</param>
internal sealed record PublishedSource(string Path, string Target);

/// <summary>
/// Writes distributions out of the cache, and sources, as a folder that runs wherever a Python of its version is. Files are copies with
/// fixed times, so that the same lock gives the same bytes on every machine.
/// </summary>
internal sealed class TreePublisher(PublishedPython python)
{
    // The beginning of the time that zip files know, which container layers and packages made of the folder then share.
    private static readonly DateTime FixedTime = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <param name="archives">What to publish, in order of name; proved by their contents.</param>
    public void Write(ImmutableArray<CachedArchive> archives, ImmutableArray<PublishedSource> sources, CancellationToken cancellation)
    {
        ParallelWork.For(archives.Length, i => Write(archives[i]), cancellation);
        foreach (PublishedSource source in sources)
            Copy(source.Path, Path.Combine([python.Sources, .. source.Target.Split('/')]));
        LaunchScripts.WriteInterpreter(python);
        WriteManifest(archives);
    }

    /// <summary>Gives every file and folder the same time.</summary>
    public void FixTimes()
    {
        foreach (string path in Directory.EnumerateFiles(python.Root, "*", SearchOption.AllDirectories))
        {
            if (new FileInfo(path).LinkTarget is null)
                File.SetLastWriteTimeUtc(path, FixedTime);
        }
    }

    private void Write(CachedArchive archive)
    {
        ArchiveManifest manifest = archive.Manifest;
        foreach (ManifestFile file in manifest.Files)
        {
            string source = archive.PathOf(file);
            string name = manifest.NameAt(file.Target);
            if (file.Scheme == InstallScheme.Scripts)
                LaunchScripts.WriteScript(name, RegularFile.ReadAllBytes(source), python);
            else
                Copy(source, Path.Combine([FolderOf(file.Scheme, manifest.Name), .. name.Split('/')]));
        }
        File.WriteAllBytes(Path.Combine(python.SitePackages, manifest.DistInfo, "INSTALLER"), ReadyFile.InstallerText.ToArray());
        foreach (var command in manifest.Commands)
            LaunchScripts.WriteCommand(command, python);
    }

    private string FolderOf(InstallScheme scheme, string distribution) => scheme switch
    {
        InstallScheme.Data => python.Root,
        InstallScheme.Headers => Path.Combine(python.Root, "include", distribution),
        _ => python.SitePackages,
    };

    // A plain copy, and never a link: the folder outlives the cache, and whoever edits it edits nothing else.
    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        RegularFile.Copy(source, target, overwrite: true);
    }

    private void WriteManifest(ImmutableArray<CachedArchive> archives)
    {
        var content = new
        {
            implementation = python.Implementation,
            python = python.Version,
            freeThreaded = python.IsFreeThreaded,
            rid = python.Rid,
            distributions = archives.Select(
                archive => new { name = archive.Manifest.Name, version = archive.Manifest.Version, sha256 = archive.Sha256 }),
        };
        AtomicFile.WriteAllText(python.Manifest, JsonSerializer.Serialize(content, Json).ReplaceLineEndings("\n") + "\n");
    }
}
