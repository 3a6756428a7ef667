using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PythonEnv.Declarations;
using PythonEnv.Environments;

namespace PythonEnv.Tasks;

/// <summary>What a restored environment tells the rest of the build, as items that survive a call between project instances.</summary>
internal static class RestoreResults
{
    public static IEnumerable<ITaskItem> Of(DeclaredValues environment, Receipt receipt, bool isPrimary)
    {
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(environment.Location);
        yield return Item(
            environment.Environment,
            ("Kind", "Environment"), ("IsPrimary", Text(isPrimary)), ("Root", layout.Root), ("Executable", layout.Executable),
            ("ScriptsDirectory", layout.ScriptsDirectory), ("SitePackages", layout.SitePackages), ("Fingerprint", receipt.Fingerprint));
        foreach (ReceiptPackage package in receipt.Packages)
        {
            yield return Item(
                package.Name,
                ("Kind", "Package"), ("Environment", environment.Environment), ("Version", package.Version), ("Sha256", package.Sha256),
                ("Source", package.Source), ("Direct", Text(package.IsDirect)), ("Location", package.IsSystem ? "System" : "Environment"),
                ("License", package.License));
        }
    }

    private static string Text(bool value) => value ? "true" : "false";

    // A path may hold `%41` or `;`: set literally, it comes out again as it went in.
    private static TaskItem Item(string name, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        var item = new TaskItem(name);
        ITaskItem2 literal = item;
        foreach ((string key, string value) in metadata)
            literal.SetMetadataValueLiteral(key, value);
        return item;
    }
}
