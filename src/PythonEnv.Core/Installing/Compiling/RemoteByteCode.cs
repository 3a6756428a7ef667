using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.RemoteCaching;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Installing.Compiling;

/// <summary>
/// Byte-code that machines share, in one zip archive for each wheel. Its key is made of the wheel's digest, the interpreter's version, tag
/// and magic number, and the program that compiled it. The header of byte-code (PEP 552) holds the time of its source, which each machine
/// has of its own: it is set on arrival.
/// </summary>
internal sealed class RemoteByteCode(RemoteCache remote, ByteCodeStore store, InstallTarget target)
{
    private const int FlagsAt = 4, TimeAt = 8, SizeAt = 12, HeaderLength = 16;

    private const int LargestModule = 256 << 20;

    private static readonly DateTimeOffset s_noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly byte[] _magic = Convert.FromHexString(target.Magic);
    private readonly ConcurrentQueue<string> _fetched = new();

    /// <summary>Takes what another machine has compiled of an archive.</summary>
    /// <param name="temporary">A folder to unpack into; it need not exist.</param>
    /// <returns>Whether the store has it now.</returns>
    public async Task<bool> TakeAsync(CachedArchive archive, string temporary, CancellationToken cancellation)
    {
        if (await remote.FindResultAsync(KeyOf(archive), cancellation).ConfigureAwait(false) is not { } found)
            return false;
        _fetched.Enqueue(found.Path);
        try
        {
            Unpack(archive, found.Path, temporary);
            return store.Publish(archive, temporary) is not null;
        }
        catch (PythonEnvException malformed)
        {
            remote.GiveUp($"its byte-code of {archive.Manifest.FileName} can't be used: {malformed.Diagnostic.Problem}");
            return false;
        }
        // Another build has had the same bytes, and is done with them.
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Deletes what was fetched, when nobody reads it any more: two wheels may have the same byte-code.</summary>
    public void DeleteFetched()
    {
        while (_fetched.TryDequeue(out string? path))
            FileChange.Delete(path);
    }

    /// <summary>Puts there what was compiled here, where this build may.</summary>
    /// <param name="temporary">The path of a file to make the archive in; its folder exists.</param>
    public async Task KeepAsync(CachedArchive archive, string temporary, CancellationToken cancellation)
    {
        if (!remote.MayUpload || store.Find(archive) is not { } compiled)
            return;
        await using (FileStream content = File.Create(temporary))
        await using (var zip = new ZipArchive(content, ZipArchiveMode.Create))
        {
            foreach (ManifestFile file in compiled.Manifest.Files)
            {
                ZipArchiveEntry entry = zip.CreateEntry(compiled.Manifest.NameAt(file.Target), CompressionLevel.Fastest);
                entry.LastWriteTime = s_noTime;
                byte[] bytes = RegularFile.ReadAllBytes(compiled.PathOf(file));
                // The same for every machine, whose sources have other times.
                bytes.AsSpan(TimeAt, sizeof(uint)).Clear();
                await using Stream stream = await entry.OpenAsync(cancellation).ConfigureAwait(false);
                await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
            }
        }
        var made = new LocalWheel(temporary, Digest.OfFile(temporary)!);
        await remote.KeepResultAsync(KeyOf(archive), made, cancellation).ConfigureAwait(false);
    }

    private string KeyOf(CachedArchive archive) => RemoteCache.KeyOf(
        "bytecode-v1", archive.Sha256, target.PythonVersion, target.CacheTag, target.Magic, EmbeddedScript.Read(ByteCompiler.Script));

    private void Unpack(CachedArchive archive, string path, string temporary)
    {
        using var zip = WheelArchive.Open(path);
        Dictionary<string, ArchiveEntry> entries = zip.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        string tree = Path.Combine(temporary, ManifestBuilder.Tree);
        foreach ((ManifestFile source, string name) in store.ModulesOf(archive))
        {
            // What does not compile is not there.
            if (!entries.TryGetValue(name, out ArchiveEntry? entry))
                continue;
            byte[] bytes = zip.ReadAllBytes(entry, LargestModule);
            if (bytes.Length < HeaderLength
                || !bytes.AsSpan(0, FlagsAt).SequenceEqual(_magic)
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(FlagsAt)) != 0
                || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(SizeAt)) != (uint)source.Size)
                throw WheelRefusal.Of(Path.GetFileName(path), name, "it is no byte-code of this module and interpreter");
            long seconds = new DateTimeOffset(source.Modified, TimeSpan.Zero).ToUnixTimeSeconds();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(TimeAt), (uint)seconds);
            string file = Path.Combine(tree, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
        Directory.CreateDirectory(tree);
    }
}
