using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Provisioning;

/// <summary>
/// Unpacked interpreters in the user's cache, by the sha256 of their archive, shared by all builds:
/// <code>
/// pythons-v1/SHA256/                   what the archive held; there whole or not at all
/// pythons-v1/SHA256/.pythonenv-files   the size and path of each file of it
/// pythons-v1/choices/KEY               which archive a mirror had for a request
/// </code>
/// Pruning leaves them alone: environments stand on them. Who deletes or cuts a file of one gets it anew with the next build that does more
/// than to see that nothing changed.
/// </summary>
/// <param name="cacheDirectory">Absolute.</param>
internal sealed class InterpreterStore(string cacheDirectory, HostFacts host)
{
    // A whole interpreter with its build tree has some 25,000 files and 1.2 GB.
    private static readonly ArchiveLimits Limits = new() { TotalSize = 8L << 30 };

    private const string ListName = ".pythonenv-files";

    private readonly string _folder = new UserCache(cacheDirectory).Pythons;

    /// <summary>The installation that an archive held, or null where it is not unpacked, or a file of it is gone or cut.</summary>
    public string? Find(string sha256)
    {
        string folder = Path.Combine(_folder, sha256);
        return FindLostIn(folder) is null ? InstallationIn(folder) : null;
    }

    /// <summary>The first file that an unpacked interpreter has lost: it is gone or cut.</summary>
    /// <param name="executable">Of an interpreter; absolute.</param>
    /// <returns>Its path; null where the interpreter is whole, or none of these.</returns>
    public string? FindLost(string executable)
    {
        if (!host.Paths.IsWithin(executable, _folder))
            return null;
        string name = host.Paths.Parts(Path.GetRelativePath(_folder, executable)).First();
        return FindLostIn(Path.Combine(_folder, name));
    }

    /// <summary>Unpacks an archive whose digest was proved, unless another build has done it.</summary>
    /// <returns>The folder of the installation.</returns>
    /// <exception cref="PythonEnvException">PYENV1003: the archive is damaged or hostile, or holds no interpreter. Nothing of it is
    /// left.</exception>
    public string Unpack(string archive, string sha256, SourceSpan where, CancellationToken cancellation)
    {
        string temporary = new UserCache(cacheDirectory).NewTemporary();
        Directory.CreateDirectory(temporary);
        try
        {
            using (FileStream stream = RegularFile.OpenStream(archive))
            {
                new ArchiveUnpacker(temporary, Names(), Limits, host.IsWindows)
                    .Unpack(stream, archive.EndsWith(".zst", StringComparison.OrdinalIgnoreCase), cancellation);
            }
            if (InstallationIn(temporary) is null)
                throw new InvalidDataException("it holds no `python/` with an interpreter");
            string list = Path.Combine(temporary, ListName);
            if (Path.Exists(list))
                throw new InvalidDataException($"it holds a `{ListName}`, which is written beside what it holds");
            AtomicFile.WriteAllText(list, SealedText.Seal(ListOf(temporary)));
            Publish(temporary, sha256);
            return Find(sha256) ?? throw new IOException($"`{Path.Combine(_folder, sha256)}` can't be created");
        }
        catch (InvalidDataException refused)
        {
            throw new PythonEnvException(DiagnosticCatalog.InterpreterUnusable.At(
                where, $"the archive `{Path.GetFileName(archive)}` can't be used as an interpreter", refused.Message,
                "Declare an archive of python-build-standalone's `install_only` layout in `PythonEnvInterpreterSource`"), refused);
        }
        finally
        {
            if (Directory.Exists(temporary))
                FileChange.DeleteFolder(temporary);
        }
    }

    /// <summary>Where the answer to a question to a mirror is kept.</summary>
    public string ChoicePath(string key) => Path.Combine(_folder, "choices", key);

    private void Publish(string temporary, string sha256)
    {
        Directory.CreateDirectory(_folder);
        string folder = Path.Combine(_folder, sha256);
        if (Directory.Exists(folder) && Find(sha256) is null)
            Remove(folder);
        try
        {
            FileChange.MoveFolder(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another build was faster; both hold the same bytes.
        }
    }

    // Out of the way at once: to delete it takes its time.
    private void Remove(string folder)
    {
        string aside = new UserCache(cacheDirectory).NewTemporary();
        FileChange.MoveFolder(folder, aside);
        FileChange.DeleteFolder(aside);
    }

    // Links have no size: what they lead to is in the list as well.
    private static string ListOf(string folder) => string.Join('\n', FileTree.FilesBelow(folder)
        .Select(file => new FileInfo(file))
        .Where(file => file.LinkTarget is null)
        .Select(file => $"{file.Length} {Path.GetRelativePath(folder, file.FullName)}")
        .Order(StringComparer.Ordinal));

    private static string? FindLostIn(string folder)
    {
        string list = Path.Combine(folder, ListName);
        if (SealedText.Read(list)?.Split('\n') is not { } files)
            return list;
        foreach (string file in files)
        {
            int blank = file.IndexOf(' ', StringComparison.Ordinal);
            string path = Path.Combine(folder, file[(blank + 1)..]);
            if (!long.TryParse(file.AsSpan(0, Math.Max(0, blank)), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                || new FileInfo(path) is not { Exists: true } found
                || found.Length != size)
                return path;
        }
        return null;
    }

    // `install_only` has `python/`, a full archive `python/install/`.
    private string? InstallationIn(string folder) =>
        new[] { Path.Combine(folder, "python", "install"), Path.Combine(folder, "python") }
            .FirstOrDefault(installation => RegularFile.Exists(Path.Combine(installation, host.IsWindows ? "python.exe" : "bin/python3")));

    private EntryNameRules Names() => host.System switch
    {
        HostSystem.Windows => EntryNameRules.Windows,
        HostSystem.MacOS => EntryNameRules.MacOS,
        _ => EntryNameRules.Linux,
    };
}
