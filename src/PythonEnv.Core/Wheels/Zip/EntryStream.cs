using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using PythonEnv.Host.Files;

namespace PythonEnv.Wheels.Zip;

/// <summary>
/// The unpacked bytes of one entry, read forward once. Reaching the end proves size, checksum and that nothing of the packed bytes is
/// left over.
/// </summary>
internal sealed class EntryStream : ForwardStream
{
    private readonly string _wheel;
    private readonly ArchiveEntry _entry;
    private readonly PackedRange _packed;
    private readonly Stream _unpacked;
    private readonly Crc32 _crc = new();
    private long _position;
    private bool _proven;

    public EntryStream(string wheel, SafeFileHandle file, ArchiveEntry entry)
    {
        _wheel = wheel;
        _entry = entry;
        _packed = new PackedRange(file, entry.DataOffset, entry.CompressedSize);
        _unpacked = entry.IsDeflated ? new DeflateStream(_packed, CompressionMode.Decompress) : _packed;
    }

    public override long Length => _entry.Size;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <exception cref="Diagnostics.PythonEnvException">PYENV4005: the data is not what the headers say.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0)
            return 0;
        int read;
        try
        {
            read = _unpacked.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw WheelRefusal.Of(_wheel, _entry.Path, "its compressed data is damaged", damaged);
        }
        _position += read;
        if (_position > _entry.Size)
            throw WheelRefusal.Of(_wheel, _entry.Path, $"it inflates to more than the {_entry.Size} bytes its headers give");
        _crc.Append(buffer[..read]);
        if (read == 0)
            Prove();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void Prove()
    {
        if (_proven)
            return;
        _proven = true;
        if (_position != _entry.Size)
            throw WheelRefusal.Of(_wheel, _entry.Path, $"it inflates to {_position} bytes, its headers give {_entry.Size}");
        if (_crc.GetCurrentHashAsUInt32() != _entry.Crc)
            throw WheelRefusal.Of(_wheel, _entry.Path, "its content does not match its checksum");
        if (_packed.Position != _entry.CompressedSize)
            throw WheelRefusal.Of(_wheel, _entry.Path, "bytes follow the end of its compressed data");
    }

    /// <summary>
    /// A part of the file as a stream of its own: several threads may read one file. The last byte is handed out alone: an inflater asks
    /// for it only if its stream does not end before, which is how bytes behind that end are found.
    /// </summary>
    private sealed class PackedRange(SafeFileHandle file, long start, long length) : ForwardStream
    {
        private long _position;

        public override long Length => length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            long left = length - _position;
            int wanted = (int)Math.Min(buffer.Length, left > 1 ? left - 1 : left);
            if (wanted == 0)
                return 0;
            int read = RandomAccess.Read(file, buffer[..wanted], start + _position);
            _position += read;
            return read;
        }
    }
}
