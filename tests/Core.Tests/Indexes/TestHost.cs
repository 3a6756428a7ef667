using System.Runtime.InteropServices;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Core.Tests.Indexes;

/// <summary>A machine with a home folder, some variables, and nothing of the real one's.</summary>
internal static class TestHost
{
    public static CredentialStore NoCredentials { get; } = CredentialStore.For(new IndexSettings(), Linux("/nowhere"));

    /// <summary>Settings with these indexes, the main one first, and all else as it is by default.</summary>
    public static IndexSettings Settings(params Uri[] indexes) => new()
    {
        Indexes = [.. indexes.Select(index => new ConfiguredIndex(IndexUrl.From(index), SettingOrigin.Default))],
    };

    public static HostFacts Linux(string home, params (string Name, string Value)[] variables) => new()
    {
        System = HostSystem.Linux,
        Architecture = Architecture.X64,
        Environment = HostFacts.Variables(variables.ToDictionary(variable => variable.Name, variable => variable.Value), HostSystem.Linux),
        HomeDirectory = home,
        Files = new HostFiles(),
    };
}
