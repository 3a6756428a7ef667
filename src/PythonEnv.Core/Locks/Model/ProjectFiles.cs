using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Locks.Toml;

namespace PythonEnv.Locks.Model;

/// <summary>The <c>pyproject.toml</c> files that a lock was made from, each read once.</summary>
/// <param name="read">The bytes of a file by its absolute path; null if it is not there.</param>
/// <param name="find">The files of a <see cref="FilePattern"/>.</param>
internal sealed class ProjectFiles(Func<string, byte[]?> read, Func<string, IEnumerable<string>> find)
{
    private readonly Dictionary<string, TomlTable?> _read = new(StringComparer.Ordinal);

    /// <summary>What can't be read in the files that were asked for: PYENV1004.</summary>
    public DiagnosticBag Problems { get; } = [];

    public static string PathIn(string folder) => Path.Combine(folder, "pyproject.toml");

    /// <param name="path">Absolute.</param>
    public bool Has(string path) => read(path) is not null;

    /// <summary>The folders of projects that a pattern means.</summary>
    /// <param name="pattern">That of a folder; absolute.</param>
    public IEnumerable<string> FoldersOf(string pattern) => find(PathIn(pattern)).Select(file => Path.GetDirectoryName(file)!);

    /// <summary>The file of a folder; null if it is not there or can't be read.</summary>
    /// <param name="folder">Absolute.</param>
    public TomlTable? In(string folder)
    {
        if (!_read.TryGetValue(folder, out TomlTable? table))
        {
            string path = PathIn(folder);
            if (read(path) is { } bytes && !TomlDocument.TryParse(bytes, path, out table, out TomlError? error))
                Problems.Add(error.Describe());
            _read[folder] = table;
        }
        return table;
    }
}
