using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Indexes;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Engine.Mending;

/// <summary>Holds the environment at a location against what is declared and planned. Writes nothing.</summary>
/// <param name="interpreter">The base interpreter that was chosen.</param>
/// <param name="pins">What has to be installed, one a name.</param>
internal sealed class EnvironmentAssessor(EnvironmentDeclaration declaration, ReceiptInterpreter interpreter, ImmutableArray<Pin> pins)
{
    private const string Remedy = "Build with `PythonEnvMode=Restore` to mend it";

    private readonly EnvironmentLayout _layout = interpreter.LayoutAt(declaration.Location);
    private readonly List<Diagnostic> _findings = [];
    private bool _hasEdits;

    /// <summary>Is told of a whole verification how many files were held against their RECORDs, and of how many; from any thread.</summary>
    public Action<int, int> OnVerified { get; init; } = static (_, _) => { };

    /// <summary>Whether the environment is locked by who asks.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Whether there is no finished environment, or not one that was made where it stands.</summary>
    /// <param name="receipt">Its receipt, if there is one.</param>
    /// <param name="isLocked">By who asks: nobody else works on it.</param>
    /// <returns>PYENV5005 or 5008; null for a finished environment, which has a receipt.</returns>
    public static Diagnostic? FindUnfinished(EnvironmentDeclaration declaration, Receipt? receipt, bool isLocked = false)
    {
        string location = declaration.Location;
        if (LocationGuard.Inspect(location) == LocationState.Free)
        {
            return Finding(declaration, DiagnosticCatalog.EnvironmentIncomplete, "there is no environment",
                $"one was declared at `{location}`: "
                    + WhyUnfinished(location, isLocked, "it was never made, or its creation was interrupted"));
        }
        if (receipt is null)
        {
            return Finding(declaration, DiagnosticCatalog.EnvironmentIncomplete, "the environment is incomplete",
                $"`{location}` has no receipt: {WhyUnfinished(location, isLocked, "its creation or its last change was interrupted")}");
        }
        return !WasMoved(receipt, location) ? null : Finding(
            declaration, DiagnosticCatalog.EnvironmentMoved, "the environment was moved or copied from elsewhere",
            $"it stands at `{location}` and was made at `{receipt.Location}` ({Since(receipt)})");
    }

    /// <summary>Whether the interpreter that an environment stands on can still be started.</summary>
    /// <returns>The finding if it can't.</returns>
    public static Diagnostic? FindInterpreterGone(EnvironmentDeclaration declaration, Receipt receipt)
    {
        ReceiptInterpreter old = receipt.Interpreter;
        string executable = old.LayoutAt(declaration.Location).Executable;
        // Unlike File.Exists, a stamp looks behind links.
        if (FileStamp.Of(old.Executable) is null)
        {
            return Finding(declaration, DiagnosticCatalog.InterpreterGone, "the environment's interpreter is gone",
                $"it stands on `{old.Executable}` ({old.Version}), which is no longer there ({Since(receipt)})");
        }
        return FileStamp.Of(executable) is not null ? null : Finding(
            declaration, DiagnosticCatalog.InterpreterGone, "the environment's link to its interpreter is gone or leads nowhere",
            $"`{executable}` ({Since(receipt)})");
    }

    /// <summary>The assessment of an environment in which something can't be read: it is made anew.</summary>
    public static EnvironmentAssessment Unreadable(EnvironmentDeclaration declaration, ImmutableArray<Pin> pins, Exception why) => new()
    {
        Findings = [Finding(declaration, DiagnosticCatalog.FilesDiffer, "the environment can't be read", why.Message.TrimEnd('.'))],
        Mend = MendKind.Rebuild,
        Install = [.. pins.Select(pin => pin.Name)],
    };

