using System.Security;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>The command line as a user gets it: packed and installed once per test run, when a test asks for it.</summary>
internal static class PackedTool
{
    // It writes its own version into projects, as that of the package.
    private static string Version => PackedPackage.Version;

    private static readonly Lazy<TempDirectory> Folder = new(Install);

    /// <summary>The package itself.</summary>
    public static string Package => Folder.Value[Path.Combine("feed", $"PythonEnv.Tool.{Version}.nupkg")];

    /// <summary>The folder of the command.</summary>
    public static string Commands => Folder.Value["bin"];

    private static string Command => Folder.Value[Path.Combine("bin", OperatingSystem.IsWindows() ? "pythonenv.exe" : "pythonenv")];

    /// <summary>Runs it in a folder.</summary>
    public static Task<DotNetResult> RunAsync(string folder, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>The same with other variables.</summary>
    public static Task<DotNetResult> RunAsync(string folder, Dictionary<string, string> variables, params string[] arguments)
    {
        variables["NUGET_PACKAGES"] = PackedPackage.PackagesFolder;
        return DotNet.RunProgramAsync(Command, folder, arguments, variables);
    }

    public static void Remove()
    {
        if (Folder.IsValueCreated)
            Folder.Value.Dispose();
    }

    private static TempDirectory Install()
    {
        var folder = new TempDirectory("tool");
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="tests" value="{SecurityElement.Escape(folder["feed"])}" /></packageSources>
            </configuration>
            """);
        Run(
            Repository.Root, [], "pack", Path.Combine("src", "PythonEnv.Tool"), "-o", folder["feed"], $"-p:Version={Version}",
            "-nodeReuse:false");
        var apart = new Dictionary<string, string> { ["NUGET_PACKAGES"] = folder["packages"] };
        Run(
            folder.Path, apart, "tool", "install", "PythonEnv.Tool", "--tool-path", folder["bin"], "--version", Version, "--configfile",
            folder["nuget.config"]);
        return folder;
    }

    private static void Run(string folder, Dictionary<string, string> variables, params string[] arguments)
    {
        DotNetResult result = DotNet.RunAsync(folder, arguments, variables, CancellationToken.None).GetAwaiter().GetResult();
        if (result.ExitCode != 0)
            throw new InvalidOperationException(result.Output);
    }
}
