using System.Collections.Immutable;
using System.Security.Cryptography;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Installing;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>
/// For what the installer and the cache do: a cache, an environment without interpreter and a source of local wheels, in one folder.
/// </summary>
internal sealed class InstallLab : IDisposable
{
    private readonly TempDirectory _folder = new("install");

    public InstallLab(bool windows = false)
    {
        Cache = new ArchiveCache(_folder["cache"]);
        Layout = EnvironmentLayout.For(_folder["env"], "3.11", "cpython", gilDisabled: false, windows);
        Directory.CreateDirectory(Layout.SitePackages);
        Directory.CreateDirectory(Layout.ScriptsDirectory);
        Target = TargetOf(Layout);
    }

    public string Root => _folder.Path;

    public ArchiveCache Cache { get; }

    public EnvironmentLayout Layout { get; }

    public InstallTarget Target { get; init; }

    public string Wheels => _folder["wheels"];

    public DirectInstaller Installer => new(Cache, new WheelArrivals(Cache, new LocalWheelSource()), new NoBuilds(), new NoByteCode());

    public static InstallTarget TargetOf(
        EnvironmentLayout layout, string baseExecutable = "/nowhere/python", InterpreterPip? pip = null) => new()
        {
            Layout = layout,
            PythonVersion = "3.11",
            BaseExecutable = baseExecutable,
            CacheTag = "cpython-311",
            Magic = "a70d0d0a",
            Pip = pip,
            Host = HostFacts.Current(),
        };

    public static PlannedPin Plan(string wheel, Uri? directUrl = null, bool hashed = true)
    {
        Assert.IsTrue(WheelFileName.TryParse(Path.GetFileName(wheel), out WheelFileName? name, out ParseError? error), error?.Message);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(wheel)));
        return new PlannedPin(new Pin
        {
            Name = name.Name,
            Version = name.Version,
            Display = $"{name.Name}=={name.Version}",
            Where = new SourceSpan("/p/requirements.txt", 1, 1),
            DirectUrl = directUrl is null ? null : IndexUrl.From(directUrl),
            File = new DistributionFile
            {
                FileName = name.Text,
                Location = new Uri(wheel),
                Hashes = hashed ? [new FileHash("sha256", sha256)] : [],
                Size = new FileInfo(wheel).Length,
            },
        });
    }

    public static string Sha256(string wheel) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(wheel)));

    public CachedArchive Unpack(WheelBuilder wheel)
    {
        string path = wheel.WriteTo(Wheels);
        return Cache.Unpack(path, Sha256(path), CancellationToken.None);
    }

    public Task<InstallResult> InstallAsync(params WheelBuilder[] wheels) =>
        InstallAsync([.. wheels.Select(wheel => Plan(wheel.WriteTo(Wheels)))]);

    public Task<InstallResult> InstallAsync(params PlannedPin[] plan) =>
        Installer.InstallAsync(new InstallRequest([.. plan.OrderBy(item => item.Name)], Target), null, CancellationToken.None);

    public string Site(string relative) => Path.GetFullPath(relative, Layout.SitePackages);

    public string Script(string name) => Path.Combine(Layout.ScriptsDirectory, name);

    /// <summary>Every file below a folder, relative, with <c>/</c>.</summary>
    public static string[] Files(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
        return [.. files.Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _folder.Dispose();

    private sealed class NoByteCode : IByteCompiler
    {
        public Task<ImmutableArray<Diagnostic>> CompileAsync(
            ImmutableArray<CachedArchive> archives,
            InstallRequest request,
            IProgress<InstallProgress>? progress,
            CancellationToken cancellation) =>
            throw new InvalidOperationException("nothing is to be compiled");
    }
}

/// <summary>For plans of wheels alone.</summary>
internal sealed class NoBuilds : IWheelBuilder
{
    public Task<LocalWheel> BuildAsync(PlannedPin planned, InstallTarget target, CancellationToken cancellation) =>
        throw new InvalidOperationException("nothing is to be built");
}
