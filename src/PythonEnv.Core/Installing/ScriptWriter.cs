using System.Collections.Immutable;
using System.Text;
using PythonEnv.Cache;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Installing.Launchers;
using PythonEnv.Installing.Linking;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Records;
using PythonEnv.Wheels;

namespace PythonEnv.Installing;

/// <summary>
/// Writes what holds the path of the environment's interpreter: the wheel's own scripts and the launchers of its entry points.
/// </summary>
internal sealed class ScriptWriter(InstallTarget target, FileModes modes, LauncherStubs stubs)
{
    private static readonly string[] s_wrapperSuffixes = [".exe", "-script.py", ".pya"];

    private bool IsMacOS => target.Host.System == HostSystem.MacOS;

    /// <param name="archive">The archive whose scripts to write.</param>
    /// <param name="isLeftOut">Whether a file is left to another distribution, by absolute path.</param>
    /// <param name="generated">Gets the RECORD rows of what differs from the wheel.</param>
    /// <param name="placed">Gets every file that is written.</param>
    public void WriteAll(CachedArchive archive, Func<string, bool> isLeftOut, List<RecordEntry> generated, PlacedFiles placed)
    {
        ImmutableArray<EntryPointScript> commands = archive.Manifest.Commands;
        foreach (ManifestFile file in archive.Manifest.Files)
        {
            if (file.Scheme is not InstallScheme.Scripts)
                continue;
            string name = archive.Manifest.NameAt(file.Target);
            if (!IsShadowed(name, commands) && !isLeftOut(PathOf(name)))
                WriteScript(archive, file, generated, placed);
        }
        foreach (EntryPointScript command in CommandNames.For(commands, target.PythonVersion))
        {
            if (!isLeftOut(PathOf(FileNameOf(command, target.Layout))))
                WriteLauncher(command, generated, placed);
        }
    }

    /// <summary>The name of the file of a command.</summary>
    public static string FileNameOf(EntryPointScript command, EnvironmentLayout layout) =>
        layout.IsWindows ? WindowsName(command.Name) : command.Name;

    private string PathOf(string name) => Path.Combine(target.Layout.ScriptsDirectory, name);

    /// <summary>setuptools used to put its own wrappers of entry points among the scripts; the entry point wins.</summary>
    public static bool IsShadowed(string script, ImmutableArray<EntryPointScript> commands)
    {
        string? suffix = Array.Find(s_wrapperSuffixes, suffix => script.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        string name = suffix is null ? script : script[..^suffix.Length];
        return commands.Any(command => command.Name == name);
    }

    private void WriteScript(CachedArchive archive, ManifestFile file, List<RecordEntry> generated, PlacedFiles placed)
    {
        string source = archive.PathOf(file);
        if (FileStamp.OfEntry(source) is not { } stamp || !archive.IsAsUnpacked(file, stamp))
            throw new ArchiveDamagedException(archive, file);
        byte[] content = RegularFile.ReadAllBytes(source);
        bool isRewritten = content.AsSpan().StartsWith("#!python"u8);
        if (isRewritten)
        {
            int end = content.AsSpan().IndexOf((byte)'\n') + 1;
            content = [.. ScriptShebang(), .. content.AsSpan(end > 0 ? end : content.Length)];
        }
        string name = archive.Manifest.NameAt(file.Target);
        RecordEntry row = Write(name, content, file.IsExecutable ? modes.Executable : modes.Regular, placed);
        if (isRewritten)
            generated.Add(row);
    }

    /// <summary>pip writes the bare path even where the kernel cannot read it; this takes the form of the launchers there.</summary>
    private byte[] ScriptShebang() => target.Layout.IsWindows
        ? Encoding.UTF8.GetBytes($"#!{target.ScriptInterpreter}\r\n")
        : Shebang.Posix(target.ScriptInterpreter, IsMacOS);

    private void WriteLauncher(EntryPointScript command, List<RecordEntry> generated, PlacedFiles placed)
    {
        string text = LauncherScript.Text(command, target.Pip?.Version);
        (string name, byte[] content) = target.Layout.IsWindows
            ? (WindowsName(command.Name), WindowsLauncher.Make(stubs.Get(command.IsGui), WindowsExecutable(command.IsGui), text))
            : (command.Name, (byte[])[.. Shebang.Posix(target.ScriptInterpreter, IsMacOS), .. Encoding.UTF8.GetBytes(text)]);
        generated.Add(Write(name, content, modes.Launcher, placed));
    }

    private string WindowsExecutable(bool isGui) =>
        isGui ? WindowsLauncher.WithoutConsole(target.ScriptInterpreter) : target.ScriptInterpreter;

    private static string WindowsName(string command) =>
        Path.GetExtension(command).StartsWith(".py", StringComparison.Ordinal) ? Path.ChangeExtension(command, ".exe") : $"{command}.exe";

    private RecordEntry Write(string name, byte[] content, UnixFileMode mode, PlacedFiles placed)
    {
        string path = Path.Combine(target.Layout.ScriptsDirectory, name);
        Directory.CreateDirectory(target.Layout.ScriptsDirectory);
        // A running command keeps its file; an open one must not be written over.
        string temporary = Path.Combine(target.Layout.ScriptsDirectory, $".{Guid.NewGuid():N}.tmp");
        File.WriteAllBytes(temporary, content);
        if (!NativeSystem.IsWindows)
            File.SetUnixFileMode(temporary, mode);
        FileChange.Move(temporary, path, overwrite: true);
        placed.Add(path);
        return InstalledRecord.RowOf(RecordRows.InstalledPath(target.Layout, path), content);
    }
}
