using System.Security;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>The command line as a user gets it: packed and installed once per test run, when a test asks for it.</summary>
[TestClass]
internal static class PackedTool
{
    private static readonly Lazy<TempDirectory> Folder = new(Install);

    private static string Command => Folder.Value[Path.Combine("bin", OperatingSystem.IsWindows() ? "pythonenv.exe" : "pythonenv")];

    /// <summary>Runs it in a folder.</summary>
    public static Task<DotNetResult> RunAsync(string folder, params string[] arguments) =>
        DotNet.RunProgramAsync(Command, folder, arguments, new Dictionary<string, string> { ["NUGET_PACKAGES"] = PackedPackage.PackagesFolder });

    [ClassCleanup(ClassCleanupBehavior.EndOfAssembly)]
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
        Run(Repository.Root, "pack", Path.Combine("src", "PythonEnv.Tool"), "-o", folder["feed"], "-p:Version=0.0.0-test", "-nodeReuse:false");
        Run(folder.Path, "tool", "install", "PythonEnv.Tool", "--tool-path", folder["bin"], "--version", "0.0.0-test", "--configfile", folder["nuget.config"], "--no-cache");
        return folder;

        void Run(string where, params string[] arguments)
        {
            var variables = new Dictionary<string, string> { ["NUGET_PACKAGES"] = arguments[0] == "tool" ? folder["packages"] : "" };
            DotNetResult result = DotNet.RunAsync(where, arguments, variables, CancellationToken.None).GetAwaiter().GetResult();
            if (result.ExitCode != 0)
                throw new InvalidOperationException(result.Output);
        }
    }
}
