using PythonEnv.Host;

namespace PythonEnv.Interpreters.Search;

/// <summary>
/// Which of an interpreter's paths an environment should point to: in the installation itself, because the interpreter finds its standard
/// library from there; with the exact <c>X.Y</c> in its name, because <c>/usr/bin/python3</c> is another one after an upgrade; and
/// without the patch version where a link offers that, because Homebrew removes <c>Cellar/python@3.11/3.11.7</c> with the next patch.
/// </summary>
internal static class StableExecutable
{
    public static string Of(string found, InterpreterFacts facts, HostFacts host)
    {
        if (host.IsWindows)
            return host.Files.FileExists(facts.BaseExecutable) ? facts.BaseExecutable : found;

        // A script that starts the interpreter is none: what it started says which file it is.
        bool isScript = host.RealPath(found) != host.RealPath(facts.BaseExecutable) && host.Files.FileExists(facts.BaseExecutable);
        string inside = InInstallation(isScript ? facts.BaseExecutable : found, facts, host);
        string folder = host.Paths.Folder(inside);
        string stem = facts.Implementation == "pypy" ? "pypy" : "python";
        string versioned = host.Paths.Combine(folder, $"{stem}{facts.MajorMinor}{(facts.GilDisabled ? "t" : "")}");
        string exact = IsSame(versioned, inside, host) ? versioned : inside;
        return InHomebrewLink(exact, host) is { } link && IsSame(link, exact, host) ? link : exact;
    }

    /// <summary>The first hop of the links that lies in the installation.</summary>
    private static string InInstallation(string found, InterpreterFacts facts, HostFacts host)
    {
        string prefix = host.Paths.Normalize(facts.BasePrefix);
        string hop = found;
        while (!host.Paths.IsWithin(hop, prefix))
        {
            if (host.Files.LinkTarget(hop) is not { } target)
            {
                string real = host.RealPath(hop);
                return host.Paths.IsWithin(real, prefix) || host.Paths.IsWithin(real, host.RealPath(prefix)) ? real : found;
            }
            hop = host.Paths.Normalize(host.Paths.Combine(host.Paths.Folder(hop), target));
        }
        return hop;
    }

    private static string? InHomebrewLink(string executable, HostFacts host)
    {
        string[] parts = host.Paths.Parts(executable);
        int cellar = Array.IndexOf(parts, "Cellar");
        return cellar < 0 || cellar + 2 >= parts.Length
            ? null
            : host.Paths.Combine(["/", .. parts[..cellar], "opt", parts[cellar + 1], "bin", parts[^1]]);
    }

    private static bool IsSame(string path, string other, HostFacts host) =>
        host.Files.FileExists(path) && host.RealPath(path) == host.RealPath(other);
}
