using System.Globalization;

namespace PythonEnv.Tasks.Tests;

/// <summary>The package as a user gets it, packed once per test run under a version of its own into a feed of its own.</summary>
[TestClass]
internal static class PackedPackage
{
    private static TempDirectory? s_folder;

    public static string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{DateTime.UtcNow.Ticks}");

    /// <summary>The folder feed that holds it.</summary>
    public static string Feed => s_folder!["feed"];

    /// <summary>Where restores of the tests unpack packages, apart from the user's own folder.</summary>
    public static string PackagesFolder => s_folder!["packages"];

    [AssemblyInitialize]
    public static async Task PackAsync(TestContext context)
    {
        s_folder = new TempDirectory("package");
        DotNetResult packed = await DotNet.RunAsync(
            Repository.Root,
            ["pack", Path.Combine("src", "PythonEnv.Tasks"), "-c", "Release", "-o", Feed, $"-p:Version={Version}", "-nodeReuse:false"],
            new Dictionary<string, string>(),
            context.CancellationToken);
        if (packed.ExitCode != 0)
            throw new InvalidOperationException(packed.Output);
    }

    [AssemblyCleanup]
    public static void Remove() => s_folder?.Dispose();
}
