using System.Collections.Immutable;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;

namespace PythonEnv.Engine;

/// <summary>The plan that a finished environment was made from, read back from its receipt.</summary>
internal static class ReceiptPlan
{
    /// <param name="system">The system packages that it relies on, as they are now.</param>
    /// <returns>Null if the receipt does not say where everything came from.</returns>
    public static InstallPlan? Of(Receipt receipt, ImmutableArray<SystemDistribution> system)
    {
        var pins = new List<PlannedPin>(receipt.Packages.Count);
        foreach (ReceiptPackage package in receipt.Packages)
        {
            if (package.IsSystem)
                continue;
            if (package.Sha256.Length == 0 || !Uri.TryCreate(package.Source, UriKind.Absolute, out Uri? source))
                return null;
            pins.Add(new PlannedPin(new Pin
            {
                Name = PackageName.Normalize(package.Name),
                Version = PythonVersion.TryParse(package.Version, out PythonVersion? version) ? version : null,
                Where = package.DeclaredAt,
                Display = $"{package.Name}=={package.Version}",
                Extras = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, package.Extras),
                DirectUrl = package.IsUrl ? source : null,
                File = new DistributionFile { FileName = package.FileName, Location = source, Hashes = [new FileHash("sha256", package.Sha256)] },
            })
            {
                IsDirect = package.IsDirect,
            });
        }
        return new InstallPlan([.. pins]) { System = system };
    }
}
