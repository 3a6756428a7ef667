using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Poetry;
using PythonEnv.Locks.Standard;
using PythonEnv.Locks.Uv;

namespace PythonEnv.Locks;

/// <summary>
/// Reads a lock by the name of its file: <c>pylock.toml</c>, <c>pylock.NAME.toml</c>, <c>uv.lock</c>, <c>NAME.py.lock</c>,
/// <c>poetry.lock</c>.
/// </summary>
internal static class LockReader
{
    public static bool IsLock(string path) =>
        PylockFile.IsFileName(path) || UvLockReader.IsFileName(path) || PoetryLockReader.IsFileName(path);

    /// <param name="path">Absolute, of a file that <see cref="IsLock"/>.</param>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="projects">What it may have been made from.</param>
    /// <param name="diagnostics">Receives PYENV2002 and, for a <c>pylock.toml</c>, all that keeps it from being pinned.</param>
    /// <returns>Null after reported errors.</returns>
    public static ILock? Read(string path, byte[] utf8, ProjectFiles projects, DiagnosticBag diagnostics)
    {
        if (UvLockReader.IsFileName(path))
            return UvLockReader.Read(utf8, path, projects, diagnostics);
        if (PoetryLockReader.IsFileName(path))
            return PoetryLockReader.Read(utf8, path, projects, diagnostics);
        PylockReading reading = PylockReader.Read(utf8, path);
        diagnostics.AddRange(reading.Diagnostics);
        return reading.File is { } file ? new Pylock(path, file) : null;
    }
}
