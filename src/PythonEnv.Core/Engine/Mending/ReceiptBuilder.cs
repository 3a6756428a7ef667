using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Installing;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Planning;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// Writes down what a finished environment was made from and what its files are: the list of files first, the receipt last.
/// </summary>
internal sealed class ReceiptBuilder(RestoreContext context, ReceiptInterpreter interpreter, InstallPlan plan)
{
    /// <param name="layout">The environment as it stands, which may yet be moved to its location.</param>
    /// <param name="installed">What was installed just now.</param>
    /// <param name="assessed">Knows what was not; null for a new environment.</param>
    /// <param name="gone">Absolute paths of files that were taken away just now.</param>
    public Receipt Write(
        EnvironmentLayout layout, ImmutableArray<InstalledPin> installed, EnvironmentAssessment? assessed,
        IReadOnlyCollection<string> gone)
    {
        Declarer[] others = assessed is { Mend: MendKind.None, Receipt: { } same } ? [.. same.Declarers.Where(IsOther)] : [];
        if (others.Length > 0)
            context.Watched.Include(assessed!.Receipt!);
        string files = assessed is { Mend: MendKind.None, Files.IsAsListed: true, Receipt: { } listed }
            ? listed.FileList
            : ListFiles(layout, installed, assessed, gone).WriteTo(layout.Root);
        Receipt receipt = Build(layout, installed, assessed?.Receipt, files) with { Declarers = [.. others, Declarer()] };
        ReceiptFile.Write(receipt, layout.Root);
        return receipt;
    }

    // What was put into a new environment is known.
    private static FileList ListFiles(
        EnvironmentLayout layout, ImmutableArray<InstalledPin> installed, EnvironmentAssessment? assessed,
        IReadOnlyCollection<string> gone) => assessed is null && installed.All(pin => pin.Placed is not null)
            ? FileList.OfPlaced(layout, installed.Select(pin => pin.Placed!))
            : FileList.Of(layout, assessed?.Files, gone, installed.Select(pin => pin.DistInfo).ToHashSet(StringComparer.Ordinal));

    // What other projects have found good stays so as long as nothing was changed.
    private bool IsOther(Declarer declarer) =>
        declarer.Project != context.Declaration.ProjectFile
        && declarer.Declaration != context.Declaration.Digest
        && File.Exists(declarer.Project);

    private Declarer Declarer() =>
        new(context.Declaration.ProjectFile, context.Declaration.Digest, Digest.OfFile(context.Declaration.ProjectFile) ?? "");

    private Receipt Build(EnvironmentLayout layout, ImmutableArray<InstalledPin> installed, Receipt? previous, string files)
    {
        bool isCompiled = context.Declaration.Compile && previous?.IsCompiled != false;
        Dictionary<PackageName, InstalledPin> fresh = installed.ToDictionary(wheel => wheel.Planned.Name);
        Dictionary<string, ReceiptPackage> known = previous?.Packages.Where(p => !p.IsSystem)
            .ToDictionary(p => p.Name, StringComparer.Ordinal)
            ?? [];
        var packages = new ReceiptPackage[plan.Pins.Length];
        ParallelWork.For(packages.Length, i => packages[i] = DescribeAt(i), CancellationToken.None);
        return new Receipt
        {
            Engine = EngineVersion.Current,
            Declaration = context.Declaration.Digest,
            Location = context.Declaration.Location,
            Verified = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            Interpreter = interpreter with { Content = ContentOf(previous) },
            FileList = files,
            Configuration = Digest.OfFile(layout.ConfigurationFile) ?? "",
            IsCompiled = isCompiled,
            MayBeLinked = previous?.MayBeLinked == true || (!installed.IsEmpty && context.Declaration.MayLink),
            Files = context.Watched.Files,
            Variables = context.Watched.Variables,
            Warnings = [.. context.Warnings],
            Vulnerabilities = context.Vulnerabilities,
            Packages = [.. packages, .. plan.System.Select(Describe)],
        };

        ReceiptPackage DescribeAt(int i) => fresh.TryGetValue(plan.Pins[i].Name, out InstalledPin? wheel)
            ? Describe(wheel, layout, known.GetValueOrDefault(plan.Pins[i].Name.Value))
            : known[plan.Pins[i].Name.Value] with
            {
                IsDirect = plan.Pins[i].IsDirect,
                DeclaredAt = plan.Pins[i].Pin.Where,
                Extras = [.. plan.Pins[i].Pin.Extras]
            };
    }

    private string ContentOf(Receipt? previous) =>
        previous is { Interpreter: { Content.Length: > 0 } before } && before.Stamp == interpreter.Stamp
            ? before.Content
            : interpreter.ReadContent();

    private ReceiptPackage Describe(SystemDistribution system) => new()
    {
        Name = system.Name.Value,
        Version = system.Version.ToString(),
        MetadataDirectory = system.MetadataFile,
        RecordSha256 = Digest.OfFile(system.MetadataFile) ?? "",
        DeclaredAt = context.Declaration.SystemPackagesDeclaredAt,
        License = FirstLine(system.Metadata.License),
        IsSystem = true,
    };

    private static ReceiptPackage Describe(InstalledPin wheel, EnvironmentLayout layout, ReceiptPackage? before)
    {
        PlannedPin planned = wheel.Planned;
        // Of the file that was declared: what was built from it has another one each time.
        string sha256 = (planned.File.IsWheel ? wheel.Sha256 : null) ?? planned.File.Sha256 ?? "";
        string directory = Path.Combine(layout.SitePackages, wheel.DistInfo);
        return new ReceiptPackage
        {
            Name = planned.Name.Value,
            Version = planned.Version.Length > 0 ? planned.Version : wheel.Version,
            MetadataDirectory = wheel.DistInfo,
            Sha256 = sha256,
            Digests = [.. ProvedOf(planned.File, before?.Sha256 == sha256 ? before.Digests : [])],
            // One that is declared was held against the file.
            Size = planned.File.Size ?? (planned.File.IsWheel ? wheel.WheelSize : 0),
            Source = IndexUrl.Keep(planned.File.Location),
            FileName = planned.File.FileName,
            DeclaredAt = planned.Pin.Where,
            IsUrl = planned.Pin.DirectUrl is not null,
            RecordSha256 = Digest.OfFile(Path.Combine(directory, "RECORD")) ?? "",
            License = FirstLine(InstalledDistribution.ReadMetadata(directory)?.License),
            Extras = [.. planned.Pin.Extras],
            YieldsTo = [.. wheel.YieldsTo.Select(name => name.Value)],
            IsDirect = planned.IsDirect,
        };
    }

    private static IEnumerable<string> ProvedOf(DistributionFile file, ImmutableArray<string> before) =>
        file.IndexHashes
            .Where(hash => hash.Algorithm != "sha256" && DigestCheck.CanCompute(hash))
            .Select(hash => hash.ToString())
            .Append(file.Hashes.Any(hash => hash.Algorithm == "sha256") ? "" : string.Join('|', file.Hashes.Where(DigestCheck.CanCompute)))
            .Where(digests => digests.Length > 0)
            .Select(digests => digests.ToLowerInvariant())
            .Concat(before)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    // The free text of `License` may be the whole licence; its first line names it. It may be a URL as well.
    private static string FirstLine(string? license)
    {
        int end = license?.IndexOf('\n', StringComparison.Ordinal) ?? -1;
        return Redaction.OfUrls((end < 0 ? license : license![..end])?.Trim() ?? "");
    }
}
