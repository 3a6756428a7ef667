using System.Collections;
using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Tasks;

/// <summary>
/// The project in which a task runs that is written without naming it: it is asked by running one of its targets, which works in every
/// host of tasks and knows two projects in one folder apart.
/// </summary>
internal sealed class CallingProject
{
    private const string Target = "_PythonEnvDescribe";

    private readonly List<DeclaredValues> _environments;
    private readonly ITaskItem[] _restored;

    private CallingProject(ITaskItem[] described)
    {
        ITaskItem[] items = Array.FindAll(described, item => item.GetMetadata("IsPythonEnv") == "true");
        _restored = Array.FindAll(described, item => item.GetMetadata("Root").Length > 0);
        Declared = new DeclaredProject(described[0], items, []);
        _environments = DeclaredEnvironments.Select(Declared.ByItems, Declared.ByProperties, []);
    }

    public DeclaredProject Declared { get; }

    public string Directory => Path.GetDirectoryName(Declared.File)!;

    /// <summary>Of the environments, the primary one first.</summary>
    public IReadOnlyList<string> Names => [.. _environments.Select(environment => environment.Environment)];

    public bool IsRestored => _restored.Length > 0;

    /// <returns>Null after an error that the build has logged.</returns>
    public static CallingProject? Ask(IBuildEngine engine)
    {
        var outputs = new Hashtable();
        return engine.BuildProjectFile(null, [Target], null, outputs) && outputs[Target] is ITaskItem[] { Length: > 0 } described
            ? new CallingProject(described)
            : null;
    }

    /// <summary>The receipt of a finished environment, or null if there is none of this name or at this place.</summary>
    /// <param name="environment">A name or a folder; empty for the primary one.</param>
    public Receipt? Find(string environment) => ReceiptFile.TryRead(LocationOf(environment), out Receipt? receipt) ? receipt : null;

    /// <summary>Where it was restored, else where it is declared, else the folder of that name.</summary>
    public string LocationOf(string environment)
    {
        ITaskItem? restored = Array.Find(
            _restored, item => environment.Length == 0 ? item.GetMetadata("IsPrimary") == "true" : item.ItemSpec == environment);
        DeclaredValues? declared = environment.Length == 0 ? _environments[0] : _environments.Find(each => each.Environment == environment);
        return restored?.GetMetadata("Root") ?? declared?.Location ?? Path.GetFullPath(environment, Directory);
    }
}
