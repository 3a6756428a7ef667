using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Tasks;

/// <summary>What a restored environment tells the rest of the build, as items that survive a call between project instances.</summary>
internal static class RestoreResults
{
    /// <summary>
    /// Adds an item for the environment, with <c>Root</c>, and one for each of its packages, with <c>Version</c>; all have
    /// <c>Environment</c>. The first environment is the primary one.
    /// </summary>
    public static void Add(DeclaredValues environment, Receipt receipt, List<ITaskItem> results)
    {
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(environment.Location);
        results.Add(new TaskItem(environment.Environment)
            .With("Environment", environment.Environment).With("IsPrimary", Text(results.Count == 0)).With("Root", layout.Root)
            .With("Executable", layout.Executable)
            .With("ScriptsDirectory", layout.ScriptsDirectory)
            .With("SitePackages", layout.SitePackages)
            .With("PythonVersion", receipt.Interpreter.Version).With("Fingerprint", receipt.Fingerprint));
        foreach (ReceiptPackage package in receipt.Packages)
        {
            results.Add(new TaskItem(package.Name)
                .With("Environment", environment.Environment).With("Version", package.Version).With("Sha256", package.Sha256)
                .With("Source", package.Source)
                .With("Direct", Text(package.IsDirect))
                .With("Location", package.IsSystem ? "System" : "Environment")
                .With("License", package.License));
        }
    }

    private static string Text(bool value) => value ? "true" : "false";

    // A path may hold `%41` or `;`: set literally, it comes out again as it went in.
    private static TaskItem With(this TaskItem item, string name, string value)
    {
        ((ITaskItem2)item).SetMetadataValueLiteral(name, value);
        return item;
    }
}
