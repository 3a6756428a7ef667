using PythonEnv.Diagnostics;

namespace PythonEnv.Packaging.Requirements;

/// <summary>An index that a lock names.</summary>
/// <param name="Name">Of the distribution that is there and nowhere else; null where others may be there, or it elsewhere.</param>
/// <param name="Url">May hold a secret.</param>
internal sealed record PackageIndexOption(PackageName? Name, Declared<string> Url);
