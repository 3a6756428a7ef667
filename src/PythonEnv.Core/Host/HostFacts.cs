using System.Collections;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PythonEnv.Host.Platform;
using SystemEnvironment = System.Environment;

namespace PythonEnv.Host;

/// <summary>The operating systems whose layouts differ.</summary>
internal enum HostSystem
{
    Linux,
    MacOS,
    Windows,
}

/// <summary>
/// What the engine may know of the machine it runs on, as data: nothing else asks the platform, so that the layouts of each
/// operating system are tested on any.
/// </summary>
internal sealed record HostFacts
{
    public required HostSystem System { get; init; }

    /// <summary>Of the processes that can be expected to run: that of the operating system.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>A Linux whose C library is musl, as Alpine's: what was built for glibc does not run there.</summary>
    public bool IsMusl { get; init; }

    /// <summary>All environment variables; names compare as the system compares them.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary>The user's folder, absolute.</summary>
    public required string HomeDirectory { get; init; }

    public required IHostFiles Files { get; init; }

    /// <summary>Empty where there is none.</summary>
    public IHostRegistry Registry { get; init; } = EmptyRegistry.Instance;

    public bool IsWindows => System == HostSystem.Windows;

    public HostPaths Paths => IsWindows ? HostPaths.Windows : HostPaths.Posix;

    /// <summary>This machine.</summary>
    /// <param name="environment">The variables to use instead of those of this process.</param>
    public static HostFacts Current(IReadOnlyDictionary<string, string>? environment = null)
    {
        HostSystem system = OperatingSystem.IsWindows() ? HostSystem.Windows
            : OperatingSystem.IsMacOS() ? HostSystem.MacOS
            : HostSystem.Linux;
        ImmutableDictionary<string, string> variables = Variables(environment ?? ProcessVariables(), system);
        string home = variables.GetValueOrDefault(system == HostSystem.Windows ? "USERPROFILE" : "HOME", "");
        return new HostFacts
        {
            System = system,
            Architecture = RuntimeInformation.OSArchitecture,
            IsMusl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal),
            Environment = variables,
            HomeDirectory = home.Length > 0 ? home : SystemEnvironment.GetFolderPath(SystemEnvironment.SpecialFolder.UserProfile),
            Files = new HostFiles(),
            Registry = OperatingSystem.IsWindows() ? new WindowsRegistry() : EmptyRegistry.Instance,
        };
    }

    /// <summary>Variables in a dictionary whose names compare as the system compares them.</summary>
    public static ImmutableDictionary<string, string> Variables(IEnumerable<KeyValuePair<string, string>> variables, HostSystem system) =>
        ImmutableDictionary.CreateRange(
            system == HostSystem.Windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal, variables);

    /// <summary>The value of an environment variable, or null where it is unset or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>The absolute folders of <c>PATH</c>, in order.</summary>
    public IEnumerable<string> SearchPath =>
        (Variable("PATH") ?? "").Split(Paths.ListSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Paths.IsAbsolute);

    /// <summary>The first of these files that is there, of the first folder that has one; null where none has.</summary>
    public string? FindFile(IEnumerable<string> folders, params ImmutableArray<string> names) => folders
        .SelectMany(folder => names.Select(name => Paths.Combine(folder, name)))
        .FirstOrDefault(Files.FileExists);

    /// <summary>
    /// The home of the SDK and NuGet: <c>DOTNET_CLI_HOME</c> where it is set, as in containers whose user has no home.
    /// </summary>
    public string DotnetHome => Variable("DOTNET_CLI_HOME") is { } home && Paths.IsAbsolute(home) ? home : HomeDirectory;

    /// <summary>The <c>dotnet</c> that has started this program, else that of <c>DOTNET_ROOT</c>, else of the path; null: none.</summary>
    public string? DotnetHost => Variable("DOTNET_HOST_PATH")
        ?? FindFile(
            ((string?[])[Variable("DOTNET_ROOT")]).OfType<string>().Where(Paths.IsAbsolute).Concat(SearchPath),
            IsWindows ? "dotnet.exe" : "dotnet");

    /// <summary>A path below the user's folder.</summary>
    public string InHome(params ReadOnlySpan<string> parts) => Paths.Combine([HomeDirectory, .. parts]);

    /// <summary>
    /// Whether a normalised path is a folder or lies in it, on a file system that has no case where that is the usual one.
    /// </summary>
    public bool IsWithin(string path, string folder) => System == HostSystem.MacOS
        ? Paths.IsWithin(path.ToUpperInvariant(), folder.ToUpperInvariant())
        : Paths.IsWithin(path, folder);

    /// <summary>The path without any symbolic link in it; of a dangling link, the path it leads to.</summary>
    public string RealPath(string path) => LinkResolver.Resolve(path, Files, Paths);

    private static IEnumerable<KeyValuePair<string, string>> ProcessVariables()
    {
        foreach (DictionaryEntry variable in SystemEnvironment.GetEnvironmentVariables())
            yield return new((string)variable.Key, (string?)variable.Value ?? "");
    }
}
