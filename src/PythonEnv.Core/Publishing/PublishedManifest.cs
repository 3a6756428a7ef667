using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using PythonEnv.Host.Files;
using PythonEnv.Installing;

namespace PythonEnv.Publishing;

/// <summary>What a published folder says of itself: its <c>pythonenv.json</c>. The same lock and sources give the same bytes.</summary>
/// <param name="Project">The name of the project's file, without its folder.</param>
/// <param name="Implementation"><c>sys.implementation.name</c>.</param>
/// <param name="Python"><c>X.Y</c>.</param>
/// <param name="FreeThreaded">A build without the global interpreter lock.</param>
/// <param name="Rid">The runtime identifier of its platform.</param>
/// <param name="Distributions">In order of name; the digest is the wheel's.</param>
/// <param name="Sources">In order of path, which is relative to <c>src/</c>.</param>
internal sealed record PublishedManifest(
    string Project, string Implementation, string Python, bool FreeThreaded, string Rid,
    ImmutableArray<PublishedManifest.Distribution> Distributions, ImmutableArray<PublishedManifest.Source> Sources)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <param name="project">The project's file.</param>
    /// <param name="python">The folder, in which the sources lie already.</param>
    public static PublishedManifest Of(
        string project, PublishedPython python, IEnumerable<PreparedPin> pins, IEnumerable<PublishedSource> sources) =>
        new(
            Path.GetFileName(project), python.Implementation, python.Version, python.IsFreeThreaded, python.Rid,
            [.. pins.Select(pin => new Distribution(pin.Archive.Manifest.Name, pin.Archive.Manifest.Version, pin.Archive.Sha256))],
            [
                .. sources.Select(source => source.Target).Distinct().Order(StringComparer.Ordinal)
                    .Select(path => new Source(path, DigestOf(python.PlaceOf(path))))
            ]);

    /// <summary>Null where none stands, and for one of another form.</summary>
    public static PublishedManifest? Read(PublishedPython python)
    {
        try
        {
            return RegularFile.ReadIfThere(
                python.Manifest, bytes => JsonSerializer.Deserialize<PublishedManifest>(bytes, Json));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(PublishedPython python) => PublishedFile.Write(python.Manifest, Text + "\n");

    /// <summary>Whether two projects have published the same.</summary>
    public bool HasContentOf(PublishedManifest other) => Text == (other with { Project = Project }).Text;

    private string Text => JsonSerializer.Serialize(this, Json);

    private static string DigestOf(string path)
    {
        using FileStream file = RegularFile.OpenStream(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    internal sealed record Distribution(string Name, string Version, string Sha256);

    internal sealed record Source(string Path, string Sha256);
}
