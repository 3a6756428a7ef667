using Microsoft.Win32.SafeHandles;

namespace PythonEnv.Wheels.Zip;

internal static class ZipRead
{
    /// <exception cref="InvalidDataException">The file ends before the buffer is full.</exception>
    public static void Exactly(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(file, buffer, offset);
            if (read == 0)
                throw new InvalidDataException("it is cut off");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
