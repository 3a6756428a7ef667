using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Indexes.Credentials;

/// <summary>A plugin of NuGet and how it is run.</summary>
/// <param name="Program">Null if it needs <c>dotnet</c> and there is none.</param>
/// <param name="Arguments">What comes before those of the plugin.</param>
internal sealed record NuGetPlugin(string Path, string? Program, ImmutableArray<string> Arguments)
{
    /// <summary>As one types it.</summary>
    public override string ToString() => string.Join(' ', ((IEnumerable<string>)[Program ?? "dotnet", .. Arguments]).Select(
        word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
}

/// <summary>
/// Where NuGet has the credential provider for Azure Artifacts: what <c>NUGET_NETCORE_PLUGIN_PATHS</c> lists, else
/// <c>NUGET_PLUGIN_PATHS</c>: files and folders. Without them it is in <c>.nuget/plugins/netcore</c> of the home, or a .NET tool of the
/// path.
/// </summary>
internal sealed class NuGetPlugins(HostFacts host)
{
    private const string Provider = "CredentialProvider.Microsoft";
    private const string Library = $"{Provider}.dll";

    private readonly string _executable = host.IsWindows ? $"{Provider}.exe" : Provider;
    private readonly string _tool = "nuget-plugin-microsoft-artifacts-credential-provider" + (host.IsWindows ? ".exe" : "");

    /// <returns>Null if there is none.</returns>
    public NuGetPlugin? Find()
    {
        string? listed = host.Variable("NUGET_NETCORE_PLUGIN_PATHS") ?? host.Variable("NUGET_PLUGIN_PATHS");
        string? path = listed is not null
            ? listed.Split([';', host.Paths.ListSeparator], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(host.Paths.IsAbsolute).Select(FindAt).FirstOrDefault(found => found is not null)
            : FindIn(host.Paths.Combine(host.DotnetHome, ".nuget", "plugins", "netcore", Provider))
                ?? host.FindFile(host.SearchPath, _tool);
        return path is null ? null
            : path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new NuGetPlugin(path, host.DotnetHost, [path])
            : new NuGetPlugin(path, path, []);
    }

    // Plugins of other makers are listed there too.
    private string? FindAt(string place)
    {
        if (host.Files.FileExists(place))
            return host.Paths.Name(place) is var name && (name == Library || name == _executable || name == _tool) ? place : null;
        return FindIn(place) ?? FindIn(host.Paths.Combine(place, Provider)) ?? host.FindFile([place], _tool);
    }

    // A release that needs .NET has its libraries for each system in `runtimes`; the program beside them may be of another system.
    private string? FindIn(string folder) => host.Files.FolderExists(host.Paths.Combine(folder, "runtimes"))
        ? host.FindFile([folder], Library, _executable)
        : host.FindFile([folder], _executable, Library);
}
