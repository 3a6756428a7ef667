using System.Collections.Immutable;

namespace PythonEnv.Host;

/// <summary>The parts of the Windows registry in which programs announce themselves.</summary>
internal enum RegistryRoot
{
    CurrentUser,
    LocalMachine64,
    LocalMachine32,
}

/// <summary>The Windows registry, for reading. Keys are separated by <c>\</c>; what can't be read is not there.</summary>
internal interface IHostRegistry
{
    ImmutableArray<string> SubKeys(RegistryRoot root, string key);

    /// <summary>A text value; the key's default value where the name is empty.</summary>
    string? Value(RegistryRoot root, string key, string name);
}

internal sealed class EmptyRegistry : IHostRegistry
{
    public static EmptyRegistry Instance { get; } = new();

    public ImmutableArray<string> SubKeys(RegistryRoot root, string key) => [];

    public string? Value(RegistryRoot root, string key, string name) => null;
}
