using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;

namespace PythonEnv.Tasks;

/// <summary>
/// Refuses a declaration that depends on the target framework: the environments are restored once for all of them, by the project without
/// any.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class ComparePythonDeclarations : Microsoft.Build.Utilities.Task
{
    /// <summary>The target framework that is built.</summary>
    [Required]
    public string Framework { get; set; } = "";

    /// <summary>The platform that is built for; empty if none is declared. The project as a whole has none.</summary>
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>What the project declares for it: an item with the values of the properties, and the <c>PythonEnv</c> items.</summary>
    [Required]
    public ITaskItem[] Mine { get; set; } = [];

    /// <summary>The same of the project without a target framework; empty where the package is off there.</summary>
    public ITaskItem[] Shared { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        ITaskItem properties = Array.Find(Mine, item => !IsItem(item))!;
        if (!Array.Exists(Shared, item => !IsItem(item)))
            Refuse(properties.ItemSpec, "PythonEnvEnabled", "true", "false");
        else
        {
            Compare(properties, properties, Array.Find(Shared, item => !IsItem(item))!);
            foreach (ITaskItem mine in Array.FindAll(Mine, IsItem))
                Compare(properties, mine, Array.Find(Shared, item => IsItem(item) && item.ItemSpec == mine.ItemSpec));
            foreach (ITaskItem shared in Array.FindAll(
                Shared, item => IsItem(item) && !Array.Exists(Mine, mine => IsItem(mine) && mine.ItemSpec == item.ItemSpec)))
                Compare(properties, null, shared);
        }
        return !Log.HasLoggedErrors;
    }

    private void Compare(ITaskItem project, ITaskItem? mine, ITaskItem? shared)
    {
        if (mine is null || shared is null)
        {
            Refuse(
                project.ItemSpec, $"the item `{(mine ?? shared)!.ItemSpec}`", mine is null ? "absent" : "there",
                shared is null ? "absent" : "there");
            return;
        }
        foreach (string name in DeclaredNames.All)
        {
            if (mine.GetMetadata(name).Trim() != shared.GetMetadata(name).Trim())
                Refuse(
                    project.ItemSpec, IsItem(mine) ? $"{name} of {mine.ItemSpec}" : DeclaredNames.Prefix + name, mine.GetMetadata(name),
                    shared.GetMetadata(name));
        }
    }

    private void Refuse(string project, string name, string mine, string shared)
    {
        bool hasPlatform = RuntimeIdentifier.Length > 0;
        new BuildLog(Log, project, new WarningPolicy("")).Report(DiagnosticCatalog.DeclarationUnreadable.At(
            new SourceSpan(project), $"`{name}` depends on the target framework{(hasPlatform ? " or the runtime identifier" : "")}",
            $"it is {Value(mine)} for {Framework}{(hasPlatform ? $" on {RuntimeIdentifier}" : "")} and {Value(shared)} "
                + "for the project as a whole, whose environments are restored once for all frameworks",
            $"Declare it without a condition on `TargetFramework`{(hasPlatform ? " or `RuntimeIdentifier`" : "")}"));
    }

    private static string Value(string declared) => declared.Length == 0 ? "not set" : $"`{Redaction.OfUrls(declared)}`";

    private static bool IsItem(ITaskItem item) => item.GetMetadata("IsPythonEnv") == "true";
}