    /// <param name="receipt">Of what stands there, if there is one.</param>
    /// <param name="full">Also hold every installed file against its RECORD.</param>
    public EnvironmentAssessment Assess(Receipt? receipt, bool full, CancellationToken cancellation)
    {
        Diagnostic? finding = FindUnfinished(declaration, receipt, IsLocked);
        if (finding is not null)
            _findings.Add(finding);
        MendKind mend = finding is null ? AssessInterpreter(receipt!) : MendKind.Rebuild;
        if (mend != MendKind.Rebuild && receipt!.MayBeLinked && declaration.LinkMode is LinkMode.Copy or LinkMode.Clone)
        {
            mend = MendKind.Rebuild;
            Find(DiagnosticCatalog.FilesDiffer, "the environment's files may be hard links, and files of its own are declared",
                $"it was made with links to the cache ({Since(receipt)}), "
                    + $"and `PythonEnvLinkMode` is declared `{(declaration.LinkMode is LinkMode.Copy ? "copy" : "clone")}`");
        }
        EnvironmentAssessment assessment = mend == MendKind.Rebuild
            ? AssessWhatGoes(receipt, cancellation)
            : AssessPackages(receipt!, mend, full || mend == MendKind.Relink, cancellation);
        if (assessment.IsOwnDamaged && mend == MendKind.None)
            mend = MendKind.Relink;
        if (assessment.Receipt is not null && mend != MendKind.Rebuild)
            mend = KindOf(assessment, mend);
        return mend != MendKind.Rebuild
            ? assessment with { Mend = mend }
            : assessment with { Mend = mend, Install = [.. pins.Select(distribution => distribution.Name)], Remove = [], Delete = [] };
    }

    // What somebody has put among the distributions goes with them, and is told as where they are changed one by one.
    private EnvironmentAssessment AssessWhatGoes(Receipt? receipt, CancellationToken cancellation)
    {
        ImmutableArray<string> strays = [];
        if (receipt is not null && LocationGuard.IsOurs(declaration.Location))
        {
            EnvironmentLayout old = receipt.Interpreter.LayoutAt(declaration.Location);
            List<InstalledDistribution> installed = InstalledDistribution.List(old.SitePackages);
            var recorded = receipt.Packages.Select(package => package.MetadataDirectory).ToHashSet(StringComparer.Ordinal);
            var names = pins.Select(wanted => wanted.Name).ToHashSet();
            _findings.AddRange(installed
                .Where(extra => !names.Contains(extra.Name) && !recorded.Contains(Path.GetFileName(extra.MetadataDirectory)))
                .Select(extra => FindExtra(extra, isRecorded: false, receipt)));
            strays = new FileVerifier(old).FindUnowned(installed, cancellation);
            FindStrays(strays, receipt);
        }
        return new() { Findings = [.. _findings], Receipt = receipt, Strays = strays.Length };
    }

    // Without a RECORD it is not known which files a distribution brought. Byte-code is made as files are put in place.
    private MendKind KindOf(EnvironmentAssessment assessment, MendKind least)
    {
        if (assessment.Remove.Any(distribution => !RegularFile.Exists(Path.Combine(distribution.MetadataDirectory, "RECORD")))
            || (declaration.Compile && !assessment.Receipt!.IsCompiled))
            return MendKind.Rebuild;
        bool isSame = assessment.Remove.IsEmpty && assessment.Install.IsEmpty && assessment.Delete.IsEmpty;
        return least == MendKind.None && !isSame ? MendKind.Change : least;
    }

    private static string WhyUnfinished(string location, bool isLocked, string otherwise)
    {
        var workspace = new EnvironmentWorkspace(location);
        return !isLocked && EnvironmentLock.IsHeld(workspace) ? $"{EnvironmentLock.DescribeHolder(workspace)} works on it now" : otherwise;
    }

    // The same folder may be reached by two paths; a copy is another folder.
    private static bool WasMoved(Receipt receipt, string location) =>
        receipt.Location != location && FileStamp.Of(Receipt.PathIn(receipt.Location)) != FileStamp.Of(Receipt.PathIn(location));

