using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security;
using Microsoft.Win32;

namespace PythonEnv.Host;

/// <summary>The registry of this machine.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsRegistry : IHostRegistry
{
    public ImmutableArray<string> SubKeys(RegistryRoot root, string key) =>
        Read(root, key, opened => opened.GetSubKeyNames().ToImmutableArray(), []);

    public string? Value(RegistryRoot root, string key, string name) => Read(root, key, opened => opened.GetValue(name) as string, null);

    private static T Read<T>(RegistryRoot root, string key, Func<RegistryKey, T> read, T absent)
    {
        try
        {
            using RegistryKey hive = root switch
            {
                RegistryRoot.CurrentUser => RegistryKey.OpenBaseKey(RegistryHive.CurrentUser, RegistryView.Default),
                RegistryRoot.LocalMachine64 => RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64),
                _ => RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry32),
            };
            using RegistryKey? opened = hive.OpenSubKey(key);
            return opened is null ? absent : read(opened);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException)
        {
            return absent;
        }
    }
}
