using System.Globalization;

namespace PythonEnv.Tasks.Tests;

/// <summary>
/// The package as a user gets it, packed once per test run, when a test asks for it, under a version of its own into a feed of its own; or
/// the one that
/// <c>PYTHONENV_TESTS_PACKAGE</c> names.
/// </summary>
[TestClass]
internal static class PackedPackage
{
    private static readonly Lazy<TempDirectory> Folder = new(Pack);

    private static readonly string? s_given = Environment.GetEnvironmentVariable("PYTHONENV_TESTS_PACKAGE");

    public static string Version { get; } = s_given is not null
        ? Path.GetFileNameWithoutExtension(s_given)["PythonEnv.Tasks.".Length..]
        : string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{DateTime.UtcNow.Ticks}");

    /// <summary>The folder feed that holds it.</summary>
    public static string Feed => s_given is not null ? Path.GetDirectoryName(s_given)! : Folder.Value["feed"];

    /// <summary>Where restores of the tests unpack packages, apart from the user's own folder.</summary>
    public static string PackagesFolder => Folder.Value["packages"];

    [AssemblyCleanup]
    public static void Remove()
    {
        Tool.PackedTool.Remove();
        if (Folder.IsValueCreated)
            Folder.Value.Dispose();
    }

    private static TempDirectory Pack()
    {
        var folder = new TempDirectory("package");
        if (s_given is not null)
            return folder;
        string[] pack =
        [
            "pack", Path.Combine("src", "PythonEnv.Tasks"), "-c", "Release", "-o", folder["feed"], $"-p:Version={Version}",
            "-nodeReuse:false"
        ];
        DotNetResult packed = DotNet.RunAsync(Repository.Root, pack, new Dictionary<string, string>(), CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        return packed.ExitCode == 0 ? folder : throw new InvalidOperationException(packed.Output);
    }
}
