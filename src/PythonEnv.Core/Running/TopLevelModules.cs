using PythonEnv.Environments;

namespace PythonEnv.Running;

/// <summary>The modules by which an installed distribution is imported.</summary>
internal static class TopLevelModules
{
    // What is put beside the modules by mistake, and need not import without a test runner.
    private static readonly HashSet<string> NotMeant = new(StringComparer.Ordinal)
    {
        "benchmarks", "conftest", "docs", "examples", "setup", "test", "tests"
    };

    /// <summary>
    /// Public modules and packages by its RECORD, in order: those at the top, and of a namespace package the packages in it
    /// (<c>google.protobuf</c>). A name that starts with <c>_</c> is not public.
    /// </summary>
    public static IReadOnlyList<string> Of(InstalledDistribution distribution)
    {
        if (InstalledDistribution.ReadRecord(distribution.MetadataDirectory) is not { } record)
            return [];
        string[][] paths = [.. record.Entries.Select(entry => entry.Path.Split('/'))];
        var packages = new SortedSet<string>(paths.Where(IsPackage).Select(path => string.Join('.', path[..^1])), StringComparer.Ordinal);
        var modules = new SortedSet<string>(
            paths.Where(path => path.Length == 1).Select(path => ModuleOf(path[0])).OfType<string>(), StringComparer.Ordinal);
        modules.UnionWith(packages.Where(package => !IsInside(package, packages) && package.Split('.').All(IsPublic)));
        return [.. modules];
    }

    private static bool IsPackage(string[] path) =>
        path.Length > 1 && ModuleOf(path[^1], isPublic: false) == "__init__" && path[..^1].All(IsIdentifier);

    private static bool IsInside(string package, SortedSet<string> packages)
    {
        for (int dot = package.LastIndexOf('.'); dot > 0; dot = package.LastIndexOf('.', dot - 1))
        {
            if (packages.Contains(package[..dot]))
                return true;
        }
        return false;
    }

    // `x.py`, `x.cpython-311-….so`, `x.abi3.so`, `x.so`, `x.pyd`; a `libx.so` is a library of other modules.
    private static string? ModuleOf(string file, bool isPublic = true)
    {
        bool isExtension = file.EndsWith(".so", StringComparison.Ordinal) || file.EndsWith(".pyd", StringComparison.Ordinal);
        if (!isExtension && !file.EndsWith(".py", StringComparison.Ordinal))
            return null;
        string name = file[..file.IndexOf('.', StringComparison.Ordinal)];
        bool isLibrary = isExtension && name.StartsWith("lib", StringComparison.Ordinal) && file.Length == name.Length + ".so".Length;
        return isLibrary || !(isPublic ? IsPublic(name) : IsIdentifier(name)) ? null : name;
    }

    private static bool IsPublic(string name) => IsIdentifier(name) && name[0] != '_' && !NotMeant.Contains(name);

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_');
}
