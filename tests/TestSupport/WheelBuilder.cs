using System.Security.Cryptography;
using System.Text;

namespace PythonEnv.TestSupport;

/// <summary>
/// Makes wheels for tests: truthful ones with a few calls, hostile ones by overriding single entries, RECORD rows or the zip itself.
/// The same calls give the same bytes.
/// </summary>
internal sealed class WheelBuilder(string name, string version)
{
    private readonly List<ZipEntrySpec> _files = [];
    private readonly List<string> _headers = [];
    private readonly SortedDictionary<string, List<string>> _entryPoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _recordRows = new(StringComparer.Ordinal);
    private readonly List<ZipEntrySpec> _rawEntries = [];
    private readonly HashSet<string> _withoutMetadata = new(StringComparer.Ordinal);
    private byte[]? _bytes;

    /// <summary>The version of the format of its METADATA.</summary>
    public string MetadataVersion { get; init; } = "2.1";

    /// <summary>What the file name and <c>.dist-info</c> call it.</summary>
    public string FileStem { get; init; } = $"{name.Replace('-', '_')}-{version}";

    /// <summary>Compatibility tag of the file name and WHEEL.</summary>
    public string Tag { get; init; } = "py3-none-any";

    public bool RootIsPurelib { get; init; } = true;

    public string WheelVersion { get; init; } = "1.0";

    /// <summary>The metadata folder, if it is not the file's name that gives it.</summary>
    public string? DistInfoName { get; init; }

    public string DistInfo => DistInfoName ?? $"{FileStem}.dist-info";

    public string FileName => $"{FileStem}-{Tag}.whl";

    /// <summary>The container, for what its own properties can falsify.</summary>
    public ZipBuilder Zip { get; } = new();

    /// <summary>A module or data file below site-packages.</summary>
    public WheelBuilder WithFile(string path, string text, bool executable = false) =>
        WithFile(path, Encoding.UTF8.GetBytes(text), executable);

    public WheelBuilder WithFile(string path, byte[] content, bool executable = false)
    {
        _files.Add(new ZipEntrySpec(path, content) { UnixMode = executable ? 0x81ED : 0x81A4 });
        return this;
    }

    /// <summary><c>Requires-Dist</c> lines.</summary>
    public WheelBuilder WithRequires(params string[] requirements)
    {
        _headers.AddRange(requirements.Select(requirement => $"Requires-Dist: {requirement}"));
        return this;
    }

    /// <summary>Any other line of METADATA's header.</summary>
    public WheelBuilder WithHeader(string line)
    {
        _headers.Add(line);
        return this;
    }

    public WheelBuilder WithConsoleScript(string script, string target) => WithEntryPoint("console_scripts", script, target);

    public WheelBuilder WithGuiScript(string script, string target) => WithEntryPoint("gui_scripts", script, target);

    public WheelBuilder WithEntryPoint(string group, string entry, string target)
    {
        if (!_entryPoints.TryGetValue(group, out List<string>? lines))
            _entryPoints[group] = lines = [];
        lines.Add($"{entry} = {target}");
        return this;
    }

    /// <summary>A file of the <c>.data/scripts</c> scheme.</summary>
    public WheelBuilder WithScript(string script, string text, bool executable = true) =>
        WithData("scripts", script, Encoding.UTF8.GetBytes(text), executable);

    /// <summary>A file of a <c>.data</c> scheme: <c>purelib</c>, <c>platlib</c>, <c>headers</c>, <c>scripts</c>, <c>data</c>.</summary>
    public WheelBuilder WithData(string scheme, string path, byte[] content, bool executable = false) =>
        WithFile($"{FileStem}.data/{scheme}/{path}", content, executable);

    /// <summary>An entry as given; RECORD lists its name and content truthfully unless a row is overridden.</summary>
    public WheelBuilder WithEntry(ZipEntrySpec entry)
    {
        _files.Add(entry);
        return this;
    }

    /// <summary>An entry that RECORD does not know.</summary>
    public WheelBuilder WithUnrecorded(ZipEntrySpec entry)
    {
        _rawEntries.Add(entry);
        return this;
    }

    /// <summary>Replaces, adds or (null) leaves out one line of RECORD.</summary>
    public WheelBuilder WithRecordRow(string path, string? row)
    {
        _recordRows[path] = row;
        return this;
    }

    /// <summary>Leaves out METADATA, WHEEL or RECORD.</summary>
    public WheelBuilder WithoutMetadata(string file)
    {
        _withoutMetadata.Add(file);
        return this;
    }

    /// <summary>The wheel as it stands at the first call.</summary>
    public byte[] ToBytes() => _bytes ??= Build();

    private byte[] Build()
    {
        List<ZipEntrySpec> entries = [.. _files];
        AddMetadata(
            entries, "METADATA", string.Join('\n', [$"Metadata-Version: {MetadataVersion}", $"Name: {name}", $"Version: {version}", .. _headers, ""]));
        string purelib = RootIsPurelib ? "true" : "false";
        AddMetadata(entries, "WHEEL", $"Wheel-Version: {WheelVersion}\nGenerator: tests\nRoot-Is-Purelib: {purelib}\nTag: {Tag}\n");
        if (_entryPoints.Count > 0)
        {
            IEnumerable<string> sections = _entryPoints.Select(group => $"[{group.Key}]\n{string.Join('\n', group.Value)}\n");
            AddMetadata(entries, "entry_points.txt", string.Join('\n', sections));
        }
        AddMetadata(entries, "RECORD", Record(entries));
        foreach (ZipEntrySpec entry in entries.Concat(_rawEntries))
            Zip.Add(entry);
        return Zip.ToBytes();
    }

    /// <summary>Writes the wheel into a folder and returns its path.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path, ToBytes());
        return path;
    }

    /// <summary>The row RECORD has for a file.</summary>
    public static string RecordRow(string path, ReadOnlySpan<byte> content)
    {
        string digest = Convert.ToBase64String(SHA256.HashData(content)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string field = path.AsSpan().ContainsAny(",\"\r\n") ? $"\"{path.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : path;
        return $"{field},sha256={digest},{content.Length}";
    }

    /// <summary>A metadata file that <see cref="WithFile(string, string, bool)"/> gave already is kept as given.</summary>
    private void AddMetadata(List<ZipEntrySpec> entries, string file, string text)
    {
        string path = $"{DistInfo}/{file}";
        if (!_withoutMetadata.Contains(file) && !entries.Exists(entry => entry.Name == path))
            entries.Add(new ZipEntrySpec(path, text));
    }

    private string Record(IEnumerable<ZipEntrySpec> entries)
    {
        StringBuilder text = new();
        HashSet<string> written = new(StringComparer.Ordinal);
        string own = $"{DistInfo}/RECORD";
        IEnumerable<(string Path, string Row)> rows = entries
            .Where(entry => !entry.Name.EndsWith('/'))
            .Select(entry => (entry.Name, RecordRow(entry.Name, entry.Content)))
            .Append((own, $"{own},,"));
        foreach ((string path, string row) in rows)
        {
            if (!written.Add(path))
                continue;
            string? line = _recordRows.TryGetValue(path, out string? replaced) ? replaced : row;
            if (line is not null)
                text.Append(line).Append('\n');
        }
        foreach ((string path, string? row) in _recordRows)
        {
            if (row is not null && !written.Contains(path))
                text.Append(row).Append('\n');
        }
        return text.ToString();
    }
}
