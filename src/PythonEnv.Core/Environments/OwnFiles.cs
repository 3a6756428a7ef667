using System.Collections.Immutable;
using PythonEnv.Environments.Activation;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments;

/// <summary>The files that belong to an environment itself and to no distribution.</summary>
internal static class OwnFiles
{
    /// <summary>The name of the receipt.</summary>
    public const string Receipt = "pythonenv.receipt";

    /// <summary>The name of the list of all files.</summary>
    public const string FileList = "pythonenv.files";

    private static readonly ImmutableArray<string> AtRoot =
    [
        "pyvenv.cfg", ".gitignore", "CACHEDIR.TAG", "lib64", Receipt, FileList
    ];

    /// <summary>
    /// Whether a distribution may not bring a file: the environment has one there or on the way there, in whatever case, or has a folder
    /// there.
    /// </summary>
    public static bool IsOwn(EnvironmentLayout layout, string path)
    {
        if (path.StartsWith($"{layout.SitePackages}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            return false;
        for (string place = path; place.Length > layout.Root.Length; place = Path.GetDirectoryName(place)!)
        {
            if (IsSkeleton(layout, place) || IsAnyInterpreter(layout, place))
                return true;
        }
        string relative = Path.GetRelativePath(layout.Root, path);
        string top = relative.Split(Path.DirectorySeparatorChar)[0];
        return AtRoot.Contains(top, StringComparer.OrdinalIgnoreCase)
            || relative.Equals("bin", StringComparison.OrdinalIgnoreCase)
            || relative.Equals("Scripts", StringComparison.OrdinalIgnoreCase)
            || $"{layout.SitePackages}{Path.DirectorySeparatorChar}".StartsWith(
                $"{path}{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The interpreter's names, the scripts that enter the environment and <c>lib64</c>, as far as they are there; absolute paths.
    /// </summary>
    public static IEnumerable<string> Present(EnvironmentLayout layout) =>
        (Directory.Exists(layout.ScriptsDirectory) ? Directory.EnumerateFiles(layout.ScriptsDirectory) : [])
            .Where(file => IsSkeleton(layout, file))
            .Append(Path.Combine(layout.Root, "lib64"));

    /// <summary>Whether one of <see cref="Present"/> is what it was made as, whatever its time.</summary>
    /// <param name="executable">The interpreter that the environment stands on.</param>
    public static bool IsAsMade(EnvironmentLayout layout, string path, string executable)
    {
        string name = Path.GetFileName(path);
        string? target = new FileInfo(path).LinkTarget;
        if (ActivationScripts.IsOne(name))
        {
            return target is null
                && RegularFile.ReadTextIfThere(path)
                    == ActivationScripts.Text(name, layout.Root, Path.GetFileName(layout.ScriptsDirectory));
        }
        return layout.IsWindows ? RegularFile.Exists(path)
            : target == (name == "lib64" ? "lib" : path == layout.Executable ? executable : Path.GetFileName(layout.Executable));
    }

    /// <summary>
    /// Whether a file belongs to the environment itself and to no distribution: the interpreter's links, the scripts that enter it, and
    /// what it keeps of its own.
    /// </summary>
    public static bool IsSkeleton(EnvironmentLayout layout, string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (folder != layout.ScriptsDirectory)
            return folder == layout.Root && AtRoot.Contains(Path.GetFileName(path));
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        if (ActivationScripts.IsOne(name))
            return true;
        return layout.IsInterpreter(StemOf(layout, name));
    }

    // Another implementation's or version's may stand there some day.
    private static bool IsAnyInterpreter(EnvironmentLayout layout, string path) => Path.GetDirectoryName(path) == layout.ScriptsDirectory
        && StemOf(layout, Path.GetFileName(path.AsSpan())).TrimEnd("0123456789.t") is "python" or "pypy" or "graalpy";

    private static ReadOnlySpan<char> StemOf(EnvironmentLayout layout, ReadOnlySpan<char> name) =>
        layout.IsWindows && name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
}
