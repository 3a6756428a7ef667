using System.Globalization;
using System.Text;
using PythonEnv.Locking.Merging;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Locking.Writing;

/// <summary>
/// A lock as <c>pylock.toml</c> (PEP 751, https://packaging.python.org/specifications/pylock-toml): the files that fit a target, and the
/// environments that it was made for, so that an installer refuses all others. Line feeds and UTF-8 on every system.
/// </summary>
internal static class PylockWriter
{
    private const string RecordHeader = "[tool.pythonenv]\n";

    /// <param name="folder">Of the lock; absolute.</param>
    public static string Write(LockContent content, string folder)
    {
        string pins = Pins(content, folder);
        LockRecord record = content.Record with { ContentDigest = LockRecord.DigestOf(pins) };
        var text = new StringBuilder(pins).Append(RecordHeader).Append("record = [\n");
        foreach (string line in record.ToLines())
            text.Append("    ").Append(TomlText.Quote(line)).Append(",\n");
        return text.Append("]\n").ToString();
    }

    /// <summary>The record at the end of a file, and the text above it; null if it has none.</summary>
    public static LockText? Read(string text)
    {
        text = text.ReplaceLineEndings("\n");
        int at = text.LastIndexOf("\n" + RecordHeader, StringComparison.Ordinal) + 1;
        if (at == 0)
            return null;
        IEnumerable<string> lines = text[(at + RecordHeader.Length)..].Split('\n').Skip(1).TakeWhile(line => line != "]").Select(Unquote);
        return LockRecord.TryRead(lines, out LockRecord? record) ? new LockText(record, text[..at]) : null;
    }

    private static string Pins(LockContent content, string folder)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(LockText.HowToChange(content.Record)).Append('\n');
        text.Append("lock-version = \"1.0\"\n");
        text.Append("environments = [\n");
        foreach (string marker in content.Environments.Select(MarkerSynthesis.Of).Distinct(StringComparer.Ordinal))
            text.Append("    ").Append(TomlText.Quote(marker)).Append(",\n");
        text.Append("]\n");
        string oldest = content.Environments
            .Select(environment => environment.PythonVersion)
            .MinBy(version => PythonVersion.Parse(version))!;
        text.Append("requires-python = ").Append(TomlText.Quote($">={oldest}")).Append('\n');
        text.Append("created-by = \"PythonEnv.Tasks\"\n");
        // The key is required, whatever it holds.
        if (content.Packages.IsEmpty)
            text.Append("packages = []\n");
        foreach (LockedPackage package in content.Packages)
            WritePackage(text, package, folder);
        return text.Append('\n').ToString();
    }

    private static void WritePackage(StringBuilder text, LockedPackage package, string folder)
    {
        text.Append("\n[[packages]]\n");
        Pair("name", package.Name.Value);
        // The version of a source tree can change.
        if (package.Checkout is null)
            Pair("version", package.Version.ToString());
        if (package.Marker is { } marker)
            Pair("marker", marker.ToString());
        if (package.RequiresPython is { } python)
            Pair("requires-python", python);
        if (package.Dependencies.Length > 0)
            text.Append("dependencies = [")
                .AppendJoin(", ", package.Dependencies.Select(name => $"{{ name = {TomlText.Quote(name.Value)} }}"))
                .Append("]\n");
        if (package.Checkout is { } checkout)
        {
            text.Append("vcs = ").Append(CheckoutTable(checkout, folder)).Append('\n');
            return;
        }
        if (package.DirectUrl is not null)
        {
            string? subdirectory = UrlFragment.Subdirectory(package.DirectUrl);
            text.Append("archive = ").Append(FileTable(package.Files[0], folder, isNamed: false, subdirectory)).Append('\n');
            return;
        }
        if (package.Index is { } index)
            Pair("index", index.AbsoluteUri);
        if (package.Files.FirstOrDefault(file => !file.IsWheel) is { } sdist)
            text.Append("sdist = ").Append(FileTable(sdist, folder, isNamed: true)).Append('\n');
        if (package.Files.Any(file => file.IsWheel))
        {
            text.Append("wheels = [\n");
            foreach (LockedFile wheel in package.Files.Where(file => file.IsWheel))
                text.Append("    ").Append(FileTable(wheel, folder, isNamed: true)).Append(",\n");
            text.Append("]\n");
        }

        void Pair(string key, string value) => text.Append(key).Append(" = ").Append(TomlText.Quote(value)).Append('\n');
    }

    private static string CheckoutTable(RequirementLink checkout, string folder)
    {
        Uri repository = IndexUrl.From(new Uri(checkout.VcsUrl!)).Url;
        var parts = new List<string>
        {
            $"type = {TomlText.Quote(checkout.Vcs!)}", Place(repository, folder), $"commit-id = {TomlText.Quote(checkout.Revision!)}"
        };
        if (checkout.Subdirectory is { } subdirectory)
            parts.Add($"subdirectory = {TomlText.Quote(subdirectory)}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string FileTable(LockedFile file, string folder, bool isNamed, string? subdirectory = null)
    {
        var parts = new List<string>();
        if (isNamed)
            parts.Add($"name = {TomlText.Quote(file.FileName)}");
        parts.Add(Place(file.Url, folder));
        if (file.UploadTime is { } time)
            parts.Add($"upload-time = {time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}");
        if (file.Size is { } size)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"size = {size}"));
        if (subdirectory is not null)
            parts.Add($"subdirectory = {TomlText.Quote(subdirectory)}");
        parts.Add($"hashes = {{ sha256 = {TomlText.Quote(file.Sha256)} }}");
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string Place(Uri url, string folder) => url.IsFile
        ? $"path = {TomlText.Quote(Path.GetRelativePath(folder, FileUrl.ToPath(url)).Replace('\\', '/'))}"
        : $"url = {TomlText.Quote(url.AbsoluteUri)}";

    // Of what `TomlText.Quote` makes of a line of the record, which has no control characters.
    private static string Unquote(string line)
    {
        string quoted = line.Trim().TrimEnd(',');
        return quoted.Length < 2
            ? ""
            : quoted[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);
    }
}
