using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// The Windows registry (PEP 514): <c>Software\Python\COMPANY\TAG\InstallPath</c>, of the user before the machine, in both views of the
/// latter. The company <c>PyLauncher</c> is reserved and no distributor.
/// </summary>
internal sealed class RegistrySource : FolderSource
{
    private const string Root = @"Software\Python";

    public override string Name => "Windows registry";

    public override ImmutableArray<string> Places(HostFacts host) => host.IsWindows ? [$@"HKCU and HKLM\{Root}"] : [];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        from root in Enum.GetValues<RegistryRoot>()
        from company in host.Registry.SubKeys(root, Root)
        where !company.Equals("PyLauncher", StringComparison.OrdinalIgnoreCase)
        from tag in host.Registry.SubKeys(root, $@"{Root}\{company}")
        let key = $@"{Root}\{company}\{tag}"
        let executable = Executable(root, key, host)
        where executable is not null && host.Paths.IsAbsolute(executable)
        select new InterpreterCandidate(executable, InterpreterHint.FromName(host.Registry.Value(root, key, "SysVersion") ?? ""));

    /// <summary>
    /// Only distributions from before the PEP leave <c>ExecutablePath</c> out; theirs is <c>python.exe</c> in the folder.
    /// </summary>
    private static string? Executable(RegistryRoot root, string key, HostFacts host)
    {
        string install = key + @"\InstallPath";
        return host.Registry.Value(root, install, "ExecutablePath")
            ?? (host.Registry.Value(root, install, "") is { Length: > 0 } folder ? host.Paths.Combine(folder, "python.exe") : null);
    }
}
