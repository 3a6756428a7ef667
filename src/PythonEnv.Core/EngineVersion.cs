using System.Reflection;

namespace PythonEnv;

/// <summary>The engine's own version: an environment made by another one is looked at anew.</summary>
public static class EngineVersion
{
    /// <summary>The informational version, such as <c>1.0.0</c> or <c>1.0.0+commit</c>.</summary>
    public static string Current { get; } =
        typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
