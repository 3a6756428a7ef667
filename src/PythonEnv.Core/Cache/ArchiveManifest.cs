using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Wheels;

namespace PythonEnv.Cache;

/// <summary>
/// What lies in an archive of the cache and where it goes, in the form in which it is linked: names as the system calls take them, folders
/// before files, the payload before the <c>.dist-info</c>. Reading it costs no name a string.
/// </summary>
/// <remarks>
/// <code>
/// manifest = "PYEAM" version:1 files:4 directories:4 commands:4 ready:4 warnings:4 wheelSize:8 fileMode:2 executableMode:2 strings
///            *(source:4 target:4 size:8 modified:8 scheme:1 executable:1)   ; files, then ready
///            *(target:4 scheme:1)
///            *(strings gui:1) *(string)
///            length:4 names crc32:4
/// </code>
/// Little endian; the checksum covers everything before it.
/// </remarks>
internal sealed class ArchiveManifest
{
    private static ReadOnlySpan<byte> Magic => "PYEAM\u0003"u8;

    /// <summary>The file name under which the wheel was first unpacked.</summary>
    public required string FileName { get; init; }

    /// <summary>Bytes of the wheel.</summary>
    public required long WheelSize { get; init; }

    /// <summary>The distribution's name as METADATA has it.</summary>
    public required string Name { get; init; }

    /// <summary>The version as METADATA has it.</summary>
    public required string Version { get; init; }

    /// <summary>The name of the <c>.dist-info</c> folder.</summary>
    public required string DistInfo { get; init; }

    /// <summary>Of the wheel's own RECORD, from which that of every environment is made; lower-case hexadecimal.</summary>
    public required string RecordSha256 { get; init; }

    /// <summary>The permissions that the files got when they were unpacked.</summary>
    public required FileModes Modes { get; init; }

    public required ImmutableArray<ManifestFile> Files { get; init; }

    /// <summary>Parents before children.</summary>
    public required ImmutableArray<ManifestDirectory> Directories { get; init; }

    /// <summary>What installing adds to the <c>.dist-info</c>, made in advance: in the order of <see cref="ReadyFile.Names"/>.</summary>
    public required ImmutableArray<ManifestFile> Ready { get; init; }

    /// <summary>The commands that <c>entry_points.txt</c> declares.</summary>
    public required ImmutableArray<EntryPointScript> Commands { get; init; }

    /// <summary>What is odd about the wheel and does no harm, as phrases.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>NUL-terminated UTF-8 names that files and directories refer to.</summary>
    public required byte[] Names { get; init; }

    /// <summary>Whether its RECORD depends on nothing but the archive itself, so that it can be linked as well.</summary>
    public bool IsSelfContained => Ready.Length == ReadyFile.Names.Length;

    public string NameAt(int offset) => Encoding.UTF8.GetString(Utf8At(offset));

    public ReadOnlySpan<byte> Utf8At(int offset) => MemoryAt(offset).Span;

    public ReadOnlyMemory<byte> MemoryAt(int offset) => Names.AsMemory(offset, Names.AsSpan(offset).IndexOf((byte)0));

    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public static ArchiveManifest Read(byte[] bytes)
    {
        if (bytes.Length < Magic.Length + sizeof(uint) || !bytes.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("not a manifest of this version");
        uint checksum = BitConverter.ToUInt32(bytes.AsSpan(bytes.Length - sizeof(uint)));
        if (Crc32.HashToUInt32(bytes.AsSpan(0, bytes.Length - sizeof(uint))) != checksum)
            throw new InvalidDataException("the manifest is damaged");
        using BinaryReader reader = new(new MemoryStream(bytes, Magic.Length, bytes.Length - Magic.Length), Encoding.UTF8);
        int fileCount = reader.ReadInt32();
        int directoryCount = reader.ReadInt32();
        int commandCount = reader.ReadInt32();
        int readyCount = reader.ReadInt32();
        int warningCount = reader.ReadInt32();
        long wheelSize = reader.ReadInt64();
        FileModes modes = new((UnixFileMode)reader.ReadInt16(), (UnixFileMode)reader.ReadInt16());
        string fileName = reader.ReadString();
        string name = reader.ReadString();
        string version = reader.ReadString();
        string distInfo = reader.ReadString();
        string recordSha256 = reader.ReadString();
        ImmutableArray<ManifestFile> files = ReadFiles(reader, fileCount);
        ImmutableArray<ManifestFile> ready = ReadFiles(reader, readyCount);
        ImmutableArray<ManifestDirectory>.Builder directories = ImmutableArray.CreateBuilder<ManifestDirectory>(directoryCount);
        for (int i = 0; i < directoryCount; i++)
            directories.Add(new ManifestDirectory(reader.ReadInt32(), (InstallScheme)reader.ReadByte()));
        ImmutableArray<EntryPointScript>.Builder commands = ImmutableArray.CreateBuilder<EntryPointScript>(commandCount);
        for (int i = 0; i < commandCount; i++)
            commands.Add(new EntryPointScript(reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadBoolean()));
        ImmutableArray<string>.Builder warnings = ImmutableArray.CreateBuilder<string>(warningCount);
        for (int i = 0; i < warningCount; i++)
            warnings.Add(reader.ReadString());
        return new ArchiveManifest
        {
            FileName = fileName,
            WheelSize = wheelSize,
            Name = name,
            Version = version,
            DistInfo = distInfo,
            RecordSha256 = recordSha256,
            Modes = modes,
            Files = files,
            Ready = ready,
            Directories = directories.MoveToImmutable(),
            Commands = commands.MoveToImmutable(),
            Warnings = warnings.MoveToImmutable(),
            Names = reader.ReadBytes(reader.ReadInt32()),
        };
    }

    public byte[] ToBytes()
    {
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Files.Length);
        writer.Write(Directories.Length);
        writer.Write(Commands.Length);
        writer.Write(Ready.Length);
        writer.Write(Warnings.Length);
        writer.Write(WheelSize);
        writer.Write((short)Modes.Regular);
        writer.Write((short)Modes.Executable);
        writer.Write(FileName);
        writer.Write(Name);
        writer.Write(Version);
        writer.Write(DistInfo);
        writer.Write(RecordSha256);
        foreach (ManifestFile file in Files.Concat(Ready))
        {
            writer.Write(file.Source);
            writer.Write(file.Target);
            writer.Write(file.Size);
            writer.Write(file.Modified);
            writer.Write((byte)file.Scheme);
            writer.Write(file.IsExecutable);
        }
        foreach (ManifestDirectory directory in Directories)
        {
            writer.Write(directory.Target);
            writer.Write((byte)directory.Scheme);
        }
        foreach (EntryPointScript command in Commands)
        {
            writer.Write(command.Name);
            writer.Write(command.Module);
            writer.Write(command.Attribute);
            writer.Write(command.IsGui);
        }
        foreach (string warning in Warnings)
            writer.Write(warning);
        writer.Write(Names.Length);
        writer.Write(Names);
        writer.Flush();
        writer.Write(Crc32.HashToUInt32(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    private static ImmutableArray<ManifestFile> ReadFiles(BinaryReader reader, int count)
    {
        ImmutableArray<ManifestFile>.Builder files = ImmutableArray.CreateBuilder<ManifestFile>(count);
        for (int i = 0; i < count; i++)
        {
            int source = reader.ReadInt32(), target = reader.ReadInt32();
            long size = reader.ReadInt64(), modified = reader.ReadInt64();
            files.Add(new ManifestFile(source, target, size, modified, (InstallScheme)reader.ReadByte(), reader.ReadBoolean()));
        }
        return files.MoveToImmutable();
    }
}
