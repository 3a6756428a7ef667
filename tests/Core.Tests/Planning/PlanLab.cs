using System.Collections.Immutable;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Planning;

/// <summary>For what the planner chooses and refuses: an index of small wheels, an interpreter that is not there, and a planner.</summary>
internal sealed class PlanLab : IDisposable
{
    public static readonly MarkerEnvironment Markers = new()
    {
        ImplementationName = "cpython",
        ImplementationVersion = "3.11.7",
        OsName = "posix",
        PlatformMachine = "x86_64",
        PlatformRelease = "6.1",
        PlatformSystem = "Linux",
        PlatformVersion = "1",
        PlatformPythonImplementation = "CPython",
        PythonFullVersion = "3.11.7",
        PythonVersion = "3.11",
        SysPlatform = "linux",
    };

    public static readonly PlanTarget Target = new(
        new SupportedTags([
            new WheelTag("cp311", "cp311", "manylinux_2_17_x86_64"), new WheelTag("cp311", "none", "any"),
            new WheelTag("py3", "none", "any")
        ]),
        Markers);

    private readonly TempDirectory _temp = new("plan");
    private readonly FakeCache _cache = new();
    private int _line;

    public LoopbackIndex Index { get; } = new();

    public List<Pin> Pins { get; } = [];

    public IndexSettings? Settings { get; set; }

    public Func<PackageName, bool> MayBuild { get; set; } = _ => false;

    public ImmutableArray<ProvidedDistribution> Provided { get; set; } = [];

    public string Folder => _temp.Path;

    public void Dispose()
    {
        Index.Dispose();
        _temp.Dispose();
    }

    /// <summary>Puts a wheel on the index.</summary>
    public IndexedFile Publish(string name, string version, params string[] requires) =>
        Publish(new WheelBuilder(name, version).WithRequires(requires));

    public IndexedFile Publish(WheelBuilder wheel, Func<IndexedFile, IndexedFile>? change = null)
    {
        IndexedFile file = new(wheel.FileName, wheel.ToBytes());
        file = change?.Invoke(file) ?? file;
        Index.Add(file);
        return file;
    }

    /// <summary>Pins on the next line of <c>/p/requirements.txt</c>.</summary>
    public Pin Pin(string text, params string[] sha256)
    {
        Assert.IsTrue(Requirement.TryParse(text, out Requirement? requirement, out ParseError? error), error?.Message);
        Pin pin = new()
        {
            Name = requirement.CanonicalName,
            Where = new SourceSpan("/p/requirements.txt", ++_line, 1),
            Display = text,
            Specifiers = requirement.Specifiers,
            Extras = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, requirement.Extras),
            Hashes = [.. sha256.Select(digest => new FileHash("sha256", digest))],
        };
        Pins.Add(pin);
        return pin;
    }

    /// <summary>Makes a wheel's METADATA known as that of the archive cache.</summary>
    public void Cache(IndexedFile file) => _cache.Wheels[file.Sha256] = new CachedMetadata(file.Metadata);

    public async Task<PlanResult> PlanAsync(CancellationToken cancellation)
    {
        IndexSettings settings = Settings ?? TestHost.Settings(Index.Simple);
        HostFacts host = TestHost.Linux("/nonexistent");
        using IndexClient client = new(
            settings, host, CredentialStore.For(settings, host), Folder, new RetryPolicy(1) { FirstDelay = TimeSpan.FromMilliseconds(1) })
        {
            Pages = new PageCache(_temp["cache"]),
        };
        using Downloader downloader = new(client, _temp["downloads"]);
        InstallPlanner planner = new(client, downloader, _cache, new ChoiceMemory(_temp["cache"]), new LocalDigests(_temp["cache"]));
        return await planner.PlanAsync(
            new PlanRequest([.. Pins], Target) { MayBuild = MayBuild, Provided = Provided, Installed = Installed }, cancellation);
    }

    /// <summary>The wheels that the environment has.</summary>
    public ImmutableDictionary<PackageName, string> Installed { get; set; } = ImmutableDictionary<PackageName, string>.Empty;

    public bool HasDownloads => Directory.Exists(_temp["downloads"]);

    private sealed class FakeCache : ICachedMetadata
    {
        public Dictionary<string, CachedMetadata> Wheels { get; } = [];

        public CachedMetadata? FindMetadata(string sha256) => Wheels.GetValueOrDefault(sha256);
    }
}
