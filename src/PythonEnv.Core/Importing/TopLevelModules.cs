using PythonEnv.Distributions;
using PythonEnv.Environments;

namespace PythonEnv.Importing;

/// <summary>The modules that an installed distribution brings to the top level of site-packages.</summary>
public static class TopLevelModules
{
    /// <summary>Public modules and regular packages by its RECORD; a namespace package is not one, and neither is a name that starts with <c>_</c>.</summary>
    public static IReadOnlyList<string> Of(InstalledDistribution distribution)
    {
        string record = Path.Combine(distribution.MetadataDirectory, "RECORD");
        if (!File.Exists(record))
            return [];
        var modules = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RecordEntry entry in RecordFile.Parse(File.ReadAllBytes(record)).Entries)
        {
            if (ModuleOf(entry.Path) is { } module && !module.StartsWith('_') && IsIdentifier(module))
                modules.Add(module);
        }
        return [.. modules];
    }

    // `x.py`, `x.cpython-311-….so`, `x.pyd`, `x/__init__.py`.
    private static string? ModuleOf(string path)
    {
        string[] parts = path.Split('/');
        bool isCode = parts[^1].EndsWith(".py", StringComparison.Ordinal) || parts[^1].EndsWith(".so", StringComparison.Ordinal)
            || parts[^1].EndsWith(".pyd", StringComparison.Ordinal);
        return parts switch
        {
            [string file] when isCode => file[..file.IndexOf('.', StringComparison.Ordinal)],
            [string package, "__init__.py"] => package,
            _ => null,
        };
    }

    private static bool IsIdentifier(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c == '_');
}