    private MendKind AssessInterpreter(Receipt receipt)
    {
        ReceiptInterpreter old = receipt.Interpreter;
        MendKind mend = interpreter.IsCompatibleWith(old) ? MendKind.Relink : MendKind.Rebuild;
        if (FindInterpreterGone(declaration, receipt) is { } gone)
            _findings.Add(gone);
        else if (old.Executable != interpreter.Executable)
        {
            Find(DiagnosticCatalog.InterpreterChanged, "the environment stands on another interpreter than the declared one",
                $"declared and found: {interpreter.Version} at `{interpreter.Executable}`; "
                    + $"it stands on {old.Version} at `{old.Executable}`");
        }
        else if (old.Stamp != interpreter.Stamp && !IsSameContent(old))
        {
            Find(DiagnosticCatalog.InterpreterChanged, "the environment's interpreter changed under it",
                $"`{old.Executable}` was {old.Version} ({Since(receipt)}) and is {interpreter.Version} now");
        }
        else if (IsRetargeted(_layout.Executable, old.Executable) || Digest.OfFile(_layout.ConfigurationFile) != receipt.Configuration)
        {
            Find(DiagnosticCatalog.FilesDiffer, "the environment's link to its interpreter or its `pyvenv.cfg` was edited",
                $"`{_layout.Executable}`, `{_layout.ConfigurationFile}` ({Since(receipt)})");
        }
        else if (PyVenvConfig.Parse(
            RegularFile.ReadAllText(_layout.ConfigurationFile)).IncludesSystemSitePackages != declaration.SystemSitePackages)
        {
            Find(DiagnosticCatalog.PackagesDiffer, "the environment does not see the packages that it is declared to see",
                $"`PythonEnvSystemSitePackages` is declared `{(declaration.SystemSitePackages ? "true" : "false")}`, "
                    + $"`{_layout.ConfigurationFile}` says otherwise");
        }
        else
            mend = MendKind.None;
        return mend;
    }

    // A copy of a machine has other times and inodes, and the same interpreter.
    private bool IsSameContent(ReceiptInterpreter old) =>
        old.Version == interpreter.Version && old.Content.Length > 0 && old.Content == interpreter.ReadContent();

    private bool IsRetargeted(string executable, string target) => !_layout.IsWindows && new FileInfo(executable).LinkTarget != target;

    private EnvironmentAssessment AssessPackages(Receipt receipt, MendKind mend, bool full, CancellationToken cancellation)
    {
        List<InstalledDistribution> installed = InstalledDistribution.List(_layout.SitePackages);
        ILookup<PackageName, InstalledDistribution> byName = installed.ToLookup(distribution => distribution.Name);
        Dictionary<string, ReceiptPackage> recorded = receipt.Packages
            .Where(p => !p.IsSystem)
            .ToDictionary(p => p.MetadataDirectory, StringComparer.Ordinal);
        var remove = new HashSet<InstalledDistribution>();
        var install = new SortedSet<PackageName>();

        foreach (Pin wanted in pins)
        {
            InstalledDistribution[] present = [.. byName[wanted.Name]];
            string? difference = present switch
            {
                [] => "it is not installed",
                [InstalledDistribution only] => DifferenceOf(wanted, only, recorded),
                _ => string.Create(CultureInfo.InvariantCulture, $"it is installed {present.Length} times"),
            };
            if (difference is null)
                continue;
            Find(DiagnosticCatalog.PackagesDiffer, wanted.Where, $"`{wanted.Name}` is not in the environment as it was pinned",
                $"pinned {VersionOf(wanted)}; {difference} ({Since(receipt)})");
            remove.UnionWith(present);
            install.Add(wanted.Name);
        }

        var names = pins.Select(wanted => wanted.Name).ToHashSet();
        foreach (InstalledDistribution extra in installed.Where(distribution => !names.Contains(distribution.Name)))
        {
            _findings.Add(FindExtra(extra, recorded.ContainsKey(Path.GetFileName(extra.MetadataDirectory)), receipt));
            remove.Add(extra);
        }

        // Metadata that went away alone has left files behind.
        bool areFilesLeft = recorded.Values.Any(package => !byName.Contains(PackageName.Normalize(package.Name)));
        ProvedList? listed = FileList.Load(_layout.Root, receipt.FileList) is { } list ? new ProvedList(_layout, list) : null;
        FileProof? proof = listed?.Proof;
        // Behind a link in the place of a folder everything may look as it was.
        bool isEverything = full || areFilesLeft || proof is null
            || proof.Folders.Any(folder => new DirectoryInfo(folder).LinkTarget is not null);
        ImmutableArray<string> delete = isEverything || proof is { Files.Count: > 0 } or { Folders.Count: > 0 }
            ? AssessFiles(receipt, recorded, installed, proof, isEverything, remove, install, cancellation)
            : [];
        // Who left a file to a distribution that goes or changes has to be asked again who owns it.
        foreach (ReceiptPackage package in recorded.Values.Where(
            package => package.YieldsTo.Any(owner => IsTouched(PackageName.Normalize(owner)))))
        {
            remove.UnionWith(byName[PackageName.Normalize(package.Name)]);
            if (names.Contains(PackageName.Normalize(package.Name)))
                install.Add(PackageName.Normalize(package.Name));
        }
        bool isOwnDamaged = proof is null || FindOwnDamage(proof, receipt);
        return new()
        {
            Findings = [.. _findings],
            Receipt = receipt,
            Delete = delete,
            Strays = delete.Length,
            Install = [.. install],
            HasEdits = _hasEdits,
            Files = listed,
            IsOwnDamaged = isOwnDamaged,
            Remove = [.. remove.OrderBy(distribution => distribution.MetadataDirectory, StringComparer.Ordinal)],
        };

        bool IsTouched(PackageName name) => install.Contains(name) || !names.Contains(name);
    }

