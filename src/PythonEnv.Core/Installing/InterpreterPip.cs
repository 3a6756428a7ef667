using PythonEnv.Packaging.Versions;

namespace PythonEnv.Installing;

/// <summary>The pip that an interpreter has: installed, or only bundled for <c>ensurepip</c>.</summary>
/// <param name="Location">What has to come first on <c>sys.path</c>: the folder that holds the package <c>pip</c>, or a wheel.</param>
internal sealed record InterpreterPip(string Location, PythonVersion Version)
{
    /// <summary>The newest that can be found without running the interpreter.</summary>
    /// <param name="sitePackages">The interpreter's own site-packages, in the order of <c>sys.path</c>.</param>
    /// <param name="bundledPip">The wheel in <c>ensurepip/_bundled</c>, if there is one.</param>
    public static InterpreterPip? Find(IEnumerable<string> sitePackages, string? bundledPip)
    {
        foreach (string folder in sitePackages)
        {
            if (!Directory.Exists(folder))
                continue;
            foreach (string distInfo in Directory.EnumerateDirectories(folder, "pip-*.dist-info"))
            {
                if (PythonVersion.TryParse(Path.GetFileName(distInfo)["pip-".Length..^".dist-info".Length], out PythonVersion? version))
                    return new InterpreterPip(folder, version);
            }
        }
        string[] parts = Path.GetFileName(bundledPip ?? "").Split('-');
        return parts.Length > 1 && PythonVersion.TryParse(parts[1], out PythonVersion? bundled)
            ? new InterpreterPip(bundledPip!, bundled)
            : null;
    }
}
