using PythonEnv.Environments;
using PythonEnv.Wheels;

namespace PythonEnv.Installing.Linking;

/// <summary>The folders that one distribution's files go to.</summary>
internal sealed class SchemeFolders(EnvironmentLayout layout, string name)
{
    public const int Count = 5;

    /// <summary>Absolute path.</summary>
    public string Of(InstallScheme scheme) => scheme switch
    {
        InstallScheme.SitePackages or InstallScheme.DistInfo => layout.SitePackages,
        InstallScheme.Headers => Path.Combine(layout.HeadersDirectory, name),
        InstallScheme.Data => layout.DataDirectory,
        InstallScheme.Scripts => layout.ScriptsDirectory,
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };
}
