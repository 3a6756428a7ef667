using System.Text;
using PythonEnv.Environments.Proving;
using PythonEnv.Host.Files;

namespace PythonEnv.Installing.Linking;

/// <summary>The files of one distribution as they are put into an environment, for its list of files. Not for several threads.</summary>
internal sealed class PlacedFiles
{
    private readonly List<ListedFile> _files = [];
    private string _below = "";
    private ReadOnlyMemory<byte> _relative;
    private string _folder = "";

    public IReadOnlyList<ListedFile> Files => _files;

    /// <summary>Its stamp is taken now.</summary>
    /// <param name="path">Absolute; something stands there.</param>
    public void Add(string path) => _files.Add(ListedFile.At(path, StampOf(path)));

    /// <summary>Those that another thread has placed.</summary>
    public void Add(PlacedFiles others) => _files.AddRange(others._files);

    /// <param name="below">An absolute folder.</param>
    /// <param name="target">The path below it, UTF-8, with <c>/</c>.</param>
    /// <param name="stamp">Null: it is taken now.</param>
    public void Add(string below, ReadOnlyMemory<byte> target, FileStamp? stamp)
    {
        int slash = target.Span.LastIndexOf((byte)'/');
        string folder = FolderAt(below, slash < 0 ? default : target[..slash]);
        ReadOnlyMemory<byte> name = target[(slash + 1)..];
        _files.Add(new ListedFile(folder, name, stamp ?? StampOf(Path.Combine(folder, Encoding.UTF8.GetString(name.Span)))));
    }

    // Files come folder by folder.
    private string FolderAt(string below, ReadOnlyMemory<byte> relative)
    {
        if (_below == below && relative.Span.SequenceEqual(_relative.Span))
            return _folder;
        _below = below;
        _relative = relative;
        return _folder = relative.IsEmpty
            ? below
            : Path.Combine(below, Encoding.UTF8.GetString(relative.Span).Replace('/', Path.DirectorySeparatorChar));
    }

    private static FileStamp StampOf(string path) =>
        FileStamp.OfEntry(path) ?? throw new FileNotFoundException($"`{path}` was put in place and is gone", path);
}
