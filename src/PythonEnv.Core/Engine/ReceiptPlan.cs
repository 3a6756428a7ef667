using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Planning;

namespace PythonEnv.Engine;

/// <summary>The plan that a finished environment was made from, read back from its receipt.</summary>
internal static class ReceiptPlan
{
    /// <param name="system">The system packages that it relies on, as they are now.</param>
    /// <returns>Null if the receipt does not say where everything came from.</returns>
    public static InstallPlan? Of(Receipt receipt, ImmutableArray<SystemDistribution> system)
    {
        var distributions = new List<PlannedDistribution>(receipt.Packages.Count);
        foreach (ReceiptPackage package in receipt.Packages)
        {
            if (package.IsSystem)
                continue;
            if (package.Sha256.Length == 0 || !Uri.TryCreate(package.Source, UriKind.Absolute, out Uri? source))
                return null;
            distributions.Add(new PlannedDistribution
            {
                Name = PackageName.Normalize(package.Name),
                Version = package.Version,
                DeclaredAt = package.DeclaredAt,
                IsDirect = package.IsDirect,
                Extras = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, package.Extras),
                DirectUrl = package.IsUrl ? source : null,
                File = new DistributionFile { FileName = package.FileName, Location = source, Hashes = [new FileHash("sha256", package.Sha256)] },
            });
        }
        return new InstallPlan([.. distributions]) { System = system };
    }
}
