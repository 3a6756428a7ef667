using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Distributions;
using PythonEnv.Environments;
using PythonEnv.Files;
using PythonEnv.Installing;
using PythonEnv.Planning;
using PythonEnv.Versions;

namespace PythonEnv.Restoring;

/// <summary>Writes down what a finished environment was made from.</summary>
public sealed class ReceiptBuilder(RestoreContext context, ReceiptInterpreter interpreter, InstallPlan plan)
{
    /// <param name="layout">The environment as it stands, which may yet be moved to its location.</param>
    /// <param name="installed">What was installed just now.</param>
    /// <param name="previous">Knows what was not.</param>
    public Receipt Build(EnvironmentLayout layout, ImmutableArray<InstalledWheel> installed, Receipt? previous)
    {
        Dictionary<PackageName, InstalledWheel> fresh = installed.ToDictionary(wheel => wheel.Name);
        Dictionary<string, ReceiptPackage> known = previous?.Packages.Where(p => !p.IsSystem).ToDictionary(p => p.Name, StringComparer.Ordinal) ?? [];
        return new Receipt
        {
            Engine = EngineVersion.Current,
            Declaration = context.Declaration.Digest,
            Location = context.Declaration.Location,
            Verified = DateTime.UtcNow,
            Interpreter = interpreter,
            Configuration = Digest.OfFile(layout.ConfigurationFile) ?? "",
            Files = context.Watched.Files,
            Variables = context.Watched.Variables,
            Warnings = [.. context.Warnings],
            Packages = [.. plan.Distributions.Select(planned => fresh.TryGetValue(planned.Name, out InstalledWheel? wheel)
                ? Describe(planned, wheel, layout)
                : known[planned.Name.Value] with { IsDirect = planned.IsDirect, DeclaredAt = planned.DeclaredAt })],
        };
    }

    private static ReceiptPackage Describe(PlannedDistribution planned, InstalledWheel wheel, EnvironmentLayout layout)
    {
        string directory = Path.Combine(layout.SitePackages, wheel.DistInfo);
        return new ReceiptPackage
        {
            Name = planned.Name.Value,
            Version = planned.Version,
            MetadataDirectory = wheel.DistInfo,
            Sha256 = wheel.Sha256 ?? planned.File.Sha256 ?? "",
            Source = Redaction.OfUrls(planned.File.Location.AbsoluteUri),
            FileName = planned.File.FileName,
            DeclaredAt = planned.DeclaredAt,
            IsUrl = planned.DirectUrl is not null,
            RecordSha256 = Digest.OfFile(Path.Combine(directory, "RECORD")) ?? "",
            License = LicenseOf(directory),
            IsDirect = planned.IsDirect,
        };
    }

    // The free text of `License` may be the whole licence; its first line names it.
    private static string LicenseOf(string metadataDirectory)
    {
        string license = CoreMetadata.ParseHeaders(File.ReadAllBytes(Path.Combine(metadataDirectory, "METADATA"))).License ?? "";
        int end = license.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? license : license[..end]).Trim();
    }
}
