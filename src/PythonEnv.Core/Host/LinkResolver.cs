using PythonEnv.Host.Platform;

namespace PythonEnv.Host;

/// <summary>What <c>realpath(3)</c> does, over whatever file system.</summary>
internal static class LinkResolver
{
    // Linux gives up after 40.
    private const int MaximumLinks = 40;

    public static string Resolve(string path, IHostFiles files, HostPaths paths)
    {
        string resolved = paths.Root(path);
        Stack<string> rest = new(paths.Parts(path).Reverse());
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                resolved = paths.Folder(resolved);
                continue;
            }
            string next = paths.Combine(resolved, part);
            if (links < MaximumLinks && files.LinkTarget(next) is { } target)
            {
                links++;
                if (paths.IsAbsolute(target))
                    resolved = paths.Root(target);
                foreach (string targetPart in paths.Parts(target).Reverse())
                    rest.Push(targetPart);
                continue;
            }
            resolved = next;
        }
        return resolved;
    }
}
