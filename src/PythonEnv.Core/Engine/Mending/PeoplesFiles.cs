using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// What people have put into an environment outside of site-packages and of the commands, where anything may lie: it comes along when the
/// environment is made anew.
/// </summary>
internal sealed class PeoplesFiles
{
    private readonly string _old;
    private readonly string _present;
    private readonly EnvironmentLayout _layout;
    private readonly HashSet<string> _installed;
    private int _moved;

    private PeoplesFiles(string old, string present, ReceiptInterpreter interpreter)
    {
        _old = old;
        _present = present;
        _layout = interpreter.LayoutAt(old);
        _installed = ReadInstalled(old);
    }

    /// <summary>Moves them, file by file: whoever is killed meanwhile has lost none, and the next run goes on.</summary>
    /// <param name="old">The folder of the environment as it was, on the volume of the other one.</param>
    /// <param name="present">The folder of the finished one that has taken its place; what it has at a file's place stays.</param>
    /// <returns>How many.</returns>
    /// <exception cref="IOException">One can't be moved; it stays where it is.</exception>
    public static int Move(string old, string present)
    {
        if (!Directory.Exists(old) || !ReceiptFile.TryRead(present, out Receipt? receipt))
            return 0;
        var files = new PeoplesFiles(old, present, receipt.Interpreter);
        files.MoveFrom(old);
        return files._moved;
    }

    private void MoveFrom(string folder)
    {
        foreach (string entry in Directory.GetFileSystemEntries(folder))
        {
            if (!IsPeoples(entry))
                continue;
            FileAttributes attributes = File.GetAttributes(entry);
            bool isFolder = attributes.HasFlag(FileAttributes.Directory);
            if (isFolder && !attributes.HasFlag(FileAttributes.ReparsePoint))
                MoveFrom(entry);
            else if (!_installed.Contains(entry))
                Move(entry, isFolder);
        }
    }

    private bool IsPeoples(string entry)
    {
        ReadOnlySpan<char> name = Path.GetFileName(entry.AsSpan());
        if (name is "__pycache__")
            return false;
        // Where the distributions of any version of Python lie, of which the environment may have been made before.
        ReadOnlySpan<char> parent = Path.GetDirectoryName(entry.AsSpan());
        if (name.Equals("site-packages", StringComparison.OrdinalIgnoreCase)
            && (IsLibrary(parent) || IsLibrary(Path.GetDirectoryName(parent))))
            return false;
        return IsLibrary(entry) || !OwnFiles.IsOwn(_layout, entry);
    }

    private bool IsLibrary(ReadOnlySpan<char> path) => Path.GetFileName(path).Equals("lib", StringComparison.OrdinalIgnoreCase)
        && Path.GetDirectoryName(path).SequenceEqual(_old);

    private void Move(string entry, bool isFolder)
    {
        string target = Path.Combine(_present, Path.GetRelativePath(_old, entry));
        if (Path.Exists(target))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (isFolder)
            FileChange.MoveFolder(entry, target);
        else
            FileChange.Move(entry, target);
        _moved++;
    }

    // The list need not be the one that the receipt knew, nor any: of a change that was killed, no receipt is left.
    private static HashSet<string> ReadInstalled(string old)
    {
        try
        {
            return RegularFile.ReadIfThere(FileList.PathIn(old)) is { } list
                ? FileList.Read(old, list).Keys.ToHashSet(HostPaths.Native.Comparer)
                : new(HostPaths.Native.Comparer);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException or UnauthorizedAccessException)
        {
            return new(HostPaths.Native.Comparer);
        }
    }
}
