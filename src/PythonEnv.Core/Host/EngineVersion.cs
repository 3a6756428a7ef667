namespace PythonEnv.Host;

/// <summary>The engine's own version: an environment made by another one is looked at anew.</summary>
internal static partial class EngineVersion
{
    // `Current`, the informational version such as `1.0.0` or `1.0.0+commit`, is written by the build: a constant, because to read it from
    // the assembly's attributes is a tenth of what a build with nothing to do costs.
}
