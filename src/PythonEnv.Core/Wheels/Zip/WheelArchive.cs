using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Diagnostics;

namespace PythonEnv.Wheels.Zip;

/// <summary>
/// A wheel's zip container, read strictly: every reader that starts at the front, at the end or in the middle has to see the same files.
/// Refused are, besides damage: bytes before, between or after the parts; entries that overlap, share a name or are no regular files;
/// headers that contradict each other; names that reach outside (<see cref="EntryNameRules"/>); methods other than stored and deflate;
/// bombs (<see cref="ArchiveLimits"/>). Nothing is held in memory whole, and several threads may read one archive.
/// </summary>
internal sealed class WheelArchive : IDisposable
{
    private const int FileTypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int DirectoryFile = 0x4000;
    private const int AnyExecute = 0x49;
    private readonly SafeFileHandle _file;

    private WheelArchive(string fileName, SafeFileHandle file, ImmutableArray<ArchiveEntry> entries)
    {
        FileName = fileName;
        _file = file;
        Entries = entries;
    }

    public string FileName { get; }

    /// <summary>Bytes of the whole file.</summary>
    public long Size => RandomAccess.GetLength(_file);

    /// <summary>The files, in the order in which they lie in the archive.</summary>
    public ImmutableArray<ArchiveEntry> Entries { get; }

