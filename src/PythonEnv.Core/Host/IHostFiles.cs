using System.Collections.Immutable;
using PythonEnv.Host.Files;

namespace PythonEnv.Host;

/// <summary>As much of a file system as finding things in it takes. All paths are absolute; what can't be read is not there.</summary>
internal interface IHostFiles
{
    /// <summary>Whether a file is there, behind whatever links.</summary>
    bool FileExists(string path);

    /// <summary>Whether a folder is there, behind whatever links.</summary>
    bool FolderExists(string path);

    /// <summary>What a symbolic link says, relative or absolute, whether or not it leads anywhere; null if it is no link.</summary>
    string? LinkTarget(string path);

    /// <summary>The names in a folder, in ordinal order.</summary>
    ImmutableArray<string> Names(string folder);

    /// <summary>The text of a file of at most 1 MiB.</summary>
    string? ReadText(string path);

    /// <summary>What tells the file, behind whatever links, from another one at the same path.</summary>
    FileStamp? Stamp(string path);
}
