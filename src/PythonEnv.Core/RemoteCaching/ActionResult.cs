using System.Buffers.Binary;
using System.Text;

namespace PythonEnv.RemoteCaching;

/// <summary>
/// The one file that an action has made, as the Remote Execution API v2 writes an <c>ActionResult</c> (build/bazel/remote/execution/v2):
/// caches such as bazel-remote check what is put below <c>/ac/</c> for this form.
/// <code>
/// ActionResult { OutputFile output_files = 2 }
/// OutputFile   { string path = 1, Digest digest = 2 }
/// Digest       { string hash = 1, int64 size_bytes = 2 }
/// </code>
/// Other fields are passed over.
/// </summary>
/// <param name="FileName">The file's name, without a folder.</param>
/// <param name="Sha256">Of its bytes; lower-case hexadecimal.</param>
/// <param name="Size">In bytes.</param>
internal sealed record ActionResult(string FileName, string Sha256, long Size)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    public byte[] ToBytes()
    {
        byte[] digest = [.. Field(1, Encoding.UTF8.GetBytes(Sha256)), .. Tag(2, Varint), .. Number((ulong)Size)];
        byte[] file = [.. Field(1, Encoding.UTF8.GetBytes(FileName)), .. Field(2, digest)];
        return Field(2, file);
    }

    /// <summary>Reads the first output file; null if there is none, or the bytes are no such message.</summary>
    public static ActionResult? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (Find(bytes, 2) is not { } file || Find(file.Bytes, 1) is not { } name || Find(file.Bytes, 2) is not { } digest)
                return null;
            string sha256 = Find(digest.Bytes, 1) is { } hash ? Encoding.UTF8.GetString(hash.Bytes) : "";
            return new ActionResult(Encoding.UTF8.GetString(name.Bytes), sha256, (long)(Find(digest.Bytes, 2)?.Number ?? 0));
        }
        catch (Exception damaged) when (damaged is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static Value? Find(ReadOnlySpan<byte> message, int field)
    {
        for (int at = 0; at < message.Length;)
        {
            ulong tag = ReadNumber(message, ref at);
            byte[] content = [];
            ulong number = 0;
            switch ((int)(tag & 7))
            {
                case Varint:
                    number = ReadNumber(message, ref at);
                    break;
                case Delimited:
                    int length = checked((int)Math.Min(ReadNumber(message, ref at), int.MaxValue));
                    content = message.Slice(at, length).ToArray();
                    at += length;
                    break;
                case Fixed64:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(message.Slice(at, 8));
                    at += 8;
                    break;
                case Fixed32:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(message.Slice(at, 4));
                    at += 4;
                    break;
                default:
                    return null;
            }
            if (tag >> 3 == (ulong)field)
                return new Value(content, number);
        }
        return null;
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> message, ref int at)
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = message[at++];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                break;
        }
        return number;
    }

    private static byte[] Field(int field, byte[] content) => [.. Tag(field, Delimited), .. Number((ulong)content.Length), .. content];

    private static byte[] Tag(int field, int type) => Number((ulong)((field << 3) | type));

    private static byte[] Number(ulong number)
    {
        List<byte> bytes = [];
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
        return [.. bytes];
    }

    private sealed record Value(byte[] Bytes, ulong Number);
}
