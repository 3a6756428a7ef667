using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PythonEnv.WindowsSdk;

/// <summary>The framework and its host, as they stand in the folder of an installed .NET.</summary>
/// <param name="package">The folder of <c>Microsoft.NETCore.App.Runtime.win-x64</c>.</param>
internal sealed partial class WindowsRuntime(string package, string version)
{
    private const string Name = "Microsoft.NETCore.App";
    private readonly string _files = Path.Combine(package, "runtimes", "win-x64");

    public string FrameworkIn(string root) => Path.Combine(root, "shared", Name, version);

    public void LayIn(string root)
    {
        string framework = FrameworkIn(root), native = Path.Combine(_files, "native"), host = Path.Combine(root, "host", "fxr", version);
        Folders.Copy(Directory.GetDirectories(Path.Combine(_files, "lib")).Single(), framework);
        Folders.Copy(native, framework);
        Directory.CreateDirectory(host);
        File.Copy(Path.Combine(native, "hostfxr.dll"), Path.Combine(host, "hostfxr.dll"));
        File.WriteAllText(Path.Combine(framework, $"{Name}.runtimeconfig.json"), """{ "runtimeOptions": { "tfm": "net10.0" } }""");
        File.WriteAllText(Path.Combine(framework, $"{Name}.deps.json"), Describe(framework));
    }

    /// <summary>The SDK's list of bundled versions, saying that the SDK itself is one for Windows.</summary>
    public static string NameOf(string bundledVersions) => SdkIdentifier().Replace(bundledVersions, "${1}win-x64<");

    // By it the host finds the files of the framework.
    private string Describe(string framework)
    {
        ILookup<bool, string> files = Directory.EnumerateFiles(framework, "*.dll")
            .Order(StringComparer.Ordinal)
            .ToLookup(IsManaged, file => Path.GetFileName(file));
        string target = ".NETCoreApp,Version=v10.0/win-x64", key = $"{Name}.Runtime.win-x64/{version}";
        var runtime = files[true].ToDictionary(file => file, _ => new { assemblyVersion = "10.0.0.0", fileVersion = "10.0.0.0" });
        var native = files[false].ToDictionary(file => file, _ => new { fileVersion = "0.0.0.0" });
        return JsonSerializer.Serialize(new
        {
            runtimeTarget = new { name = target, signature = "" },
            targets = new Dictionary<string, object> { [target] = new Dictionary<string, object> { [key] = new { runtime, native } } },
            libraries = new Dictionary<string, object> { [key] = new { type = "package", serviceable = true, sha512 = "", path = "" } },
        });
    }

    private static bool IsManaged(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        return reader.HasMetadata;
    }

    [GeneratedRegex("(<NETCoreSdk(?:Portable)?RuntimeIdentifier>)linux-x64<")]
    private static partial Regex SdkIdentifier();
}
