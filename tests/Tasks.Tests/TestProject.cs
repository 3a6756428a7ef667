using System.Collections.Immutable;
using System.Diagnostics;
using System.Security;
using PythonEnv.Environments;

namespace PythonEnv.Tasks.Tests;

/// <summary>For what a build does: a .NET project in a folder of its own that references the packed package, and its builds.</summary>
internal sealed class TestProject : IDisposable
{
    private readonly TempDirectory _folder = new("build");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly string _subfolder;
    private int _builds;

    /// <param name="subfolder">The project's folder below the temporary one, to test odd names.</param>
    public TestProject(string subfolder = "app")
    {
        _subfolder = subfolder;
        _variables["NUGET_PACKAGES"] = PackedPackage.PackagesFolder;
        WritePackageSources(PackedPackage.Feed);
        foreach (string file in (ReadOnlySpan<string>)["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            _folder.Write(file, "<Project />");
        _folder.Write(".editorconfig", "root = true");
        Write("Program.cs", "System.Console.WriteLine(\"built\");");
        // A cache of its own: what one test installs must not make another one's build cheaper or wrong.
        Properties["PythonEnvCacheDirectory"] = _folder["cache"];
    }

    /// <summary>Properties of the project file.</summary>
    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal)
    {
        ["TargetFramework"] = "net10.0",
        ["OutputType"] = "Exe"
    };

    /// <summary>XML inside the project element.</summary>
    public string Body { get; set; } = "";

    /// <summary>A program and its arguments that start each build.</summary>
    public ImmutableArray<string> Launcher { get; set; } = [];

    public string Root => _folder.Path;

    public string Folder => _folder[_subfolder];

    public string ProjectFile => this["App.csproj"];

    public string Location => this[".venv"];

    public string this[string relative] => Path.Combine(Folder, relative);

    public void Set(string variable, string value) => _variables[variable] = value;

    public string Write(string relative, string text) => _folder.Write(Path.Combine(_subfolder, relative), text);

    /// <summary>A program of a few lines of shell.</summary>
    public string Program(string relative, string lines) => ShellScript.Write(_folder, Path.Combine(_subfolder, relative), lines);

    /// <summary>Holds its environment's lock, as another process would.</summary>
    public EnvironmentLock? Hold(string holder, CancellationToken cancellation)
    {
        Write("App.csproj", "");
        return EnvironmentLock.Acquire(new EnvironmentWorkspace(Location), holder, TimeSpan.Zero, _ => { }, cancellation);
    }

    /// <summary>Lets it reference the packages that these tests are built from.</summary>
    public void UsePackagesOfThisRun() => UsePackagesOf(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>Lets it reference the packages of another folder too.</summary>
    public void UsePackagesOf(string folder) => WritePackageSources(PackedPackage.Feed, folder);

    /// <summary>Writes <c>lib/Lib.csproj</c> beside its folder, a library with the properties that it has now, and refers to it.</summary>
    /// <param name="body">XML inside the library's project element.</param>
    public void ReferToLibrary(string body = "")
    {
        _folder.Write("lib/Lib.csproj", Text([.. Properties.Where(property => property.Key != "OutputType")], body));
        Body += """<ItemGroup><ProjectReference Include="../lib/Lib.csproj" /></ItemGroup>""";
    }

    /// <summary>Builds it with a binary log.</summary>
    public Task<BuildResult> BuildAsync(params string[] arguments) => RunAsync(["build", .. arguments]);

    /// <summary>Runs one target.</summary>
    public Task<BuildResult> TargetAsync(string target, params string[] arguments) => RunAsync(["build", $"-t:{target}", .. arguments]);

    public async Task<BuildResult> RunAsync(params string[] arguments)
    {
        WriteProject();
        string binlog = _folder[$"build-{Interlocked.Increment(ref _builds)}.binlog"];
        DotNetResult result = await DotNet.RunAsync(
            Folder, [.. arguments, $"-bl:{binlog}", "-nodeReuse:false", "-tl:off"], _variables, CancellationToken.None, Launcher);
        return new BuildResult(result.ExitCode, result.Output, binlog);
    }

    /// <summary>Runs it as on a terminal, whose logger shows less than others.</summary>
    public Task<DotNetResult> RunOnTerminalAsync(params string[] arguments)
    {
        WriteProject();
        return DotNet.RunAsync(Folder, [.. arguments, "-nodeReuse:false", "-tl:on"], _variables, CancellationToken.None);
    }

    /// <summary>Runs it with these arguments alone, as for a test platform that is told all that is not the command's own.</summary>
    public Task<DotNetResult> RunAloneAsync(params string[] arguments)
    {
        WriteProject();
        return DotNet.RunAsync(Folder, arguments, _variables, CancellationToken.None);
    }

    /// <summary>Starts a build and returns at once.</summary>
    public Process Start(params string[] arguments)
    {
        WriteProject();
        return DotNet.Start(Folder, [.. arguments, "-nodeReuse:false", "-tl:off"], _variables);
    }

    public void Dispose() => _folder.Dispose();

    private void WritePackageSources(params ReadOnlySpan<string> folders)
    {
        string sources = "";
        foreach (string folder in folders)
            sources += $"""<add key="{folder.GetHashCode(StringComparison.Ordinal)}" value="{SecurityElement.Escape(folder)}" />""";
        _folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear />{sources}</packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
    }

    private void WriteProject()
    {
        string text = Text([.. Properties], Body);
        if (!File.Exists(ProjectFile) || File.ReadAllText(ProjectFile) != text)
            Write("App.csproj", text);
    }

    private static string Text(KeyValuePair<string, string>[] declared, string body)
    {
        string properties = string.Concat(declared.Select(p => $"    <{p.Key}>{SecurityElement.Escape(p.Value)}</{p.Key}>\n"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
            {properties}  </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="PythonEnv.Tasks" Version="{PackedPackage.Version}" PrivateAssets="all" />
              </ItemGroup>
            {body}
            </Project>

            """;
    }
}