    // Who put something in by hand is told how to keep it; what was once pinned goes because its pin went.
    private Diagnostic FindExtra(InstalledDistribution extra, bool isRecorded, Receipt receipt)
    {
        Diagnostic finding = Finding(
            declaration, DiagnosticCatalog.PackagesDiffer,
            $"`{extra.Name}` {extra.Version} is in the environment and not in its declaration",
            $"found `{extra.MetadataDirectory}` ({Since(receipt)})");
        return isRecorded ? finding : finding with
        {
            WhenMended = finding with
            {
                Severity = Severity.Message,
                Problem = $"`{extra.Name}` {extra.Version} was removed from `{declaration.Location}`",
                Evidence = "it was installed by hand, and nothing declared pins it",
                Remedy = $"Pin `{extra.Name}=={extra.Version}` to keep it",
            },
        };
    }

    private bool FindOwnDamage(FileProof proof, Receipt receipt)
    {
        // The link that the others point to was looked at before.
        ImmutableArray<string> damaged =
        [
            .. proof.Files.Where(file => IsOwn(file)
                && (proof.Barred.Contains(file) || !OwnFiles.IsAsMade(_layout, file, receipt.Interpreter.Executable)))
                .Order(StringComparer.Ordinal)
        ];
        if (!damaged.IsEmpty)
            Find(DiagnosticCatalog.FilesDiffer, "files of the environment itself are missing or edited",
                $"{ListOf(damaged)} ({Since(receipt)})");
        return !damaged.IsEmpty;

        bool IsOwn(string file) => file != _layout.Executable && OwnFiles.IsSkeleton(_layout, file);
    }

    private static string? DifferenceOf(Pin wanted, InstalledDistribution present, Dictionary<string, ReceiptPackage> recorded) =>
        recorded.TryGetValue(Path.GetFileName(present.MetadataDirectory), out ReceiptPackage? package) ? DifferenceOf(wanted, package)
            : wanted.Version is { } version && PythonVersion.TryParse(present.Version, out PythonVersion? other) && version == other
                ? "something other than this package installed it"
                : $"{present.Version} is installed";

    private static string? DifferenceOf(Pin wanted, ReceiptPackage package)
    {
        // A version that PEP 440 does not know was taken from METADATA of what was declared by URL.
        bool isKnown = PythonVersion.TryParse(package.Version, out PythonVersion? installed);
        if (isKnown && !(wanted.Version is { } exact ? installed == exact : wanted.Specifiers.Contains(installed!, prereleases: true)))
            return $"{package.Version} is installed";
        string[] accepted = [.. wanted.AcceptedHashes.Where(hash => hash.Algorithm == "sha256").Select(hash => hash.Digest)];
        if (package.Sha256.Length > 0 && accepted.Length > 0 && !accepted.Contains(package.Sha256, StringComparer.OrdinalIgnoreCase))
            return $"it was installed from another file, with the hash sha256:{package.Sha256}";
        if (!IsProved(wanted, package))
            return "it was not held against all digests that are declared";
        return wanted.Source is { } source && source != package.Source ? $"it was installed from `{package.Source}`" : null;
    }

