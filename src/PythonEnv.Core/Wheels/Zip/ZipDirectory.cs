using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Wheels.Zip;

/// <summary>
/// The end of a zip file (PKWARE APPNOTE 4.3.12–4.3.16): finds the one central directory, or says why there is doubt.
/// <code>
/// file      = entries, directory, [zip64 end, zip64 locator], end
/// end       = "PK\5\6" disk:2 first:2 here:2 count:2 size:4 offset:4 commentLength:2 comment
/// zip64 end = "PK\6\6" rest:8 made:2 needed:2 disk:4 first:4 here:8 count:8 size:8 offset:8
/// locator   = "PK\6\7" disk:4 zip64EndOffset:8 disks:4
/// </code>
/// Every part has to follow the one before without a gap, so that readers which start from either end see the same files.
/// </summary>
internal readonly record struct ZipDirectory(long Offset, long Size, long Count)
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int LongestComment = ushort.MaxValue;

    /// <exception cref="InvalidDataException">The message says what is wrong.</exception>
    public static ZipDirectory Find(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        int tailLength = (int)Math.Min(length, EndLength + LongestComment + LocatorLength + Zip64EndLength);
        byte[] tail = new byte[tailLength];
        ZipRead.Exactly(file, tail, length - tailLength);
        return Find(tail, length);
    }

    /// <param name="tail">The end of the file, as much of it as is at hand.</param>
    /// <param name="length">Of the whole file.</param>
    /// <exception cref="InvalidDataException">The message says what is wrong.</exception>
    public static ZipDirectory Find(ReadOnlySpan<byte> tail, long length)
    {
        int at = FindEnd(tail);
        ReadOnlySpan<byte> end = tail[at..];
        long endOffset = length - tail.Length + at;
        if (Word(end, 4) != 0 || Word(end, 6) != 0 || Word(end, 8) != Word(end, 10))
            throw new InvalidDataException("it is one disk of several");
        long count = Word(end, 10);
        long size = DoubleWord(end, 12);
        long offset = DoubleWord(end, 16);
        bool isZip64 = at >= LocatorLength && tail[(at - LocatorLength)..].StartsWith("PK\u0006\u0007"u8);
        ZipDirectory directory = isZip64
            ? ReadZip64(tail[..at], endOffset, new ZipDirectory(offset, size, count))
            : new ZipDirectory(offset, size, count);
        long expectedEnd = isZip64 ? endOffset - LocatorLength - Zip64EndLength : endOffset;
        if (directory.Offset < 0 || directory.Size < 0 || directory.Count < 0 || directory.Offset > expectedEnd)
            throw new InvalidDataException("its central directory lies outside the file");
        if (directory.Offset + directory.Size != expectedEnd)
            throw new InvalidDataException("its central directory does not end where the end record begins");
        return directory;
    }

    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        int last = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (last < 0 || last + EndLength > tail.Length)
            throw new InvalidDataException("it is no zip file, or it is cut off");
        int expectedLength = last + EndLength + Word(tail[last..], 20);
        if (expectedLength < tail.Length)
            throw new InvalidDataException("bytes follow its end");
        if (expectedLength > tail.Length)
            throw new InvalidDataException("it is cut off");
        // An earlier record that reaches exactly to the end makes this one part of its comment: two readers, two directories.
        for (int other = tail[..last].LastIndexOf("PK\u0005\u0006"u8); other >= 0; other = tail[..other].LastIndexOf("PK\u0005\u0006"u8))
        {
            if (other + EndLength + Word(tail[other..], 20) == tail.Length)
                throw new InvalidDataException("it has two end records");
        }
        return last;
    }

    private static ZipDirectory ReadZip64(ReadOnlySpan<byte> before, long endOffset, ZipDirectory small)
    {
        ReadOnlySpan<byte> locator = before[^LocatorLength..];
        if (before.Length < LocatorLength + Zip64EndLength)
            throw new InvalidDataException("its zip64 end record is missing");
        ReadOnlySpan<byte> end = before[^(LocatorLength + Zip64EndLength)..];
        long expected = endOffset - LocatorLength - Zip64EndLength;
        if (DoubleWord(locator, 4) != 0 || DoubleWord(locator, 16) > 1)
            throw new InvalidDataException("it is one disk of several");
        if (QuadWord(locator, 8) != expected || !end.StartsWith("PK\u0006\u0006"u8) || QuadWord(end, 4) != Zip64EndLength - 12)
            throw new InvalidDataException("its zip64 end record is not where it should be");
        if (DoubleWord(end, 16) != 0 || DoubleWord(end, 20) != 0 || QuadWord(end, 24) != QuadWord(end, 32))
            throw new InvalidDataException("it is one disk of several");
        ZipDirectory large = new(QuadWord(end, 48), QuadWord(end, 40), QuadWord(end, 32));
        bool agree = Agrees(small.Count, ushort.MaxValue, large.Count)
            && Agrees(small.Size, uint.MaxValue, large.Size)
            && Agrees(small.Offset, uint.MaxValue, large.Offset);
        return agree ? large : throw new InvalidDataException("its two end records contradict each other");
    }

    private static bool Agrees(long small, long unknown, long large) => small == unknown || small == large;

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long DoubleWord(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long QuadWord(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
