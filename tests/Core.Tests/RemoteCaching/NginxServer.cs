using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.RemoteCaching;

/// <summary>The nginx of this machine as a cache by WebDAV's PUT, on loopback, with a folder of its own.</summary>
internal sealed class NginxServer : IDisposable
{
    private readonly TempDirectory _folder = new("nginx");
    private readonly Process _process;

    /// <param name="location">What is said of the cache beside its methods, such as <c>client_max_body_size 1k;</c>.</param>
    public NginxServer(string location = "")
    {
        string program = Find();
        int port;
        using (TcpListener free = new(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Root = new Uri($"http://127.0.0.1:{port}/");
        string temporary = string.Concat(
            ((ReadOnlySpan<string>)["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).ToArray()
                .Select(name => $"{name}_temp_path {_folder[name]};\n"));
        Directory.CreateDirectory(Data);
        string configuration = _folder.Write("nginx.conf", $$"""
            daemon off;
            master_process off;
            pid {{_folder["pid"]}};
            error_log {{_folder["error.log"]}};
            events { }
            http {
              access_log off;
              {{temporary}}
              server {
                listen 127.0.0.1:{{port}};
                location / { root {{Data}}; dav_methods PUT; create_full_put_path on; {{location}} }
              }
            }
            """);
        _process = Process.Start(new ProcessStartInfo(program, ["-p", _folder.Path, "-c", configuration]))!;
        SpinWait.SpinUntil(() => _process.HasExited || Accepts(port), TimeSpan.FromSeconds(20));
        Assert.IsFalse(_process.HasExited, $"{program} has ended");
    }

    public Uri Root { get; }

    /// <summary>Holds <c>cas</c> and <c>ac</c>.</summary>
    public string Data => _folder["data"];

    /// <summary>Names of entries, such as <c>cas</c> for those by their digest.</summary>
    public string[] Entries(string kind) =>
        Directory.Exists(Path.Combine(Data, kind)) ? Directory.GetFiles(Path.Combine(Data, kind)) : [];

    public void Dispose()
    {
        Stop();
        _process.Dispose();
        _folder.Dispose();
    }

    public void Stop()
    {
        if (_process.HasExited)
            return;
        _process.Kill();
        _process.WaitForExit();
    }

    // Few machines have one, and nothing else is lost without it: it is not demanded.
    private static string Find()
    {
        Requires.Posix("nginx with WebDAV");
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin"];
        return folders.Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists)
            ?? throw new AssertInconclusiveException("skipped: no nginx is on this machine");
    }

    private static bool Accepts(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
