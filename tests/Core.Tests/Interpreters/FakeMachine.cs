using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Interpreters.Search;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Interpreters;

/// <summary>A machine of any operating system, in memory: files, links, registry, and interpreters that answer the probe.</summary>
internal sealed class FakeMachine(HostSystem system) : IHostFiles, IHostRegistry, IInterpreterProbe, IProcessRunner
{
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string> _links = [];
    private readonly Dictionary<string, ProbeResult> _interpreters = [];
    private readonly Dictionary<(RegistryRoot, string), Dictionary<string, string>> _registry = [];
    private readonly Dictionary<string, string> _variables = [];
    private readonly HostPaths _paths = system == HostSystem.Windows ? HostPaths.Windows : HostPaths.Posix;

    /// <summary>The executables that were started, in order.</summary>
    public List<string> Probed { get; } = [];

    public Dictionary<string, string> ProcessOutputs { get; } = [];

    public HostFacts Host => new()
    {
        System = system,
        Architecture = Architecture.X64,
        Environment = HostFacts.Variables(_variables, system),
        HomeDirectory = system == HostSystem.Windows ? @"C:\Users\ada" : "/home/ada",
        Files = this,
        Registry = this,
    };

    public FakeMachine Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public FakeMachine File(string path, string text = "")
    {
        _files[path] = text;
        return this;
    }

    public FakeMachine Link(string path, string target)
    {
        _links[path] = target;
        return this;
    }

    public FakeMachine Register(RegistryRoot root, string key, string name, string value)
    {
        if (!_registry.TryGetValue((root, key), out Dictionary<string, string>? values))
            _registry[(root, key)] = values = [];
        values[name] = value;
        return this;
    }

    /// <summary>An interpreter, with the standard library that its prefix takes.</summary>
    public FakeMachine Python(
        string executable, string version, string? prefix = null, string implementation = "cpython", string? marker = null,
        bool freeThreaded = false)
    {
        prefix ??= system == HostSystem.Windows ? _paths.Folder(executable) : _paths.Folder(_paths.Folder(executable));
        PythonVersion parsed = PythonVersion.Parse(version);
        string majorMinor = $"{parsed.Release[0]}.{parsed.Release[1]}";
        string library = system == HostSystem.Windows
            ? _paths.Combine(prefix, "Lib")
            : _paths.Combine(prefix, "lib", "python" + majorMinor);
        File(executable).File(_paths.Combine(library, "os.py"));
        if (marker is not null)
            File(_paths.Combine(library, "EXTERNALLY-MANAGED"), $"[externally-managed]\nError={marker}\n");
        InterpreterFacts facts = new()
        {
            Executable = executable,
            BaseExecutable = executable,
            Prefix = prefix,
            BasePrefix = prefix,
            Implementation = implementation,
            ImplementationVersion = implementation == "pypy" ? PythonVersion.Parse("7.3.12") : parsed,
            Version = parsed,
            CacheTag = null,
            Magic = "",
            Soabi = null,
            StandardLibrary = library,
            VenvModule = _paths.Combine(library, "venv"),
            BundledPip = null,
            ExternallyManaged = marker is null ? null : _paths.Combine(library, "EXTERNALLY-MANAGED"),
            SitePackages = [],
            Markers = null!,
            Tags = new TagFacts
            {
                Implementation = implementation,
                Major = (int)parsed.Release[0],
                Minor = (int)parsed.Release[1],
                GilDisabled = freeThreaded,
                Platform = new PlatformFacts { System = system.ToString(), SysconfigPlatform = "" },
            },
        };
        _interpreters[executable] = ProbeResult.Of(facts, "");
        return this;
    }

    public FakeMachine Broken(string executable, ProbeResult result)
    {
        File(executable);
        _interpreters[executable] = result;
        return this;
    }

    public InterpreterRequest Request(string text)
    {
        DeclaredInterpreter declared = InterpreterDeclaration.Find(
            text, SourceSpan.None, system == HostSystem.Windows ? @"C:\src\app" : "/src/app", Host);
        Assert.IsNotNull(declared.Request, string.Join('\n', declared.Diagnostics));
        return declared.Request;
    }

    public Task<LocateResult> Locate(
        string text, SystemInterpreterPolicy policy = SystemInterpreterPolicy.Warn, params string[] searchPath) =>
        new InterpreterLocator(Host, this, this, [.. searchPath]).LocateAsync(Request(text), policy, CancellationToken.None);

    bool IHostFiles.FileExists(string path) => _files.ContainsKey(Real(path));

    bool IHostFiles.FolderExists(string path) =>
        Real(path) is var real && _files.Keys.Concat(_links.Keys).Any(each => each != real && _paths.IsWithin(each, real));

    string? IHostFiles.LinkTarget(string path) => _links.GetValueOrDefault(path);

    ImmutableArray<string> IHostFiles.Names(string folder)
    {
        string real = Real(folder);
        return
        [
            .. _files.Keys.Concat(_links.Keys)
                .Where(path => path != real && _paths.IsWithin(path, real))
                .Select(path => _paths.Parts(path[real.Length..])[0])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    string? IHostFiles.ReadText(string path) => _files.GetValueOrDefault(Real(path));

    FileStamp? IHostFiles.Stamp(string path) => _files.ContainsKey(Real(path)) ? new FileStamp(1, 1, Real(path).Length) : null;

    ImmutableArray<string> IHostRegistry.SubKeys(RegistryRoot root, string key) =>
    [
        .. _registry.Keys
            .Where(each => each.Item1 == root && each.Item2.StartsWith(key + @"\", StringComparison.Ordinal))
            .Select(each => each.Item2[(key.Length + 1)..].Split('\\')[0])
            .Distinct(StringComparer.Ordinal),
    ];

    string? IHostRegistry.Value(RegistryRoot root, string key, string name) =>
        _registry.TryGetValue((root, key), out Dictionary<string, string>? values) ? values.GetValueOrDefault(name) : null;

    Task<ProbeResult> IInterpreterProbe.ProbeAsync(string executable, CancellationToken cancellation)
    {
        Probed.Add(executable);
        return Task.FromResult(_interpreters.GetValueOrDefault(Real(executable)) ?? ProbeResult.Failed("does not exist"));
    }

    Task<ProcessResult> IProcessRunner.RunAsync(ProcessInvocation invocation, CancellationToken cancellation) =>
        Task.FromResult(new ProcessResult(0, ProcessOutputs.GetValueOrDefault(invocation.Executable, ""), ""));

    private string Real(string path) => Host.RealPath(path);
}
