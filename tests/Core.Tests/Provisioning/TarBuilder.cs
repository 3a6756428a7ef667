using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace PythonEnv.Core.Tests.Provisioning;

/// <summary>A tar archive entry by entry, whatever the entries say.</summary>
internal sealed class TarBuilder
{
    private readonly List<PaxTarEntry> _entries = [];

    public TarBuilder With(
        TarEntryType type, string name, string link = "", string? content = null, UnixFileMode mode = (UnixFileMode)0b110_100_100)
    {
        var entry = new PaxTarEntry(type, name) { Mode = mode };
        if (link.Length > 0)
            entry.LinkName = link;
        if (content is not null)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        _entries.Add(entry);
        return this;
    }

    public TarBuilder WithFile(string name, string content, bool isExecutable = false) =>
        With(
            TarEntryType.RegularFile, name, content: content,
            mode: isExecutable ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);

    public TarBuilder WithLink(string name, string target) => With(TarEntryType.SymbolicLink, name, target);

    /// <summary>An archive that passes for an interpreter of the `install_only` layout.</summary>
    public static TarBuilder Interpreter() => new TarBuilder()
        .WithFile("python/bin/python3.11", "#!/bin/sh\n", isExecutable: true)
        .WithLink("python/bin/python3", "python3.11")
        .WithFile("python/lib/python3.11/os.py", "");

    public byte[] ToBytes(bool zstandard = false)
    {
        using var bytes = new MemoryStream();
        using (Stream packed = zstandard ? new ZstdSharp.CompressionStream(bytes, leaveOpen: true) : new GZipStream(
            bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            using TarWriter writer = new(packed);
            foreach (PaxTarEntry entry in _entries)
                writer.WriteEntry(entry);
        }
        return bytes.ToArray();
    }
}
