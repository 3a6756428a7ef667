using System.Collections;
using Microsoft.Build.Framework;
using PythonEnv.Declarations;

namespace PythonEnv.Tasks;

/// <summary>
/// What a project declares, as the item <c>_PythonEnvProject</c> of the package's targets hands it over: its metadata are the values.
/// </summary>
/// <param name="bundle">That item.</param>
/// <param name="items">The project's <c>PythonEnv</c> items.</param>
/// <param name="given">The names of the build's global properties.</param>
internal sealed class DeclaredProject(ITaskItem bundle, ITaskItem[] items, IReadOnlyCollection<string> given)
{
    private readonly string[] _files = [Entry(bundle), .. bundle.GetMetadata("Files").Split(';', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The file that a person writes: the project, or the program of a file-based app, whose project is written nowhere.</summary>
    public string File => _files[0];

    /// <summary>That file and those beside it which people write declarations into; all absolute, and not all there.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The project of the package by which <see cref="TerminalView"/> shows a line.</summary>
    public string LineProject => bundle.GetMetadata("LineProject");

    public bool IsDesignTimeBuild => bundle.GetMetadata("DesignTimeBuild").Equals("true", StringComparison.OrdinalIgnoreCase);

    public WarningPolicy Warnings =>
        new(bundle.GetMetadata("TreatWarningsAsErrors"), bundle.GetMetadata("WarningsNotAsErrors"), bundle.GetMetadata("NoWarn"));

    /// <summary>The environment that the properties declare.</summary>
    public DeclaredValues ByProperties =>
        new(DeclaredNames.DefaultEnvironment, File, bundle.GetMetadata) { Files = _files, Given = given };

    /// <summary>The environments that the items declare: what an item does not give itself is the property's.</summary>
    public DeclaredValues[] ByItems => Array.ConvertAll(items, Read);

    private DeclaredValues Read(ITaskItem item)
    {
        IDictionary metadata = item.CloneCustomMetadata();
        string[] names = new string[metadata.Count];
        metadata.Keys.CopyTo(names, 0);
        DeclaredValues values = ByProperties with { Environment = item.ItemSpec, Metadata = names };
        return values with { Values = name => values.IsMetadatum(name) ? item.GetMetadata(name) : bundle.GetMetadata(name) };
    }

    private static string Entry(ITaskItem bundle) =>
        bundle.GetMetadata("EntryPoint") is { Length: > 0 } program ? program : bundle.ItemSpec;
}
