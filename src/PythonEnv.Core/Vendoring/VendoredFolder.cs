using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Vendoring;

/// <summary>A vendored file.</summary>
/// <param name="Environment">The environment that wants it.</param>
/// <param name="Sha256">Of its bytes; lower-case hexadecimal.</param>
internal sealed record VendoredFile(string Environment, string Sha256, string FileName);

/// <summary>
/// The folder with every file of a lock that is kept beside a project, to be committed or carried along:
/// <code>
/// wheelhouse/
///   .pythonenv-vendored     the mark; a line ENVIRONMENT TAB SHA256 TAB FILE for each file that somebody wants
///   index.html              the files with their digests, for --find-links
///   SHA256SUMS              the same, for sha256sum
///   *.whl, *.tar.gz
/// </code>
/// </summary>
internal sealed class VendoredFolder
{
    /// <summary>Its name beside the project.</summary>
    public const string FolderName = "wheelhouse";

    /// <summary>The name of the file that tells the folder from one of the user's own.</summary>
    public const string MarkName = ".pythonenv-vendored";

    private const string Head = "# Files of PythonEnvVendor. Run that target to change them.\n";

    private readonly ImmutableArray<VendoredFile> _files;

    private VendoredFolder(string path, ImmutableArray<VendoredFile> files)
    {
        Path = path;
        _files = files;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The page that lists the files with their digests.</summary>
    public string IndexPage => System.IO.Path.Combine(Path, "index.html");

    /// <summary>The folder beside a project; null where there is none that vendoring made.</summary>
    public static VendoredFolder? Find(string projectDirectory)
    {
        string path = System.IO.Path.Combine(projectDirectory, FolderName);
        string mark = System.IO.Path.Combine(path, MarkName);
        return RegularFile.Exists(mark) ? new VendoredFolder(path, Read(RegularFile.ReadAllText(mark))) : null;
    }

    /// <summary>A folder that vendoring may fill: marked at once, so that what a killed run leaves is known as ours.</summary>
    /// <returns>Null where a folder of somebody else's is in the way.</returns>
    public static VendoredFolder? Open(string projectDirectory)
    {
        if (Find(projectDirectory) is { } known)
            return known;
        string path = System.IO.Path.Combine(projectDirectory, FolderName);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
            return null;
        Directory.CreateDirectory(path);
        AtomicFile.WriteAllText(System.IO.Path.Combine(path, MarkName), Head);
        return new VendoredFolder(path, []);
    }

    /// <summary>Whether every pin has a file here, so that nobody else need be asked.</summary>
    public bool Covers(ImmutableArray<Pin> pins) =>
        pins.All(pin => pin.File is { } file ? FindFile(file) is not null : _files.Any(have => Fits(have, pin)));

    /// <summary>The pins whose files are known and lie here, taken from here.</summary>
    public ImmutableArray<Pin> Localize(ImmutableArray<Pin> pins) => [.. pins.Select(Localize)];

    /// <summary>Makes the folder hold exactly what the environments want. Files of other environments stay.</summary>
    /// <param name="environment">The environment whose files are given.</param>
    /// <param name="wheels">Its files, on this machine and with proved digests.</param>
    /// <returns>How many files came and how many went.</returns>
    public (int Added, int Removed) Replace(string environment, IReadOnlyCollection<LocalWheel> wheels)
    {
        foreach (string left in Directory.EnumerateFiles(Path, "*.part"))
            FileChange.Delete(left);
        int added = wheels.Count(Place);
        ImmutableArray<VendoredFile> files =
        [
            .. _files.Where(file => file.Environment != environment)
                .Concat(wheels.Select(wheel => new VendoredFile(environment, wheel.Sha256, System.IO.Path.GetFileName(wheel.Path))))
                .OrderBy(file => file.FileName, StringComparer.Ordinal).ThenBy(file => file.Environment, StringComparer.Ordinal),
        ];
        WritePages(files);
        HashSet<string> wanted = [.. files.Select(file => file.FileName)];
        string[] obsolete = [.. _files.Select(file => file.FileName).Distinct().Where(name => !wanted.Contains(name))];
        foreach (string name in obsolete)
            FileChange.Delete(System.IO.Path.Combine(Path, name));
        // The mark last: what a killed run did not come to delete, the next one finds in it.
        WriteMark(files);
        return (added, obsolete.Length);
    }

    private bool Place(LocalWheel wheel)
    {
        string target = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(wheel.Path));
        if (target == wheel.Path || Digest.OfFile(target) == wheel.Sha256)
            return false;
        string temporary = $"{target}.{Guid.NewGuid():N}.part";
        AtomicFile.Replace(target, temporary, () => RegularFile.Copy(wheel.Path, temporary));
        return true;
    }

    private void WritePages(ImmutableArray<VendoredFile> files)
    {
        VendoredFile[] distinct = [.. files.DistinctBy(file => file.FileName)];
        var page = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Distributions</title></head><body>\n");
        foreach (VendoredFile file in distinct)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<a href=\"{Uri.EscapeDataString(file.FileName)}#sha256={file.Sha256}\">{WebUtility.HtmlEncode(file.FileName)}</a><br>\n");
        AtomicFile.WriteAllText(IndexPage, page.Append("</body></html>\n").ToString());
        AtomicFile.WriteAllText(
            System.IO.Path.Combine(Path, "SHA256SUMS"), string.Concat(distinct.Select(file => $"{file.Sha256}  {file.FileName}\n")));
    }

    private void WriteMark(ImmutableArray<VendoredFile> files) => AtomicFile.WriteAllText(
        System.IO.Path.Combine(Path, MarkName),
        Head + string.Concat(files.Select(file => $"{file.Environment}\t{file.Sha256}\t{file.FileName}\n")));

    private static ImmutableArray<VendoredFile> Read(string text) =>
    [
        .. text.Split('\n').Select(line => line.TrimEnd('\r').Split('\t'))
            .Where(parts => parts is [_, { Length: 64 }, { Length: > 0 } name] && Downloader.IsPlainName(name))
            .Select(parts => new VendoredFile(parts[0], parts[1], parts[2])),
    ];

    private Pin Localize(Pin pin) => pin.File is { } file && FindFile(file) is { } have
        ? pin with { File = file with { Location = FileUrl.Of(System.IO.Path.Combine(Path, have.FileName)) } }
        : pin;

    // By its own name, and by its digest where one is declared.
    private VendoredFile? FindFile(DistributionFile file) => _files.FirstOrDefault(have =>
        have.FileName == file.FileName
            && (file.Sha256 is not { } sha256 || sha256 == have.Sha256)
            && File.Exists(System.IO.Path.Combine(Path, have.FileName)));

    private bool Fits(VendoredFile have, Pin pin)
    {
        (PackageName? name, PythonVersion? version) = WheelFileName.TryParse(
            have.FileName, out WheelFileName? wheel, out _) ? (wheel.Name, wheel.Version)
            : SdistFileName.TryParse(have.FileName, out SdistFileName? sdist, out _) ? (sdist.Name, sdist.Version)
            : default((PackageName?, PythonVersion?));
        return name == pin.Name && version is not null && pin.Specifiers.Contains(version, prereleases: true)
            && (pin.Hashes.IsEmpty
                || pin.Hashes.Any(
                    hash => hash.Algorithm != "sha256" || hash.Digest.Equals(have.Sha256, StringComparison.OrdinalIgnoreCase)))
            && File.Exists(System.IO.Path.Combine(Path, have.FileName));
    }
}
