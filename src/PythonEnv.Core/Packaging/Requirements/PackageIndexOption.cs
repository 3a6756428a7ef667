using PythonEnv.Diagnostics;

namespace PythonEnv.Packaging.Requirements;

/// <summary>The one index that a lock names for a distribution.</summary>
/// <param name="Url">May hold a secret.</param>
internal sealed record PackageIndexOption(PackageName Name, Declared<string> Url);
