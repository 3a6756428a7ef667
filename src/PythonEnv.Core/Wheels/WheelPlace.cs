using PythonEnv.Packaging.Requirements;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Wheels;

/// <summary>Where a file of a wheel goes.</summary>
/// <param name="Scheme">The folder of the environment.</param>
/// <param name="Relative">Its path below that folder; the end of its path in the wheel.</param>
internal readonly record struct WheelPlace(InstallScheme Scheme, string Relative)
{
    /// <exception cref="Diagnostics.PythonEnvException">PYENV4005: a <c>.data</c> folder with anything but the known schemes.</exception>
    public static WheelPlace Of(string wheel, string distInfo, string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> top = path.AsSpan(0, Math.Max(slash, 0));
        if (top.SequenceEqual(distInfo))
            return new WheelPlace(InstallScheme.DistInfo, path);
        if (!top.EndsWith(".data", StringComparison.Ordinal))
            return new WheelPlace(InstallScheme.SitePackages, path);
        if (PackageName.Normalize(top[..^".data".Length].ToString()) != PackageName.Normalize(distInfo[..^".dist-info".Length]))
            throw WheelRefusal.Of(wheel, path, $"a `.data` folder of another distribution than `{distInfo}`");
        int second = path.IndexOf('/', slash + 1);
        if (second < 0)
            throw WheelRefusal.Of(wheel, path, "it lies in no scheme of the `.data` folder");
        string relative = path[(second + 1)..];
        return path.AsSpan(slash + 1, second - slash - 1) switch
        {
            "purelib" or "platlib" => SitePackages(wheel, path, relative),
            "headers" => new WheelPlace(InstallScheme.Headers, relative),
            "data" => Data(wheel, path, relative),
            "scripts" => Script(wheel, path, relative),
            _ => throw WheelRefusal.Of(wheel, path, "the schemes of a `.data` folder are purelib, platlib, headers, scripts and data"),
        };
    }

    private static bool IsDistInfo(string segment) => segment.EndsWith(".dist-info", StringComparison.OrdinalIgnoreCase);

    private static WheelPlace SitePackages(string wheel, string path, string relative)
    {
        if (IsDistInfo(relative.Split('/')[0]))
            throw WheelRefusal.Of(wheel, path, "it is metadata outside the wheel's own `.dist-info`");
        return new WheelPlace(InstallScheme.SitePackages, relative);
    }

    private static WheelPlace Script(string wheel, string path, string relative)
    {
        if (relative.Contains('/', StringComparison.Ordinal))
            throw WheelRefusal.Of(wheel, path, "a script lies outside the folder of scripts");
        ScriptNames.Check(wheel, path, relative);
        return new WheelPlace(InstallScheme.Scripts, relative);
    }

    /// <summary>The data scheme is the environment's root, and so reaches the interpreter itself.</summary>
    private static WheelPlace Data(string wheel, string path, string relative)
    {
        string[] segments = relative.Split('/');
        if (segments[0].Equals("pyvenv.cfg", StringComparison.OrdinalIgnoreCase))
            throw WheelRefusal.Of(wheel, path, "it would replace the environment's configuration");
        bool isScript = segments.Length == 2
            && (segments[0].Equals("bin", StringComparison.OrdinalIgnoreCase)
                || segments[0].Equals("Scripts", StringComparison.OrdinalIgnoreCase));
        if (isScript)
            ScriptNames.Check(wheel, path, segments[1]);
        if (segments.Any(IsDistInfo))
            throw WheelRefusal.Of(wheel, path, "it is metadata outside the wheel's own `.dist-info`");
        return new WheelPlace(InstallScheme.Data, relative);
    }
}
