using System.Collections.Immutable;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Installing;
using PythonEnv.Installing.Compiling;
using PythonEnv.Installing.Pip;
using PythonEnv.Interpreters;
using PythonEnv.Locking;
using PythonEnv.Locking.Universe;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.RemoteCaching;
using PythonEnv.Requirements.Options;
using PythonEnv.Vendoring;

namespace PythonEnv.Engine.Stages;

/// <summary>Where the distributions of one restore come from: indexes, links and the user's cache, as they are configured for it.</summary>
internal sealed class DistributionSource : IDisposable
{
    // Those that decide which file is found for a pin.
    private static readonly string[] PipVariables =
    [
        "PIP_CONFIG_FILE", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_NO_BINARY", "PIP_ONLY_BINARY",
        "PIP_PREFER_BINARY",
    ];

    private readonly CredentialStore _credentials;
    private readonly IndexClient _client;
    private readonly Downloader _downloader;
    private readonly RemoteCache? _remote;
    private readonly IWheelSource _wheels;
    private readonly WheelArrivals _arrivals;
    private readonly InstallTally _tally;
    private readonly IndexSettings _settings;
    private readonly IProcessRunner _processes;
    private readonly InstallerKind _kind;

    private readonly VendoredFolder? _vendored;
    private readonly Action<string> _notice;

    private DistributionSource(IndexSettings settings, VendoredFolder? vendored, RestoreContext context)
    {
        _vendored = vendored;
        _notice = context.Log.Detail;
        EnvironmentDeclaration declaration = context.Declaration;
        _settings = settings;
        _processes = context.Processes;
        _kind = declaration.Installer;
        Cache = new ArchiveCache(declaration.CacheDirectory);
        _credentials = CredentialStore.For(
            settings, context.Host, new KeyringCommand(context.Host, context.Processes),
            new NuGetCredentialProvider(context.Host, context.Processes), _notice);
        _client = new IndexClient(settings, context.Host, _credentials, declaration.ProjectDirectory, notice: context.Log.Step)
        {
            Pages = new PageCache(declaration.CacheDirectory),
            AsksAnew = declaration.Refresh,
        };
        string downloads = new UserCache(declaration.CacheDirectory).Downloads;
        _tally = context.Tally;
        var digests = new LocalDigests(declaration.CacheDirectory) { IsIgnored = declaration.Refresh };
        _downloader = new Downloader(_client, downloads, _tally, digests);
        _remote = OpenRemoteCache(settings, context, downloads);
        _wheels = _remote is null ? _downloader : new RemoteWheelSource(_downloader, _remote);
        _arrivals = new WheelArrivals(Cache, _wheels);
        Planner = new InstallPlanner(
            _client, _wheels, Cache, new ChoiceMemory(declaration.CacheDirectory) { IsIgnored = declaration.Refresh }, digests);
    }

    public ArchiveCache Cache { get; }

    public InstallPlanner Planner { get; }

    /// <summary>Brings files onto this machine.</summary>
    public IWheelSource Wheels => _wheels;

    /// <summary>Begins with a wheel that is sure to be wanted, if the plan holds; null where pip fetches.</summary>
    public Action<DistributionFile>? BeginEarly(CancellationToken cancellation) =>
        _kind == InstallerKind.Pip ? null : file => _arrivals.Begin(file, cancellation);

    /// <summary>What the indexes say of a project now.</summary>
    public Task<ProjectListing> ListAsync(PackageName name, CancellationToken cancellation) =>
        _client.ListAsync(name, asks: true, cancellation);

    /// <summary>What is configured for it, in effect.</summary>
    public IndexSettings Settings => _settings;

    /// <summary>Reads pip's configuration, the declaration and the files' own options; asks nobody anything yet.</summary>
    /// <param name="pins">
    /// What is wanted: a vendored folder that has all of it makes every other place needless. Null where versions are still to be chosen: a
    /// folder of chosen ones says nothing then.
    /// </param>
    public static DistributionSource Create(
        RestoreContext context, Interpreter interpreter, IndexOptions options, ImmutableArray<Pin>? pins)
    {
        IndexSettings settings = ReadSettings(context, interpreter.Facts.BasePrefix, options);
        VendoredFolder? vendored = pins is null ? null : VendoredFolder.Find(context.Declaration.ProjectDirectory);
        if (vendored is not null && pins is { } wanted)
        {
            var links = ConfiguredLinks.Of(vendored.IndexPage, new SettingOrigin(VendoredFolder.FolderName, SourceSpan.None));
            settings = vendored.Covers(wanted)
                ? settings with { Indexes = [], PackageIndexes = [], FindLinks = [links], NoIndex = true }
                : settings with { FindLinks = [links, .. settings.FindLinks] };
            context.Log.Detail($"{vendored.Path} has " + (settings.NoIndex
                ? "everything: no index is asked"
                : $"not everything that is pinned; run `{ProposedCommand.Vendor}`"));
        }
        foreach (AppliedSetting applied in settings.Applied)
            context.Log.Detail(applied.ToString());
        return new DistributionSource(settings, vendored, context);
    }

