namespace PythonEnv.Host;

/// <summary>
/// The layout of the user's cache, which can be deleted at any time. A layout that changes gets a new number, so that two versions of the
/// package can share a cache.
/// </summary>
/// <param name="root">Absolute.</param>
internal sealed class UserCache(string root)
{
    private const string AdvisoriesName = "advisories-v1";
    private const string ArchivesName = "archives-v2";
    private const string BuiltName = "built-v1";
    private const string ChoicesName = "choices-v1";
    private const string DigestsName = "digests-v1";
    private const string DownloadsName = "downloads";
    private const string InterpretersName = "interpreters";
    private const string MetadataName = "metadata-v1";
    private const string PagesName = "pages-v1";
    private const string PythonsName = "pythons-v1";
    private const string TemporaryName = "tmp";

    private static readonly string[] s_ofFiles =
    [
        AdvisoriesName, ChoicesName, DigestsName, DownloadsName, InterpretersName, MetadataName, PagesName,
    ];

    /// <summary>The names of all its folders.</summary>
    public static IReadOnlyList<string> FolderNames { get; } = [.. s_ofFiles, ArchivesName, BuiltName, PythonsName, TemporaryName];

    /// <summary>The folders of single files, each of which may go without the others.</summary>
    public IEnumerable<string> FoldersOfFiles => s_ofFiles.Select(name => Path.Combine(root, name));

    /// <summary>Where one of the folders has what is known by a digest, spread so that no folder grows too large.</summary>
    /// <param name="key">Hexadecimal digits.</param>
    public static string FileOf(string folder, string key) => Path.Combine(folder, key[..2], key);

    /// <summary>What servers have said of known vulnerabilities.</summary>
    public string Advisories => Path.Combine(root, AdvisoriesName);

    /// <summary>Unpacked wheels, by the sha256 of the wheel.</summary>
    public string Archives => Path.Combine(root, ArchivesName);

    /// <summary>Wheels built from source.</summary>
    public string Built => Path.Combine(root, BuiltName);

    /// <summary>Which file an index offered for a pin.</summary>
    public string Choices => Path.Combine(root, ChoicesName);

    /// <summary>The sha256 of files that lie outside the cache.</summary>
    public string Digests => Path.Combine(root, DigestsName);

    /// <summary>What was fetched and is not unpacked yet.</summary>
    public string Downloads => Path.Combine(root, DownloadsName);

    /// <summary>METADATA that was read without its wheel.</summary>
    public string Metadata => Path.Combine(root, MetadataName);

    /// <summary>What indexes answered about projects.</summary>
    public string Pages => Path.Combine(root, PagesName);

    /// <summary>Interpreters that were provided.</summary>
    public string Pythons => Path.Combine(root, PythonsName);

    /// <summary>What the probe found out about an interpreter.</summary>
    public string Interpreters => Path.Combine(root, InterpretersName);

    /// <summary>What is being unpacked, built or removed.</summary>
    public string Temporary => Path.Combine(root, TemporaryName);

    /// <summary>
    /// Where it is unless it is declared: <c>pythonenv</c> in <c>XDG_CACHE_HOME</c>, <c>~/.cache</c>, <c>~/Library/Caches</c> or
    /// <c>%LOCALAPPDATA%</c>.
    /// </summary>
    /// <remarks>The home is <see cref="HostFacts.DotnetHome"/>.</remarks>
    public static string DefaultRoot(HostFacts host)
    {
        bool isGiven = host.DotnetHome != host.HomeDirectory;
        string InHome(params ReadOnlySpan<string> parts) => host.Paths.Combine([host.DotnetHome, .. parts]);
        string caches = host.System switch
        {
            HostSystem.Windows => (isGiven ? null : host.Variable("LOCALAPPDATA")) ?? InHome("AppData", "Local"),
            HostSystem.MacOS => InHome("Library", "Caches"),
            _ => host.Variable("XDG_CACHE_HOME") is { } xdg && host.Paths.IsAbsolute(xdg) ? xdg : InHome(".cache"),
        };
        return host.Paths.Combine(caches, "pythonenv");
    }

    /// <summary>
    /// The first of its folders that is a link or a file, which somebody has put there: to write through a link would reach other files.
    /// Null if none is.
    /// </summary>
    public FileInfo? Planted() => FolderNames
        .Select(name => new FileInfo(Path.Combine(root, name)))
        .FirstOrDefault(static folder => folder.Exists || folder.LinkTarget is not null);

    /// <summary>A path below <see cref="Temporary"/> that nobody else uses.</summary>
    public string NewTemporary() => Path.Combine(Temporary, Guid.NewGuid().ToString("N"));
}
