using System.Collections.Immutable;
using PythonEnv.Environments.Activation;

namespace PythonEnv.Environments;

/// <summary>The files that belong to an environment itself and to no distribution.</summary>
internal static class OwnFiles
{
    private static readonly ImmutableArray<string> AtRoot =
    [
        "pyvenv.cfg", ".gitignore", "CACHEDIR.TAG", "lib64", "pythonenv.receipt", FileList.FileName
    ];

    /// <summary>
    /// Whether a distribution may not bring a file because the environment has it, in whatever case, or keeps a folder's link there.
    /// </summary>
    public static bool IsOwn(EnvironmentLayout layout, string path)
    {
        if (IsSkeleton(layout, path))
            return true;
        string[] parts = Path.GetRelativePath(layout.Root, path).Split(Path.DirectorySeparatorChar);
        return parts[0].Equals("lib64", StringComparison.OrdinalIgnoreCase)
            || (parts.Length == 1 && (AtRoot.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
                || parts[0].Equals("bin", StringComparison.OrdinalIgnoreCase)
                || parts[0].Equals("Scripts", StringComparison.OrdinalIgnoreCase)
                || parts[0].Equals("lib", StringComparison.OrdinalIgnoreCase)));
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
        ReadOnlySpan<char> stem = layout.IsWindows && name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return stem.TrimEnd("0123456789.t") is "python" or "pypy" or "graalpy" || (layout.IsWindows && stem is "pythonw");
    }
}