    private static bool IsProved(Pin wanted, ReceiptPackage package)
    {
        FileHash[][] known =
        [
            [new FileHash("sha256", package.Sha256)],
            .. package.Digests.Select(group => group.Split('|').Select(FileHash.Of).ToArray())
        ];
        ImmutableArray<FileHash> anyOf = [.. (wanted.File is { Hashes.IsEmpty: false } file ? file.Hashes : wanted.Hashes)];
        return package.Sha256.Length == 0
            || DigestCheck.Suffices([.. anyOf.Where(DigestCheck.CanCompute)], wanted.File?.IndexHashes ?? [], known);
    }

    private static string VersionOf(Pin pin) => pin.Version?.ToString() ?? pin.Specifiers.ExactPin ?? pin.Source ?? "";

    private ImmutableArray<string> AssessFiles(
        Receipt receipt, Dictionary<string, ReceiptPackage> recorded, List<InstalledDistribution> installed,
        FileProof? proof, bool isEverything, HashSet<InstalledDistribution> remove, SortedSet<PackageName> install,
        CancellationToken cancellation)
    {
        FileVerification verification = new FileVerifier(_layout) { OnVerified = OnVerified, Barred = proof?.Barred ?? [] }.Verify(
            installed,
            directory => recorded.TryGetValue(directory, out ReceiptPackage? package) && package.RecordSha256.Length > 0
                ? package.RecordSha256
                : null,
            isEverything ? null : proof,
            cancellation);
        // What has to go for another reason need not be whole.
        foreach (DistributionFiles damaged in verification.Damaged.Where(damaged => !remove.Contains(damaged.Distribution)))
        {
            InstalledDistribution distribution = damaged.Distribution;
            SourceSpan where = pins.First(wanted => wanted.Name == distribution.Name).Where;
            Find(DiagnosticCatalog.FilesDiffer, where, $"files of `{distribution.Name}` {distribution.Version} are missing or edited",
                $"{Describe(damaged)} ({Since(receipt)})");
            remove.Add(distribution);
            install.Add(distribution.Name);
            _hasEdits |= damaged is not { Unreadable: null, Edited.IsEmpty: true, Barred.IsEmpty: true };
        }
        FindStrays(verification.Unowned, receipt);
        return verification.Unowned;
    }

    private void FindStrays(ImmutableArray<string> strays, Receipt receipt)
    {
        if (strays.IsEmpty)
            return;
        Diagnostic finding = Finding(
            declaration, DiagnosticCatalog.FilesDiffer, "the environment holds files that belong to no distribution",
            $"found {ListOf(strays)} ({Since(receipt)})");
        _findings.Add(finding with
        {
            WhenMended = finding with
            {
                Severity = Severity.Message,
                Problem = "files that belong to no distribution were removed from the environment",
                Remedy = "Keep files of your own outside of its site-packages and commands",
            },
        });
    }

    private static string Describe(DistributionFiles damaged)
    {
        var parts = new List<string>(4);
        if (damaged.Unreadable is { } unreadable)
            parts.Add(unreadable);
        if (!damaged.Missing.IsEmpty)
            parts.Add($"missing {ListOf(damaged.Missing)}");
        if (!damaged.Edited.IsEmpty)
            parts.Add($"edited {ListOf(damaged.Edited)}");
        if (!damaged.Barred.IsEmpty)
            parts.Add($"no longer readable or executable {ListOf(damaged.Barred)}");
        return string.Join("; ", parts);
    }

    private static string ListOf(ImmutableArray<string> paths)
    {
        const int Shown = 5;
        string list = string.Join(", ", paths.Take(Shown).Select(path => $"`{path}`"));
        return paths.Length <= Shown ? list : string.Create(CultureInfo.InvariantCulture, $"{list} and {paths.Length - Shown} more");
    }

    private static string Since(Receipt receipt) => $"it last passed at {receipt.Verified}";

    private static Diagnostic Finding(EnvironmentDeclaration declaration, DiagnosticRule rule, string problem, string evidence) =>
        rule.At(declaration.LocationDeclaredAt, problem, evidence, Remedy);

    private void Find(DiagnosticRule rule, string problem, string evidence) => _findings.Add(Finding(declaration, rule, problem, evidence));

    private void Find(DiagnosticRule rule, SourceSpan where, string problem, string evidence) =>
        _findings.Add(rule.At(where, problem, evidence, Remedy));
}
