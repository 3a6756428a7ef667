using System.Collections.Immutable;
using System.Text;
using PythonEnv.Cache;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Installing.Launchers;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;

namespace PythonEnv.Installing.Pip;

/// <summary>
/// What pip could not know, put right in a distribution that it has just installed: the URL that was declared (it saw a folder of wheels);
/// the place where the environment will stand (it saw where it stands now); the files that are another distribution's. Pip installs the
/// first by name last, so that its files are those that stay. Byte-code of a wheel is taken out again.
/// </summary>
/// <param name="byteCode">What the wheel's own RECORD says of its byte-code.</param>
internal sealed class PipCorrections(
    InstallTarget target, InstalledDistribution distribution, FileOwners owners, ImmutableArray<RecordEntry> byteCode)
{
    private readonly string _record = Path.Combine(distribution.MetadataDirectory, "RECORD");

    public void Apply(DirectUrl? directUrl)
    {
        List<RecordEntry> rows = [.. RecordFile.Parse(RegularFile.ReadAllBytes(_record)).Entries];
        bool changed = rows.RemoveAll(row => owners.IsLeftOut(distribution.Name, PathOf(row))) > 0;
        changed |= rows.RemoveAll(row => RecordEntry.IsByteCode(row.Path) && TakeOut(PathOf(row))) > 0;
        if (target.ScriptInterpreter != target.Layout.Executable)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                if (Readdress(PathOf(rows[i])) is not { } content)
                    continue;
                rows[i] = InstalledRecord.RowOf(rows[i].Path, content);
                changed = true;
            }
        }
        if (directUrl is not null)
        {
            byte[] text = directUrl.ToBytes();
            File.WriteAllBytes(Path.Combine(distribution.MetadataDirectory, DirectUrl.FileName), text);
            rows.Add(InstalledRecord.RowOf($"{distribution.MetadataName}/{DirectUrl.FileName}", text));
            changed = true;
        }
        if (changed)
            File.WriteAllBytes(_record, InstalledRecord.ToBytes(rows));
    }

    // What pip has compiled itself lies at the same place, and is something else.
    private bool TakeOut(string path)
    {
        if (byteCode.IsEmpty)
            return false;
        if (RegularFile.ReadIfThere(path) is not { } content)
            return true;
        if (!byteCode.Any(row => row.Matches(content)))
            return false;
        FileChange.Delete(path);
        for (string folder = Path.GetDirectoryName(path)!;
            folder != target.Layout.SitePackages && !Directory.EnumerateFileSystemEntries(folder).Any();
            folder = Path.GetDirectoryName(folder)!)
            FileChange.DeleteFolder(folder);
        return true;
    }

    private string PathOf(RecordEntry row) => Path.GetFullPath(row.Path, target.Layout.SitePackages);

    /// <summary>A script that names the environment's interpreter gets the final one.</summary>
    /// <returns>Its new content; null if it stays as it is.</returns>
    private byte[]? Readdress(string path)
    {
        if (Path.GetDirectoryName(path) != target.Layout.ScriptsDirectory || !File.Exists(path))
            return null;
        byte[] content = RegularFile.ReadAllBytes(path);
        foreach ((byte[] old, byte[] replacement) in FirstLines())
        {
            // The launcher of Windows has the line between its program and its archive.
            int at = target.Layout.IsWindows ? content.AsSpan().IndexOf(old) : content.AsSpan().StartsWith(old) ? 0 : -1;
            if (at < 0)
                continue;
            content = [.. content.AsSpan(0, at), .. replacement, .. content.AsSpan(at + old.Length)];
            File.WriteAllBytes(path, content);
            return content;
        }
        return null;
    }

    /// <summary>
    /// What pip writes for launchers and, without regard to blanks or length, for the wheel's own scripts; and what it should be.
    /// </summary>
    private IEnumerable<(byte[] Old, byte[] Replacement)> FirstLines()
    {
        string now = target.Layout.Executable, final = target.ScriptInterpreter;
        if (!target.Layout.IsWindows)
        {
            bool isMacOS = target.Host.System == HostSystem.MacOS;
            byte[] replacement = Shebang.Posix(final, isMacOS);
            yield return (Shebang.PosixOfPip(now, isMacOS), replacement);
            yield return (Encoding.UTF8.GetBytes($"#!{now}\n"), replacement);
            yield break;
        }
        yield return (Shebang.Windows(now), Shebang.Windows(final));
        yield return (Shebang.Windows(WindowsLauncher.WithoutConsole(now)), Shebang.Windows(WindowsLauncher.WithoutConsole(final)));
        yield return (Encoding.UTF8.GetBytes($"#!{now}\r\n"), Encoding.UTF8.GetBytes($"#!{final}\r\n"));
    }
}
