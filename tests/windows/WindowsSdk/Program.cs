using System.Reflection;
using PythonEnv.WindowsSdk;

// Lays a .NET SDK for Windows in a folder: the assemblies of this machine's SDK over the runtime for Windows that NuGet has.
// usage: WindowsSdk FOLDER
Dictionary<string, string> facts = typeof(WindowsRuntime).Assembly
    .GetCustomAttributes<AssemblyMetadataAttribute>()
    .ToDictionary(fact => fact.Key, fact => fact.Value ?? "");
string root = args[0], sdk = facts["SdkVersion"], version = facts["RuntimeVersion"], linux = facts["DotNetRoot"];

WindowsRuntime runtime = new(Path.Combine(facts["PackagesRoot"], "microsoft.netcore.app.runtime.win-x64", version), version);
runtime.LayIn(root);
foreach (string part in (ReadOnlySpan<string>)[Path.Combine("sdk", sdk), "sdk-manifests", "packs"])
    Folders.Copy(Path.Combine(linux, part), Path.Combine(root, part));
int rewritten = PlainAssemblies.Make(Path.Combine(root, "sdk", sdk), runtime.FrameworkIn(root));
foreach (string file in (ReadOnlySpan<string>)[".version", "Microsoft.NETCoreSdk.BundledVersions.props"])
    Folders.Edit(
        Path.Combine(root, "sdk", sdk, file),
        text => file == ".version" ? text.Replace("linux-x64", "win-x64", StringComparison.Ordinal) : WindowsRuntime.NameOf(text));
Console.WriteLine($"SDK {sdk} with runtime {version}; {rewritten} assemblies were compiled for Linux, and are plain now");
