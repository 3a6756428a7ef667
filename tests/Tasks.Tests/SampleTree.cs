using System.Security;

namespace PythonEnv.Tasks.Tests;

/// <summary>A copy of <c>samples</c> that uses the packed package.</summary>
internal sealed class SampleTree : IDisposable
{
    private static readonly string[] s_projects =
    [
        "SeveralEnvironments/SeveralEnvironments.csproj", "MultiTargeting/MultiTargeting.csproj", "SharedEnvironment/App/App.csproj",
        "SharedEnvironment/Worker/Worker.csproj", "SystemPackages/SystemPackages.csproj", "StartsPython/StartsPython.csproj",
        "CodeGeneration/CodeGeneration.csproj", "Web/Web.csproj",
    ];

    private readonly TempDirectory _folder = new("samples");

    public SampleTree()
    {
        string source = Path.Combine(Repository.Root, "samples");
        string separator = Path.DirectorySeparatorChar.ToString();
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(source, file);
            // What somebody built in the repository is no part of a sample.
            if (relative.Split(separator).Any(part => part is "bin" or "obj" || part.StartsWith(".venv", StringComparison.Ordinal)))
                continue;
            string target = _folder[relative];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            if (Path.GetExtension(file) is ".csproj" or ".props")
                File.WriteAllText(target, WithPackedVersion(File.ReadAllText(file)));
        }
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="tests" value="{SecurityElement.Escape(PackedPackage.Feed)}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        _folder.Write("all.proj", $"""
            <Project DefaultTargets="Build">
              <ItemGroup><Sample Include="{string.Join(';', s_projects)}" /></ItemGroup>
              <Target Name="Restore"><MSBuild Projects="@(Sample)" Targets="Restore" Properties="MSBuildRestoreSessionId=1" /></Target>
              <Target Name="Build"><MSBuild Projects="@(Sample)" BuildInParallel="true" /></Target>
            </Project>
            """);
    }

    public string Root => _folder.Path;

    /// <summary>What all builds have said.</summary>
    public string Output { get; private set; } = "";

    public string this[string relative] => _folder[relative];

    /// <summary>Runs a command in a sample's folder; it has to succeed.</summary>
    public async Task DotNetAsync(string folder, params string[] arguments)
    {
        DotNetResult result = await RunAsync(_folder[folder], [.. arguments, "-nodeReuse:false", "-tl:off"]);
        Output += result.Output;
    }

    /// <summary>Runs a built sample.</summary>
    /// <returns>What it has printed.</returns>
    public async Task<string> ExecuteAsync(string sample) =>
        (await RunAsync(_folder[sample], ["exec", $"bin/Debug/net10.0/{sample}.dll"])).Output;

    /// <summary>Names of the distributions of an environment.</summary>
    public string[] Installed(string environment) =>
    [
        .. Directory.GetDirectories(_folder[environment], "*.dist-info", SearchOption.AllDirectories)
            .Select(folder => Path.GetFileName(folder).Split('-')[0]).Distinct(StringComparer.Ordinal),
    ];

    public void Dispose() => _folder.Dispose();

    private static string WithPackedVersion(string project) => project.Replace(
        "\"PythonEnv.Tasks\" Version=\"1.0.0\"", $"\"PythonEnv.Tasks\" Version=\"{PackedPackage.Version}\"", StringComparison.Ordinal);

    private async Task<DotNetResult> RunAsync(string folder, string[] arguments)
    {
        DotNetResult result = await DotNet.RunAsync(folder, arguments, Variables, CancellationToken.None);
        Assert.AreEqual(0, result.ExitCode, result.Output);
        return result;
    }

    private Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["NUGET_PACKAGES"] = PackedPackage.PackagesFolder,
        ["XDG_CACHE_HOME"] = _folder["cache"],
    };
}
