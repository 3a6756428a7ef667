using System.Collections.Immutable;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Indexes;

/// <summary>The files of a folder or of a page. Each name is read once, however many projects are looked for.</summary>
internal sealed class ListedFiles
{
    private readonly ImmutableArray<IndexFile> _files;
    private readonly Dictionary<PackageName, List<int>> _named = [];
    private readonly List<int> _unnamed = [];

    public ListedFiles(ImmutableArray<IndexFile> files)
    {
        _files = files;
        for (int i = 0; i < files.Length; i++)
        {
            if (ArchiveFileName.ProjectOf(files[i].FileName) is not { } owner)
                _unnamed.Add(i);
            else if (_named.TryGetValue(owner, out List<int>? own))
                own.Add(i);
            else
                _named.Add(owner, [i]);
        }
    }

    public static ListedFiles None { get; } = new([]);

    /// <summary>
    /// Those that belong to the project by their names, in the order of the place; and those that begin with its name and can't be read, to
    /// be told.
    /// </summary>
    public IEnumerable<IndexFile> Of(PackageName project) => InOrder(project, file => IsMeant(file.FileName, project));

    /// <summary>The same with those whose names tell no project.</summary>
    public ImmutableArray<IndexFile> OfAPageOf(PackageName project) => [.. InOrder(project, static _ => true)];

    private IndexFile[] InOrder(PackageName project, Func<IndexFile, bool> takesUnnamed)
    {
        List<int> positions = _named.TryGetValue(project, out List<int>? own) ? [.. own] : [];
        foreach (int position in _unnamed)
        {
            if (takesUnnamed(_files[position]))
                positions.Add(position);
        }
        positions.Sort();
        var files = new IndexFile[positions.Count];
        for (int i = 0; i < files.Length; i++)
            files[i] = _files[positions[i]];
        return files;
    }

    private static bool IsMeant(string fileName, PackageName project) =>
        ArchiveFileName.VersionText(ArchiveFileName.Split(fileName).Stem, project) is not null;
}
