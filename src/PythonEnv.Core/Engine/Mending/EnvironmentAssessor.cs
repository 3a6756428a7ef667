using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;
using PythonEnv.Pins;

namespace PythonEnv.Engine.Mending;

/// <summary>Holds the environment at a location against what is declared and planned. Writes nothing.</summary>
/// <param name="interpreter">The base interpreter that was chosen.</param>
/// <param name="receipt">Of what stands there, if there is one.</param>
/// <param name="pins">What has to be installed, one a name.</param>
internal sealed class EnvironmentAssessor(
    EnvironmentDeclaration declaration, ReceiptInterpreter interpreter, Receipt? receipt, ImmutableArray<Pin> pins)
{
    private readonly EnvironmentLayout _layout = interpreter.LayoutAt(declaration.Location);
    private readonly AssessmentFindings _findings = new(declaration, receipt);

    /// <summary>Is told of a whole verification how many files were held against their RECORDs, and of how many; from any thread.</summary>
    public Action<int, int> OnVerified { get; init; } = static (_, _) => { };

    /// <summary>Whether the environment is locked by who asks.</summary>
    public bool IsLocked { get; init; }

    /// <summary>A proof of the files that was begun before; null if none was.</summary>
    public EarlyProof? Early { get; init; }

    /// <summary>What stands in an environment is input, of whatever kind: what can't be read is made anew.</summary>
    /// <param name="full">Also hold every installed file against its RECORD.</param>
    public EnvironmentAssessment Assess(bool full, CancellationToken cancellation)
    {
        try
        {
            return AssessReadable(full, cancellation);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or InvalidDataException)
        {
            var findings = new AssessmentFindings(declaration, receipt: null);
            findings.Add(DiagnosticCatalog.FilesDiffer, "the environment can't be read", e.Message.TrimEnd('.'));
            return new()
            {
                Findings = findings.All,
                Mend = MendKind.Rebuild,
                Install = [.. pins.Select(pin => pin.Name)],
            };
        }
    }

    private EnvironmentAssessment AssessReadable(bool full, CancellationToken cancellation)
    {
        if (EnvironmentStanding.FindUnfinished(declaration, receipt, IsLocked) is { } unfinished)
        {
            _findings.Add(unfinished);
            return Rebuild(FindStrays(cancellation));
        }
        MendKind least = AssessInterpreter(receipt!);
        if (least == MendKind.Rebuild || IsOtherwiseLinked(receipt!))
            return Rebuild(FindStrays(cancellation));

        var packages = new PackageAssessment(_layout, receipt!, pins, _findings) { OnVerified = OnVerified, Early = Early };
        EnvironmentAssessment assessment = packages.Assess(full || least == MendKind.Relink, cancellation);
        MendKind mend = KindOf(assessment, least);
        return mend == MendKind.Rebuild ? Rebuild(assessment) : assessment with { Mend = mend };
    }

    private EnvironmentAssessment Rebuild(EnvironmentAssessment assessment) =>
        assessment with { Mend = MendKind.Rebuild, Install = [.. pins.Select(pin => pin.Name)], Remove = [], Delete = [] };

    // What somebody has put among the distributions goes with them, and is told as where they are changed one by one.
    private EnvironmentAssessment FindStrays(CancellationToken cancellation)
    {
        ImmutableArray<string> strays = [];
        if (receipt is not null && LocationGuard.IsOurs(declaration.Location))
        {
            EnvironmentLayout old = receipt.Interpreter.LayoutAt(declaration.Location);
            List<InstalledDistribution> installed = InstalledDistribution.List(old.SitePackages);
            var known = receipt.Packages.Select(package => package.MetadataDirectory).ToHashSet(StringComparer.Ordinal);
            var names = pins.Select(wanted => wanted.Name).ToHashSet();
            IEnumerable<InstalledDistribution> extras = installed
                .Where(each => !names.Contains(each.Name) && !known.Contains(each.MetadataName));
            foreach (InstalledDistribution extra in extras)
                _findings.AddExtra(extra, isRecorded: false);
            strays = new FileVerifier(old).FindUnowned(installed, cancellation);
            _findings.AddStrays(strays);
        }
        return new() { Findings = _findings.All, Receipt = receipt, Strays = strays.Length };
    }

    // Without a RECORD it is not known which files a distribution brought. Byte-code is made as files are put in place.
    private MendKind KindOf(EnvironmentAssessment assessment, MendKind least)
    {
        if (assessment.Remove.Any(distribution => !RegularFile.Exists(Path.Combine(distribution.MetadataDirectory, "RECORD")))
            || (declaration.Compile && !receipt!.IsCompiled))
            return MendKind.Rebuild;
        if (least == MendKind.Relink || assessment.IsOwnDamaged)
            return MendKind.Relink;
        bool isSame = assessment.Remove.IsEmpty && assessment.Install.IsEmpty && assessment.Delete.IsEmpty;
        return isSame ? MendKind.None : MendKind.Change;
    }

    private bool IsOtherwiseLinked(Receipt made)
    {
        if (!made.MayBeLinked || declaration.LinkMode is not (LinkMode.Copy or LinkMode.Clone))
            return false;
        _findings.Add(DiagnosticCatalog.FilesDiffer, "the environment's files may be hard links, and files of its own are declared",
            $"it was made with links to the cache ({_findings.Since}), "
                + $"and `PythonEnvLinkMode` is declared `{(declaration.LinkMode is LinkMode.Copy ? "copy" : "clone")}`");
        return true;
    }

    private MendKind AssessInterpreter(Receipt made)
    {
        ReceiptInterpreter old = made.Interpreter;
        if (EnvironmentStanding.FindInterpreterGone(declaration, made) is { } gone)
            _findings.Add(gone);
        else if (old.Executable != interpreter.Executable)
        {
            _findings.Add(DiagnosticCatalog.InterpreterChanged, "the environment stands on another interpreter than the declared one",
                $"declared and found: {interpreter.Version} at `{interpreter.Executable}`; "
                    + $"it stands on {old.Version} at `{old.Executable}`");
        }
        else if (old.Stamp != interpreter.Stamp && !IsSameContent(old))
        {
            _findings.Add(DiagnosticCatalog.InterpreterChanged, "the environment's interpreter changed under it",
                $"`{old.Executable}` was {old.Version} ({_findings.Since}) and is {interpreter.Version} now");
        }
        else if (IsRetargeted(_layout.Executable, old.Executable) || Digest.OfFile(_layout.ConfigurationFile) != made.Configuration)
        {
            _findings.Add(DiagnosticCatalog.FilesDiffer, "the environment's link to its interpreter or its `pyvenv.cfg` was edited",
                $"`{_layout.Executable}`, `{_layout.ConfigurationFile}` ({_findings.Since})");
        }
        else if (PyVenvConfig.Parse(
            RegularFile.ReadAllText(_layout.ConfigurationFile)).IncludesSystemSitePackages != declaration.SystemSitePackages)
        {
            _findings.Add(DiagnosticCatalog.PackagesDiffer, "the environment does not see the packages that it is declared to see",
                $"`PythonEnvSystemSitePackages` is declared `{(declaration.SystemSitePackages ? "true" : "false")}`, "
                    + $"`{_layout.ConfigurationFile}` says otherwise");
        }
        else
            return MendKind.None;
        return interpreter.IsCompatibleWith(old) ? MendKind.Relink : MendKind.Rebuild;
    }

    // A copy of a machine has other times and inodes, and the same interpreter.
    private bool IsSameContent(ReceiptInterpreter old) =>
        old.Version == interpreter.Version && old.Content.Length > 0 && old.Content == interpreter.ReadContent();

    private bool IsRetargeted(string executable, string target) => !_layout.IsWindows && new FileInfo(executable).LinkTarget != target;
}
