using System.Collections.Immutable;
using PythonEnv.Host.Files;

namespace PythonEnv.Host;

/// <summary>The files of this machine.</summary>
internal sealed class HostFiles : IHostFiles
{
    private const int MaximumTextLength = 1024 * 1024;

    // `File.Exists` is content with a link that leads nowhere.
    public bool FileExists(string path) => RegularFile.Exists(path) && (LinkTarget(path) is null || FileStamp.Of(path) is not null);

    public bool FolderExists(string path) => Directory.Exists(path);

    public string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public ImmutableArray<string> Names(string folder)
    {
        try
        {
            string[] names = [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))];
            Array.Sort(names, StringComparer.Ordinal);
            return [.. names];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public string? ReadText(string path)
    {
        try
        {
            return RegularFile.ReadTextIfThere(path) is { Length: <= MaximumTextLength } text ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public FileStamp? Stamp(string path) => FileStamp.Of(path);
}
