using System.Globalization;
using System.Security;

namespace PythonEnv.Bench;

/// <param name="Task">The time of the package's own task in seconds, as MSBuild's performance summary gives it; zero without the
/// package.</param>
internal sealed record BuildTime(double Task, CommandResult Command);

/// <summary>A .NET project as a user has it, with or without the package, and the builds of it.</summary>
internal sealed class SampleProject
{
    private readonly Commands _commands;

    /// <param name="version">Of the packed package; null for the project without it.</param>
    /// <param name="properties">Declared in the project file.</param>
    public SampleProject(Commands commands, string folder, string? version, IReadOnlyDictionary<string, string> properties)
    {
        _commands = commands;
        Folder = folder;
        ProjectFile = Path.Combine(folder, Path.GetFileName(folder) + ".csproj");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "System.Console.WriteLine();\n");
        string reference = version is null
            ? ""
            : $"""<PackageReference Include="PythonEnv.Tasks" Version="{version}" PrivateAssets="all" />""";
        File.WriteAllText(ProjectFile, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                {string.Concat(properties.Select(p => $"<{p.Key}>{SecurityElement.Escape(p.Value)}</{p.Key}>"))}
              </PropertyGroup>
              <ItemGroup>{reference}</ItemGroup>
            </Project>
            """);
        commands.Run(folder, "dotnet", "restore");
    }

    public string Folder { get; }

    public string ProjectFile { get; }

    public string Location => Path.Combine(Folder, ".venv");

    public string RequirementsFile => Path.Combine(Folder, "requirements.txt");

    /// <summary>The command line of a build, to be run in <see cref="Folder"/>.</summary>
    public static string[] Arguments => ["build", "--no-restore", "-nodeReuse:false", "-tl:off", "-clp:PerformanceSummary"];

    public BuildTime Build() => Time("RestorePythonEnvironments", Arguments);

    /// <summary>Makes the lock.</summary>
    public BuildTime Lock() => Time("LockPythonRequirements", [.. Arguments, "-t:PythonEnvLock"]);

    /// <summary>Takes every file of the lock into the project's own folder.</summary>
    public BuildTime Vendor() => Time("VendorPythonDistributions", [.. Arguments, "-t:PythonEnvVendor"]);

    /// <summary>Publishes the project, its Python with it.</summary>
    public BuildTime PublishTo(string folder) =>
        Time("PublishPythonEnvironment", ["publish", .. Arguments[1..], "-p:PythonEnvPublish=true", "-o", folder]);

    /// <summary>Builds, and tells how many methods of the package, or made for its types, the runtime had to compile meanwhile.</summary>
    public int BuildAndCountCompiled()
    {
        string log = Path.Combine(Folder, "compiled.txt");
        File.Delete(log);
        _commands.Run(Folder, "env", ["DOTNET_JitDisasmSummary=1", $"DOTNET_JitStdOutFile={log}", "dotnet", .. Arguments]);
        return File.ReadLines(log).Count(method => method.Contains("PythonEnv.", StringComparison.Ordinal));
    }

    public void RemoveEnvironment() => Folders.Remove(Location);

    private BuildTime Time(string task, string[] arguments)
    {
        CommandResult result = _commands.Run(Folder, "dotnet", arguments);
        return new BuildTime(TaskTime(result.Output, task), result);
    }

    // `   12 ms  RestorePythonEnvironments    1 calls`
    private static double TaskTime(string output, string task)
    {
        foreach (string line in output.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [string time, "ms", string name, ..] && name == task)
                return double.Parse(time, CultureInfo.InvariantCulture) / 1000;
        }
        return 0;
    }
}
