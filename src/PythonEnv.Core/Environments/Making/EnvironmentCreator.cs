using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Activation;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;

namespace PythonEnv.Environments.Making;

/// <summary>
/// Lays out an empty virtual environment (PEP 405) without running Python: neither <c>venv</c> nor <c>ensurepip</c> has to be
/// installed, and no pip is inside.
/// </summary>
internal static class EnvironmentCreator
{
    private const string CacheDirectoryTag =
        "Signature: 8a477f597d28d172789f06886806bc55\n# This directory was made by PythonEnv.Tasks and can be made again.\n";

    /// <summary>
    /// Fills an empty or absent folder. The marker comes first, so that whatever is left of a killed run is known as ours.
    /// </summary>
    /// <param name="layout">Where to lay it out.</param>
    /// <param name="systemSitePackages">Let it see the base interpreter's packages.</param>
    /// <exception cref="PythonEnvException">PYENV1003, on Windows: the installation has no launcher for environments.</exception>
    public static void Create(EnvironmentLayout layout, BaseInstallation installation, bool systemSitePackages)
    {
        Directory.CreateDirectory(layout.Root);
        AtomicFile.WriteAllText(layout.ConfigurationFile, Configuration(installation, systemSitePackages).ToString());
        File.WriteAllText(Path.Combine(layout.Root, "CACHEDIR.TAG"), CacheDirectoryTag);
        File.WriteAllText(Path.Combine(layout.Root, ".gitignore"), "*\n");
        Directory.CreateDirectory(layout.SitePackages);
        Directory.CreateDirectory(layout.ScriptsDirectory);
        Link(layout, installation);
    }

    /// <summary>
    /// Points links, launchers and <c>pyvenv.cfg</c> of an existing environment at another installation of the same X.Y and ABI, and writes
    /// the scripts that enter it.
    /// </summary>
    public static void Relink(EnvironmentLayout layout, BaseInstallation installation, bool systemSitePackages)
    {
        Link(layout, installation);
        ActivationScripts.Write(layout.ScriptsDirectory, layout.IsWindows, layout.Root);
        AtomicFile.WriteAllText(layout.ConfigurationFile, Configuration(installation, systemSitePackages).ToString());
    }

    /// <summary>The names under which the interpreter can be called, the first being the link that the others point to.</summary>
    public static ImmutableArray<string> ExecutableNames(BaseInstallation installation)
    {
        string major = installation.Version.Split('.')[0];
        var names = ImmutableArray.CreateBuilder<string>();
        names.AddRange("python", $"python{major}", $"python{installation.ShortVersion}");
        if (installation.GilDisabled)
            names.Add($"python{installation.ShortVersion}t");
        if (installation.Implementation != "cpython")
            names.AddRange(
                installation.Implementation, $"{installation.Implementation}{major}",
                $"{installation.Implementation}{installation.ShortVersion}");
        return names.ToImmutable();
    }

    private static PyVenvConfig Configuration(BaseInstallation installation, bool systemSitePackages) => new(
    [
        new("home", Path.GetDirectoryName(installation.Executable)!),
        new("include-system-site-packages", systemSitePackages ? "true" : "false"),
        new("version", installation.Version),
        new("executable", installation.Executable),
        new("implementation", installation.Implementation),
        new(LocationGuard.Marker, EngineVersion.Current),
    ]);

    private static void Link(EnvironmentLayout layout, BaseInstallation installation)
    {
        if (layout.IsWindows)
        {
            CopyLaunchers(layout, installation);
            return;
        }
        ImmutableArray<string> names = ExecutableNames(installation);
        Replace(Path.Combine(layout.ScriptsDirectory, names[0]), installation.Executable);
        foreach (string name in names.AsSpan()[1..])
            Replace(Path.Combine(layout.ScriptsDirectory, name), names[0]);
        if (installation.HasLib64)
            Replace(Path.Combine(layout.Root, "lib64"), "lib");
    }

    private static void Replace(string link, string target)
    {
        FileChange.Delete(link);
        File.CreateSymbolicLink(link, target);
    }

    private static void CopyLaunchers(EnvironmentLayout layout, BaseInstallation installation)
    {
        string threading = installation.GilDisabled ? "t" : "";
        ReadOnlySpan<(string Name, string[] Sources)> launchers =
        [
            // Renamed in 3.13; before, they had the names they are copied to.
            ("python.exe", [$"venvlauncher{threading}.exe", "venvlauncher.exe", "python.exe"]),
            ("pythonw.exe", [$"venvwlauncher{threading}.exe", "venvwlauncher.exe", "pythonw.exe"]),
        ];
        foreach ((string name, string[] sources) in launchers)
        {
            string source = sources.Select(file => Path.Combine(installation.LauncherDirectory, file)).FirstOrDefault(File.Exists)
                ?? throw new PythonEnvException(DiagnosticCatalog.InterpreterUnusable.At(
                    SourceSpan.None, $"`{installation.Executable}` has no launcher for virtual environments",
                    $"none of {string.Join(", ", sources.Select(file => $"`{file}`"))} is in `{installation.LauncherDirectory}`",
                    "Repair the installation, or declare another interpreter"));
            RegularFile.Copy(source, Path.Combine(layout.ScriptsDirectory, name), overwrite: true);
        }
    }
}
