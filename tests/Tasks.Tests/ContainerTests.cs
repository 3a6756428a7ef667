using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class ContainerTests
{
    private const UnixFileMode ForAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [TestMethod]
    public async Task A_container_takes_the_published_Python_along()
    {
        Requires.Posix("modes of files");
        using var registry = new BaseImage();
        using TestProject project = new TestProject().WithWheels().WithPins();
        project.Set("DOTNET_CONTAINER_INSECURE_REGISTRIES", registry.Name.Split('/')[0]);
        project.Properties["ContainerBaseImage"] = registry.Name;
        project.Properties["ContainerRepository"] = "greeter";
        project.Properties["ContainerArchiveOutputPath"] = project["image.tar"];
        project.Body = """<ItemGroup><PythonSource Include="hello.py" /></ItemGroup>""";
        project.Write("hello.py", "import greeting\ngreeting.main()\n");

        (await project.RunAsync("publish", "-t:PublishContainer")).ShouldSucceed();

        SortedDictionary<string, UnixFileMode> files = ReadImage(project["image.tar"]);
        string[] expected = ["app/App.dll", "app/python/bin/greet", "app/python/bin/python", "app/python/src/hello.py"];
        CollectionAssert.IsSubsetOf(expected, files.Keys);
        Assert.IsTrue(files.Keys.Any(name => name.EndsWith("/greeting/__init__.py", StringComparison.Ordinal)), string.Join('\n', files.Keys));
        // The SDK lets everything be run; what counts is that the container's user can read it all and run the launchers.
        foreach ((string name, UnixFileMode mode) in files.Where(file => file.Key.StartsWith("app/python/", StringComparison.Ordinal)))
        {
            Assert.IsTrue(mode.HasFlag(UnixFileMode.OtherRead), $"{name}: {mode}");
            Assert.IsTrue(!name.StartsWith("app/python/bin/", StringComparison.Ordinal) || (mode & ForAll) == ForAll, $"{name}: {mode}");
        }
    }

    /// <summary>The files of all layers of an image's archive with their modes.</summary>
    private static SortedDictionary<string, UnixFileMode> ReadImage(string path)
    {
        var found = new SortedDictionary<string, UnixFileMode>(StringComparer.Ordinal);
        using FileStream file = File.OpenRead(path);
        foreach ((_, byte[] layer, _) in ReadTar(file).Where(entry => IsGZip(entry.Bytes)))
        {
            foreach ((string name, _, UnixFileMode mode) in ReadTar(new GZipStream(new MemoryStream(layer), CompressionMode.Decompress)))
                found[name.TrimStart('/')] = mode;
        }
        return found;
    }

    private static List<(string Name, byte[] Bytes, UnixFileMode Mode)> ReadTar(Stream stream)
    {
        List<(string Name, byte[] Bytes, UnixFileMode Mode)> files = [];
        using var reader = new TarReader(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            files.Add((entry.Name, bytes.ToArray(), entry.Mode));
        }
        return files;
    }

    private static bool IsGZip(byte[] bytes) => bytes is [0x1f, 0x8b, ..];

    /// <summary>A registry with one image of one empty layer.</summary>
    private sealed class BaseImage : IDisposable
    {
        private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

        private readonly LoopbackServer _server = new();

        public BaseImage()
        {
            _server.Serve("/v2/", "{}"u8.ToArray(), "application/json");
            using var tar = new MemoryStream();
            new TarWriter(tar).Dispose();
            using var zipped = new MemoryStream();
            using (var zip = new GZipStream(zipped, CompressionMode.Compress, leaveOpen: true))
                zip.Write(tar.ToArray());
            object config = new
            {
                architecture = "amd64",
                os = "linux",
                config = new { Env = (string[])["PATH=/usr/bin"] },
                rootfs = new { type = "layers", diff_ids = (string[])[Digest(tar.ToArray())] }
            };
            object manifest = new
            {
                schemaVersion = 2,
                mediaType = Manifest,
                config = Blob(JsonSerializer.SerializeToUtf8Bytes(config), "application/vnd.oci.image.config.v1+json"),
                layers = (object[])[Blob(zipped.ToArray(), "application/vnd.oci.image.layer.v1.tar+gzip")]
            };
            _server.Serve("/v2/base/manifests/1", JsonSerializer.SerializeToUtf8Bytes(manifest), Manifest);
        }

        public string Name => $"{_server.Root.Authority}/base:1";

        public void Dispose() => _server.Dispose();

        private object Blob(byte[] bytes, string mediaType)
        {
            _server.Serve($"/v2/base/blobs/{Digest(bytes)}", bytes);
            return new { mediaType, size = bytes.Length, digest = Digest(bytes) };
        }

        private static string Digest(byte[] bytes) =>
            $"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}";
    }
}
