using System.Runtime.InteropServices;

namespace PythonEnv.Wheels.Zip;

/// <summary>The checksum of the zip format (polynomial 0xEDB88320, reflected), eight bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <param name="crc">The checksum of what came before; 0 at the start.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = Tables;
        crc = ~crc;
        ReadOnlySpan<ulong> words = BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, ulong>(bytes) : [];
        foreach (ulong word in words)
        {
            ulong mixed = word ^ crc;
            crc = tables[0x700 + (int)(mixed & 0xff)] ^ tables[0x600 + (int)(mixed >> 8 & 0xff)]
                ^ tables[0x500 + (int)(mixed >> 16 & 0xff)] ^ tables[0x400 + (int)(mixed >> 24 & 0xff)]
                ^ tables[0x300 + (int)(mixed >> 32 & 0xff)] ^ tables[0x200 + (int)(mixed >> 40 & 0xff)]
                ^ tables[0x100 + (int)(mixed >> 48 & 0xff)] ^ tables[(int)(mixed >> 56)];
        }
        foreach (byte b in bytes[(words.Length * sizeof(ulong))..])
            crc = tables[(int)((crc ^ b) & 0xff)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint n = 0; n < 256; n++)
        {
            uint crc = n;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            tables[n] = crc;
        }
        for (int n = 256; n < tables.Length; n++)
            tables[n] = tables[(int)(tables[n - 256] & 0xff)] ^ (tables[n - 256] >> 8);
        return tables;
    }
}