    /// <param name="path">The wheel.</param>
    /// <param name="names">The file system the files are for; this machine's if null.</param>
    /// <param name="limits">What is taken for a bomb; <see cref="ArchiveLimits.Default"/> if null.</param>
    /// <exception cref="PythonEnvException">PYENV4005: the container is malformed or hostile.</exception>
    public static WheelArchive Open(string path, EntryNameRules? names = null, ArchiveLimits? limits = null)
    {
        string fileName = Path.GetFileName(path);
        SafeFileHandle file = Host.Files.RegularFile.Open(path, FileShare.Read | FileShare.Delete);
        try
        {
            Reader reader = new(fileName, file, names ?? EntryNameRules.Native, limits ?? ArchiveLimits.Default);
            return new WheelArchive(fileName, file, reader.ReadEntries());
        }
        catch (InvalidDataException malformed)
        {
            file.Dispose();
            throw WheelRefusal.Of(fileName, null, malformed.Message, malformed);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The entry's bytes, to be read to the end: only there they are proven.</summary>
    public Stream OpenEntry(ArchiveEntry entry) => new EntryStream(FileName, _file, entry);

    /// <summary>A small file as a whole.</summary>
    /// <exception cref="PythonEnvException">PYENV4005: it is damaged, or larger than <paramref name="limit"/> bytes.</exception>
    public byte[] ReadAllBytes(ArchiveEntry entry, int limit)
    {
        if (entry.Size > limit)
            throw WheelRefusal.Of(FileName, entry.Path, $"{entry.Size} bytes are too many for a metadata file");
        byte[] bytes = new byte[entry.Size];
        using Stream stream = OpenEntry(entry);
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Span<byte> beyond = stackalloc byte[1];
        _ = stream.Read(beyond);
        return read == bytes.Length ? bytes : throw WheelRefusal.Of(FileName, entry.Path, "it is cut off");
    }

    public void Dispose() => _file.Dispose();

    private sealed class Reader(string wheel, SafeFileHandle file, EntryNameRules names, ArchiveLimits limits)
    {
        private readonly Dictionary<string, bool> _directoryByName = new(StringComparer.Ordinal);
        private long _total;

        public ImmutableArray<ArchiveEntry> ReadEntries()
        {
            ZipDirectory directory = ZipDirectory.Find(file);
            if (directory.Count > limits.Entries || directory.Size > (long)limits.Entries * 1024)
                throw new InvalidDataException($"{directory.Count} entries are too many");
            List<ZipHeader> headers = ReadDirectory(directory);
            headers.Sort((left, right) => left.Offset.CompareTo(right.Offset));
            ImmutableArray<ArchiveEntry>.Builder entries = ImmutableArray.CreateBuilder<ArchiveEntry>(headers.Count);
            long end = 0;
            foreach (ZipHeader header in headers)
            {
                if (header.Offset != end)
                    throw Refuse(header, header.Offset < end ? "it overlaps another entry" : "bytes lie before it that belong to no entry");
                long data = ReadLocalHeader(header, directory.Offset);
                end = EndOf(header, data, directory.Offset);
                if (Check(header))
                    entries.Add(MakeEntry(header, data));
            }
            if (end != directory.Offset)
                throw new InvalidDataException("bytes lie before its central directory that belong to no entry");
            RefuseBomb(directory.Offset);
            return entries.DrainToImmutable();
        }

        private List<ZipHeader> ReadDirectory(ZipDirectory directory)
        {
            byte[] bytes = new byte[directory.Size];
            ZipRead.Exactly(file, bytes, directory.Offset);
            List<ZipHeader> headers = [];
            ReadOnlySpan<byte> rest = bytes;
            while (rest.Length > 0)
            {
                ZipHeader header = ZipHeader.ReadCentral(rest);
                headers.Add(header);
                rest = rest[header.Length..];
            }
            return headers.Count == directory.Count
                ? headers
                : throw new InvalidDataException(
                    $"its end record counts {directory.Count} entries, its central directory holds {headers.Count}");
        }

        /// <summary>Where the entry's data starts.</summary>
        private long ReadLocalHeader(in ZipHeader header, long limit)
        {
            Span<byte> fixedPart = stackalloc byte[ZipHeader.LocalLength];
            if (header.Offset + ZipHeader.LocalLength > limit)
                throw Refuse(header, "it lies outside the file");
            ZipRead.Exactly(file, fixedPart, header.Offset);
            int length = ZipHeader.LocalLengthOf(fixedPart);
            byte[] rented = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                Span<byte> whole = rented.AsSpan(0, length);
                if (header.Offset + length > limit)
                    throw Refuse(header, "it lies outside the file");
                ZipRead.Exactly(file, whole, header.Offset);
                if (header.Contradiction(ZipHeader.ReadLocal(whole)) is { } contradiction)
                    throw Refuse(header, contradiction);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
            return header.Offset + length;
        }

        private long EndOf(in ZipHeader header, long data, long limit)
        {
            if (header.CompressedSize > limit - data)
                throw Refuse(header, "it reaches outside the file");
            long end = data + header.CompressedSize;
            return header.HasDescriptor ? end + ReadDescriptor(header, end, limit) : end;
        }

        /// <summary>The data descriptor (APPNOTE 4.3.9): its signature is optional, its sizes have 4 or 8 bytes.</summary>
        /// <returns>Its length in bytes.</returns>
        private int ReadDescriptor(in ZipHeader header, long offset, long limit)
        {
            Span<byte> buffer = stackalloc byte[24];
            buffer = buffer[..(int)Math.Min(buffer.Length, limit - offset)];
            ZipRead.Exactly(file, buffer, offset);
            foreach (int signature in (ReadOnlySpan<int>)[4, 0])
            {
                if (signature > 0 && !buffer.StartsWith("PK\u0007\u0008"u8))
                    continue;
                foreach (int width in (ReadOnlySpan<int>)[4, 8])
                {
                    int length = signature + 4 + 2 * width;
                    if (length <= buffer.Length && Describes(header, buffer[signature..length], width))
                        return length;
                }
            }
            throw Refuse(header, "the record after its data contradicts its header");
        }

        private static bool Describes(in ZipHeader header, ReadOnlySpan<byte> descriptor, int width)
        {
            ReadOnlySpan<byte> compressed = descriptor.Slice(4, width);
            ReadOnlySpan<byte> size = descriptor.Slice(4 + width, width);
            return BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == header.Crc
                && Number(compressed) == (ulong)header.CompressedSize
                && Number(size) == (ulong)header.Size;

            static ulong Number(ReadOnlySpan<byte> bytes) => bytes.Length == 4
                ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
                : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }

        /// <summary>Refuses what no wheel may hold.</summary>
        /// <returns>False for a directory.</returns>
        private bool Check(in ZipHeader header)
        {
            bool isDirectory = header.Name.EndsWith('/');
            string name = isDirectory ? header.Name[..^1] : header.Name;
            if (names.Refuse(name) is { } problem)
                throw Refuse(header, problem);
            int type = header.UnixMode & FileTypeMask;
            if (type != 0 && type != (isDirectory ? DirectoryFile : RegularFile))
                throw Refuse(header, "it is neither a regular file nor a directory (a link or a device)");
            if (header.Method is not (0 or 8))
                throw Refuse(header, $"it is compressed by method {header.Method}; wheels use stored (0) and deflate (8)");
            if (header.Method == 0 && header.Size != header.CompressedSize)
                throw Refuse(header, "it is stored, and its packed and unpacked sizes differ");
            if (isDirectory && header.Size != 0)
                throw Refuse(header, "it is a directory with content");
            Claim(header, name, isDirectory);
            _total += header.Size;
            if (_total > limits.TotalSize || _total < 0)
                throw Refuse(header, $"the wheel would take more than {limits.TotalSize} bytes");
            return !isDirectory;
        }

        /// <summary>A name may be that of one file, or of a directory, and of nothing else.</summary>
        private void Claim(in ZipHeader header, string name, bool isDirectory)
        {
            string key = names.Fold(name);
            if (_directoryByName.TryGetValue(key, out bool wasDirectory) && !(isDirectory && wasDirectory))
                throw Refuse(header, "another entry has its name, or one that this file system takes for the same");
            _directoryByName[key] = isDirectory;
            for (int slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
            {
                string parent = key[..slash];
                if (!_directoryByName.TryGetValue(parent, out bool parentIsDirectory))
                    _directoryByName[parent] = true;
                else if (parentIsDirectory)
                    break;
                else
                    throw Refuse(header, "a folder of its name is a file in the same wheel");
            }
        }

        private void RefuseBomb(long packed)
        {
            if (_total > limits.FreeSize && _total / limits.Ratio > packed)
                throw new InvalidDataException($"it would inflate to {_total} bytes, {_total / Math.Max(packed, 1)} times its size");
        }

        private static ArchiveEntry MakeEntry(in ZipHeader header, long data) =>
            new(header.Name, header.Size, (header.UnixMode & FileTypeMask) == RegularFile && (header.UnixMode & AnyExecute) != 0)
            {
                DataOffset = data,
                CompressedSize = header.CompressedSize,
                IsDeflated = header.Method == 8,
                Crc = header.Crc,
            };

        private PythonEnvException Refuse(in ZipHeader header, string problem) => WheelRefusal.Of(wheel, header.Name, problem);
    }
}
