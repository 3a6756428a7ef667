using PythonEnv.Environments;
using PythonEnv.Host.Files;

namespace PythonEnv.Installing.Linking;

/// <summary>The files of one distribution as they are put into an environment, for its list of files. Not for several threads.</summary>
internal sealed class PlacedFiles
{
    private readonly List<ListedFile> _files = [];

    public IReadOnlyList<ListedFile> Files => _files;

    /// <param name="path">Absolute; something stands there.</param>
    /// <param name="stamp">Null: it is taken now.</param>
    public void Add(string path, FileStamp? stamp = null) =>
        _files.Add(new ListedFile(
            path, stamp ?? FileStamp.OfEntry(path) ?? throw new FileNotFoundException($"`{path}` was put in place and is gone", path)));
}
