using System.Buffers;
using System.Text;

namespace PythonEnv.Wheels.Zip;

/// <summary>NUL-terminated UTF-8 names, one after the other.</summary>
internal sealed class NameTable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <returns>The offset of the name.</returns>
    public int Add(string name)
    {
        int offset = _bytes.WrittenCount;
        Encoding.UTF8.GetBytes(name, _bytes);
        _bytes.GetSpan(1)[0] = 0;
        _bytes.Advance(1);
        return offset;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
