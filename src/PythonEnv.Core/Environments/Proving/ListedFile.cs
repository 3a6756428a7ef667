using System.Text;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

/// <summary>
/// A file of an environment with the stamp it was placed with. A class: the framework's collections of it are compiled in advance. Its path
/// is made only for who asks: an environment has tens of thousands of them.
/// </summary>
/// <param name="folder">Absolute.</param>
/// <param name="name">UTF-8.</param>
/// <param name="stamp">Null: it is gone.</param>
internal sealed class ListedFile(string folder, ReadOnlyMemory<byte> name, FileStamp? stamp)
{
    /// <summary>Absolute.</summary>
    public string Folder { get; } = folder;

    /// <summary>UTF-8.</summary>
    public ReadOnlySpan<byte> Name => name.Span;

    public FileStamp? Stamp { get; } = stamp;

    /// <summary>Absolute.</summary>
    public string Path => System.IO.Path.Combine(Folder, Encoding.UTF8.GetString(Name));

    /// <param name="path">Absolute.</param>
    public static ListedFile At(string path, FileStamp? stamp) =>
        new(System.IO.Path.GetDirectoryName(path)!, Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)), stamp);
}
