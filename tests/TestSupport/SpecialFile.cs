using System.Diagnostics;
using System.Net.Sockets;

namespace PythonEnv.TestSupport;

/// <summary>Puts what is no file at the path of one. POSIX only.</summary>
internal static class SpecialFile
{
    /// <summary>A pipe that nobody writes to: who opens it to read waits for ever.</summary>
    public static void Pipe(string path)
    {
        Requires.Posix("pipes at paths");
        Remove(path);
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, path);
    }

    /// <summary>A device that never ends, behind a link.</summary>
    public static void Endless(string path)
    {
        Requires.Posix("/dev/zero");
        Remove(path);
        File.CreateSymbolicLink(path, "/dev/zero");
    }

    /// <summary>A socket, whose server is gone.</summary>
    public static void Socket(string path)
    {
        Requires.Posix("sockets at paths");
        Remove(path);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Paths of sockets have no more than 107 bytes, and closing one deletes its path.
        string near = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")[..12]);
        socket.Bind(new UnixDomainSocketEndPoint(near));
        File.Move(near, path);
    }

    private static void Remove(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }
}
