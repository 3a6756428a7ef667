using System.IO.Compression;
using System.Text;

namespace PythonEnv.Installing.Launchers;

/// <summary>
/// A command of a Windows environment: <c>stub.exe</c> of distlib, a first line that names the interpreter, and a zip archive with
/// <c>__main__.py</c>, one after the other. Pure concatenation, so that it can be made, and checked, anywhere.
/// </summary>
internal static class WindowsLauncher
{
    public static byte[] Make(byte[] stub, string executable, string script)
    {
        MemoryStream launcher = new();
        launcher.Write(stub);
        launcher.Write(Shebang.Windows(executable));
        launcher.Write(Archive(script));
        return launcher.ToArray();
    }

    /// <summary>The interpreter that opens no console window: <c>pythonw.exe</c> beside <c>python.exe</c>.</summary>
    public static string WithoutConsole(string executable)
    {
        int name = executable.LastIndexOfAny(['\\', '/']) + 1;
        return executable[..name] + executable[name..].Replace("python", "pythonw", StringComparison.Ordinal);
    }

    /// <summary>Offsets count from the archive's own start, as Python's reader expects of one that is appended.</summary>
    private static byte[] Archive(string script)
    {
        MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.CreateEntry("__main__.py", CompressionLevel.NoCompression);
            // A launcher of the same command has the same bytes in every build.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream content = entry.Open();
            content.Write(Encoding.UTF8.GetBytes(script));
        }
        return stream.ToArray();
    }
}
