using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>Where executables stand in the folder of an installation.</summary>
internal static class InstallationFolder
{
    // NuGet's `python` package has `tools`.
    private static readonly string[] WindowsFolders = ["", "tools", "Scripts", "bin"];
    private static readonly string[] PosixFolders = ["bin"];

    /// <summary>The executables of the installation in a folder; what its name says of the version goes for all of them.</summary>
    public static IEnumerable<InterpreterCandidate> Executables(HostFacts host, string folder, InterpreterHint? hint = null)
    {
        hint ??= InterpreterHint.FromName(host.Paths.Name(folder));
        return (host.IsWindows ? WindowsFolders : PosixFolders)
            .SelectMany(part => ExecutablesIn(host, part.Length == 0 ? folder : host.Paths.Combine(folder, part), hint));
    }

    /// <summary>The executables of every installation in a folder of such.</summary>
    public static IEnumerable<InterpreterCandidate> ExecutablesBelow(HostFacts host, string folder) =>
        host.Files.Names(folder).SelectMany(name => Executables(host, host.Paths.Combine(folder, name)));

    /// <summary>The interpreters that a folder holds itself, those whose name says most first.</summary>
    public static IEnumerable<InterpreterCandidate> ExecutablesIn(HostFacts host, string folder, InterpreterHint? hint = null) => host.Files
        .Names(folder)
        .Where(name => IsInterpreter(name, host))
        .OrderByDescending(name => name.Length)
        .ThenByDescending(name => name, StringComparer.Ordinal)
        .Select(name => new InterpreterCandidate(host.Paths.Combine(folder, name), HintOf(name, hint)));

    /// <summary>
    /// <c>python</c>, <c>python3</c>, <c>python3.13t</c>, <c>pypy3.10</c>, <c>graalpy</c>; not <c>pythonw</c> or <c>python3-config</c>.
    /// </summary>
    private static bool IsInterpreter(string name, HostFacts host)
    {
        if (host.IsWindows)
        {
            if (!name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
                return false;
            name = name[..^4].ToLowerInvariant();
        }
        foreach (string stem in (ReadOnlySpan<string>)["python", "pypy", "graalpy"])
        {
            if (name.StartsWith(stem, StringComparison.Ordinal))
                return name.AsSpan(stem.Length).TrimEnd('d').TrimEnd('t').Trim("0123456789.").IsEmpty && !name.EndsWith('.');
        }
        return false;
    }

    private static InterpreterHint? HintOf(string name, InterpreterHint? folder)
    {
        InterpreterHint? own = InterpreterHint.FromName(name);
        if (own is null || folder is null)
            return own ?? folder;
        // `python3` says less than `3.11.7`, `python3.12` more than a folder that only groups installations.
        return own.Minor is null || own.Minor == folder.Minor ? folder : own;
    }
}