    /// <summary>What pip's configuration, the declaration and the files' own options say together.</summary>
    /// <param name="prefix"><c>sys.prefix</c> of the base interpreter, which may have a configuration of its own; empty where there is none
    /// yet.</param>
    public static IndexSettings ReadSettings(RestoreContext context, string prefix, IndexOptions options)
    {
        var diagnostics = new DiagnosticBag();
        IndexSettings settings = ReadSettings(context, prefix, options, diagnostics);
        context.Report(diagnostics);
        return settings;
    }

    /// <summary>The same for who asks before the indexes are read, when what can't be read in them is reported.</summary>
    /// <param name="diagnostics">Takes PYENV1004.</param>
    public static IndexSettings ReadSettings(RestoreContext context, string prefix, IndexOptions options, DiagnosticBag diagnostics)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        PipConfiguration configuration = PipConfiguration.Load(context.Host, prefix, diagnostics);
        foreach (string path in configuration.FilesLookedFor)
            context.Watched.File(path);
        foreach (string variable in PipVariables)
            context.Watched.Variable(variable, context.Host.Variable(variable));
        var declared = new DeclaredIndexes
        {
            // A property's value is in the build's log; the variable that it names is not.
            IndexUrl = declaration.IndexUrl is { } url ? Expand(url) : null,
            ExtraIndexUrls = [.. declaration.ExtraIndexUrls.Select(Expand)],
            FindLinks = [.. declaration.FindLinks.Select(Expand)],
            NoIndex = declaration.NoIndex,
            PackageIndexes = [.. declaration.PackageIndexes.Select(index => new DeclaredIndex(index.Pattern, Expand(index.Url)))],
            PlaceOf = declaration.At,
        };
        string Expand(string text) => VariableReferences.Expand(text, context.WatchVariable);
        return IndexSettingsBuilder.Build(context.Host, configuration, declared, options, diagnostics);
    }

    /// <summary>The pins whose files are known and lie in the vendored folder, taken from there.</summary>
    public ImmutableArray<Pin> Localize(ImmutableArray<Pin> pins) => _vendored?.Localize(pins) ?? pins;

    /// <summary>Makes every distribution of a request an archive of the cache.</summary>
    public Preparation Preparation(InstallRequest request) => new(Cache, _arrivals, Builder(), request, _tally);

    // The pip that fetches a build's tools asks no program, and has no variable of Azure's.
    private SourceBuilder Builder() => new(
        Cache.Root, _wheels, _processes,
        _settings with
        {
            Indexes = [.. _settings.Indexes.Select(index => index with { Location = _credentials.Complete(index.Location) })],
        },
        _remote);

    /// <summary>The declared installer over this source.</summary>
    public IInstaller Installer()
    {
        SourceBuilder builder = Builder();
        return _kind == InstallerKind.Pip
            ? new PipInstaller(Cache, _wheels, builder, _processes)
            : new DirectInstaller(Cache, _arrivals, builder, new ByteCompiler(Cache, _processes, _remote));
    }

    // It has to help at once or not at all: no second attempt, and little patience.
    private static RemoteCache? OpenRemoteCache(IndexSettings settings, RestoreContext context, string downloads)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        if (declaration.RemoteCache is not { } text || context.IsReadOnly)
            return null;
        SourceSpan where = declaration.At(DeclaredNames.RemoteCache);
        if (!IndexUrl.TryParse(VariableReferences.Expand(text, context.Host.Variable), out IndexUrl? url)
            || url.Url.Scheme is not ("https" or "http"))
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                where, "`PythonEnvRemoteCache` can't be read", "it is no URL with the scheme https or http",
                "Write it as `https://HOST/PATH`"));
            return null;
        }
        IndexSettings hasty = settings with { Retries = 0, Timeout = TimeSpan.FromSeconds(10), Indexes = [], FindLinks = [] };
        var client = new IndexClient(hasty, context.Host, CredentialStore.For(hasty, context.Host), declaration.ProjectDirectory);
        return new RemoteCache(url, declaration.RemoteCacheUpload, client, downloads, context.Report, where);
    }

    /// <summary>What makes locks out of this source; where only a build tells what something requires, by this interpreter.</summary>
    /// <param name="tell">Is told how many names have been looked up; from any thread.</param>
    public LockMaker LockMaker(InstallTarget target, Action<int> tell) => new(
        _client, _downloader, Cache, new MetadataStore(Cache.Root, _notice))
    {
        OnLookedUp = tell,
        Build = (pin, cancellation) => Builder().BuildAsync(new PlannedPin(pin), target, cancellation),
    };

    public void Dispose()
    {
        _arrivals.Dispose();
        _remote?.Dispose();
        _downloader.Dispose();
        _client.Dispose();
    }
}
