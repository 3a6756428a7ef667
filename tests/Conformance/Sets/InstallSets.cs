using System.Text;
using System.Text.Json;
using PythonEnv.Conformance.Installs;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Conformance.Sets;

/// <summary>What pip decides to install from a requirements file and an index of made-up wheels.</summary>
internal static class InstallSets
{
    private const string Project = "/project";

    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("install/cases", (@case, _) => Run(@case)),
    ];

    /// <summary>The interpreter that ran the oracle.</summary>
    private static MarkerEnvironment Environment { get; } = new()
    {
        ImplementationName = "cpython",
        ImplementationVersion = "3.13.0",
        OsName = "posix",
        PlatformMachine = "x86_64",
        PlatformPythonImplementation = "CPython",
        PlatformRelease = "6.1.0",
        PlatformSystem = "Linux",
        PlatformVersion = "#1 SMP",
        PythonFullVersion = "3.13.0",
        PythonVersion = "3.13",
        SysPlatform = "linux",
    };

    private static string? Run(JsonElement @case)
    {
        JsonElement expected = @case.TryGetProperty("head", out JsonElement head) ? head : @case.GetProperty("expected");
        string? kind = expected.TextOrNull("kind");
        try
        {
            InstallState state = Decide(@case);
            if (kind is not null)
                return $"installed, expected {kind}";
            List<InstallCandidate> installed = [.. state.Reachable().OrderBy(candidate => candidate.Wheel.Project)];
            IEnumerable<string> yanked = from candidate in installed where candidate.IsYanked select candidate.Wheel.Project.Value;
            return Difference.Of(expected.GetProperty("install"), installed.Select(candidate => Show(candidate, state)))
                ?? Expect.SameSequence("yanked", expected.Texts("yanked"), yanked);
        }
        catch (InstallFailureException e)
        {
            return kind is null ? $"{e.Kind}: {e.Message}" : Expect.Same("kind", kind, Name(e.Kind));
        }
    }

    private static InstallState Decide(JsonElement @case)
    {
        var index = new MadeUpIndex(@case.GetProperty("index"));
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty file in @case.GetProperty("files").EnumerateObject())
            files[$"{Project}/{file.Name}"] = index.Expand(file.Value.GetString()!);
        var source = new CaseFiles(files, index);
        var options = new RequirementsReadOptions { WorkingDirectory = Project, Source = source, Windows = false };
        RequirementsFile read = RequirementsFileReader.Read($"{Project}/requirements.txt", options);
        InstallRequest request = InstallRequest.Of(read, Environment, source);
        var finder = new CandidateFinder(request, index, SupportedTags.For(RecordedTarget.Oracle), Environment);
        return new InstallDecision(request, finder, Environment).Decide();
    }

    private static object[] Show(InstallCandidate candidate, InstallState state)
    {
        bool isRequested = candidate.Template.Parent is null;
        string[] extras = [.. ExtrasOf(candidate, state).Distinct().Order(StringComparer.Ordinal)];
        string file = candidate.Url.Split('#')[0];
        object[] shown = [candidate.Wheel.Project.Value, candidate.Version.ToString(), file[(file.LastIndexOf('/') + 1)..], isRequested];
        return isRequested && extras.Length > 0 ? [.. shown, extras] : shown;
    }

    private static IEnumerable<string> ExtrasOf(InstallCandidate candidate, InstallState state) =>
        state.NeedsOf(candidate.Wheel.Project).SelectMany(need => need.Extras).Select(extra => PackageName.Normalize(extra).Value);

    private static string Name(InstallFailureKind kind) => kind switch
    {
        InstallFailureKind.NotFound => "not-found",
        InstallFailureKind.HashMissing => "hash-missing",
        InstallFailureKind.HashUnpinned => "hash-unpinned",
        InstallFailureKind.HashMismatch => "hash-mismatch",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The files of the case and of its index, of which none is written.</summary>
    private sealed class CaseFiles(Dictionary<string, string> files, MadeUpIndex index) : IRequirementsSource
    {
        public bool ReadsUrls => false;

        public byte[]? Read(string location) => files.TryGetValue(location, out string? text) ? Encoding.UTF8.GetBytes(text) : null;

        public bool FileExists(string path) => files.ContainsKey(path) || index.Contains(path);

        public bool FolderExists(string path) => files.Keys.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
