using System.Text;

namespace PythonEnv.Installing.Launchers;

/// <summary>The first line of a script, as distlib writes it.</summary>
internal static class Shebang
{
    /// <summary>What Linux reads of a first line, with <c>#!</c> and the line's end.</summary>
    private const int LongestOnLinux = 127;
    private const int LongestOnMacOS = 512;

    /// <summary>
    /// <c>#!EXECUTABLE</c>, or, where the kernel would cut or split that, a line which <c>/bin/sh</c> takes for a command and Python for
    /// a string.
    /// </summary>
    public static byte[] Posix(string executable, bool isMacOS)
    {
        string quoted = Quote(executable);
        int length = Encoding.UTF8.GetByteCount(quoted) + 3;
        bool isSimple = !executable.Contains(' ', StringComparison.Ordinal) && length <= (isMacOS ? LongestOnMacOS : LongestOnLinux);
        return Encoding.UTF8.GetBytes(isSimple ? $"#!{quoted}\n" : $"#!/bin/sh\n'''exec' {quoted} \"$0\" \"$@\"\n' '''\n");
    }

    /// <summary>The line between the stub and the archive of a Windows launcher.</summary>
    public static byte[] Windows(string executable) => Encoding.UTF8.GetBytes($"#!{Quote(executable)}\n\r\n");

    private static string Quote(string executable) => executable.Contains(' ', StringComparison.Ordinal) ? $"\"{executable}\"" : executable;
}
