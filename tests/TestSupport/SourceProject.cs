using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace PythonEnv.TestSupport;

/// <summary>
/// The source tree of the distribution <c>made</c> 1.0. It brings the backend that builds it, so that a build needs nothing else. Its module
/// has the settings of the build as <c>VALUE</c>, or 5.
/// </summary>
internal sealed class SourceProject
{
    public const string Name = "made-1.0";

    /// <summary>Names the file that gets a line for each build.</summary>
    public const string MarksVariable = "BUILD_MARKS";

    private const string Backend = """
        import base64, hashlib, os, zipfile
        def get_requires_for_build_wheel(config_settings=None): return []
        def build_wheel(directory, config_settings=None, metadata_directory=None):
            if os.path.exists("fail"):
                raise SystemExit("the compiler is missing, see https://user:secret@host/")
            if "BUILD_MARKS" in os.environ:
                with open(os.environ["BUILD_MARKS"], "a") as marks:
                    marks.write("built\n")
            with open("headers") as file:
                headers = file.read()
            stem = "made-" + headers.split("\nVersion: ")[1].split("\n")[0]
            info = stem + ".dist-info/"
            files = {
                "made.py": "VALUE = %r\n" % (config_settings or 5),
                info + "METADATA": headers,
                info + "WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            }
            digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record = "".join("%s,sha256=%s,%d\n" % (path, digest(text), len(text)) for path, text in files.items())
            name = stem + "-py3-none-any.whl"
            with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
                for path, text in {**files, info + "RECORD": record + info + "RECORD,,\n"}.items():
                    wheel.writestr(path, text)
            return name
        """;

    private const string Headers = "Metadata-Version: 2.1\nName: made\nVersion: 1.0\n";

    /// <summary>What PKG-INFO says.</summary>
    public string Information { get; init; } = Headers;

    /// <summary>A requirement of its build.</summary>
    public string? BuildRequires { get; init; }

    /// <summary>A requirement of the built wheel, which the source does not tell.</summary>
    public string? WheelRequires { get; init; }

    /// <summary>The version of the built wheel, whatever the source says.</summary>
    public string WheelVersion { get; init; } = "1.0";

    /// <summary>Whether its build fails.</summary>
    public bool Fails { get; init; }

    /// <summary>Writes the tree as <see cref="Name"/> into a folder.</summary>
    /// <returns>Its path.</returns>
    public string WriteTo(string folder)
    {
        string tree = Path.Combine(folder, Name);
        Directory.CreateDirectory(tree);
        foreach ((string name, string text) in Files())
            File.WriteAllText(Path.Combine(tree, name), text);
        return tree;
    }

    /// <summary>Writes the source distribution into a folder; the same bytes each time.</summary>
    /// <returns>Its path.</returns>
    public string WriteSdistTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Name + ".tar.gz");
        using GZipStream compressed = new(File.Create(path), CompressionLevel.Fastest);
        using TarWriter archive = new(compressed);
        foreach ((string name, string text) in Files())
        {
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{Name}/{name}")
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }
        return path;
    }

    private IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("pyproject.toml", $"""
            [build-system]
            requires = [{(BuildRequires is null ? "" : $"\"{BuildRequires}\"")}]
            build-backend = "backend"
            backend-path = ["."]
            [project]
            name = "made"
            version = "1.0"
            """);
        yield return ("backend.py", Backend);
        string headers = Headers.Replace("1.0", WheelVersion, StringComparison.Ordinal);
        yield return ("headers", WheelRequires is null ? headers : $"{headers}Requires-Dist: {WheelRequires}\n");
        yield return ("PKG-INFO", Information);
        if (Fails)
            yield return ("fail", "");
    }
}
