using System.Runtime.InteropServices;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Doctor;

/// <summary>
/// One page about one environment: what is declared and where, what was found and why, how the environment stands, and what to do next.
/// Asks no index, writes nothing, and fails no build: what is wrong is on the page.
/// </summary>
internal sealed class DoctorCommand
{
    // What names a server; a path may stand there as well.
    private static readonly string[] s_servers =
    [
        DeclaredNames.IndexUrl, DeclaredNames.ExtraIndexUrls, DeclaredNames.FindLinks, DeclaredNames.PackageIndexes,
        DeclaredNames.RemoteCache, DeclaredNames.InterpreterSource, DeclaredNames.AuditSources
    ];

    private readonly DoctorPage _page = new();
    private readonly CollectingLog _log = new();
    private readonly DeclaredValues _declared;
    private readonly HostFacts _host;
    private readonly RestoreContext _context;

    private DoctorCommand(DeclaredValues declared, HostFacts host)
    {
        _declared = declared;
        _host = host;
        _context = RestoreContext.Open(declared, _log, host, isOffline: true);
    }

    /// <param name="host">Null: this machine, with the variables of this process.</param>
    public static DoctorPage Run(DeclaredValues declared, HostFacts? host, CancellationToken cancellation) =>
        new DoctorCommand(declared, host ?? HostFacts.Current()).Examine(cancellation);

    private DoctorPage Examine(CancellationToken cancellation)
    {
        _page.Heading($"PythonEnv doctor: environment `{_declared.Environment}` of {_declared.ProjectFile}");
        _page.Fact("package", $"PythonEnv.Tasks {EngineVersion.Current}");
        _page.Fact("machine", $"{RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}");
        DescribeDeclaration();
        FastVerdict verdict = FastCheck.Run(_declared, _host.Variable);
        Receipt? receipt = ReceiptFile.TryRead(_declared.Location, out Receipt? standing) ? standing : null;
        try
        {
            RequirementSet? requirements = DescribeRequirements(receipt);
            Interpreter? interpreter = DescribeInterpreter(receipt, cancellation);
            DescribeLock(requirements, interpreter);
            DescribeIndexes(interpreter, requirements?.Requirements.Options ?? IndexOptions.None);
        }
        catch (PythonEnvException refused)
        {
            _log.Report(refused.Diagnostic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _page.Line($"can't be read: {e.Message}");
        }
        DescribeEnvironment(verdict, receipt);
        DescribeCache();
        DescribeFindings();
        _page.Heading("Next step");
        _page.Line(NextStep(verdict));
        return _page;
    }

    private void DescribeDeclaration()
    {
        _page.Heading("Declared");
        string[] names = [.. DeclaredNames.All.Where(name => _declared.Text(name) is not null)];
        foreach (string name in names)
            _page.Line($"{_declared.Spell(name)} = {Shown(name)} ({PlaceOf(name)})");
        if (names.Length == 0)
            _page.Line("nothing by properties or items: files beside the project decide");
    }

    // A server without its scheme has a password all the same: `user:password@host`.
    private string Shown(string name) => !s_servers.Contains(name)
        ? _declared.Text(name)!
        : string.Join(';', _declared.List(name).Select(
            part => part.Contains(':', StringComparison.Ordinal) && !Path.IsPathRooted(part) ? Redaction.OfPlace(part) : part));

    // MSBuild takes each variable of the environment for a property, and the command line's before any other.
    private string PlaceOf(string name)
    {
        SourceSpan place = _context.Declaration.At(name);
        string variable = DeclaredNames.Prefix + name;
        if (!_declared.IsMetadatum(name) && _declared.Given.Contains(variable, StringComparer.OrdinalIgnoreCase))
            return $"the command line's `-p:{variable}`";
        bool isVariable = place.Line == 0 && !_declared.IsMetadatum(name) && _host.Variable(variable)?.Trim() == _declared.Text(name);
        return isVariable ? $"the environment variable `{variable}`" : place.ToString();
    }

    private RequirementSet? DescribeRequirements(Receipt? receipt)
    {
        _page.Heading("Requirements");
        foreach (string file in _context.Declaration.Requirements.Concat(_context.Declaration.Constraints))
            _page.Line($"{file}{(File.Exists(file) ? "" : " is missing")}");
        RequirementSet? set = new RequirementsStage(_context).Read(receipt);
        _page.Line(set is null ? "none could be read"
            : set.Lock is null ? $"{set.Requirements.Requirements.Length} requirements, with what they include"
            : "a lock");
        return set;
    }

    // The stages say of a lock's age what they say in a build.
    private void DescribeLock(RequirementSet? requirements, Interpreter? interpreter)
    {
        if (interpreter is not null)
            requirements?.Freshness.CheckTargets(interpreter);
        if (requirements is null or { Lock: null, Freshness.Record: null })
            return;
        _page.Heading("Lock");
        if (requirements.Freshness.Record is { } record)
            _page.Fact("made from", $"{record.From}, for Python {record.Python} on {string.Join(", ", record.Targets)}");
        string[] states = [.. _log.Findings.Where(IsOfLock).Select(finding => $"{finding.Rule.Title} ({finding.Code})")];
        _page.Fact("state", states.Length == 0 ? "nothing has changed since, as far as it tells" : string.Join(", ", states));
    }

    private static bool IsOfLock(Diagnostic finding) => finding.Rule == DiagnosticCatalog.LockOutdated
        || finding.Rule == DiagnosticCatalog.LockEdited
        || finding.Rule == DiagnosticCatalog.LockForOthers;

    // The stage says at detailed verbosity what it read, saw and chose: these are the lines.
    private Interpreter? DescribeInterpreter(Receipt? receipt, CancellationToken cancellation)
    {
        _page.Heading("Interpreter");
        int before = _log.Details.Count;
        var stage = new InterpreterStage(_context.AsReadOnly());
        InterpreterRequest? request = stage.ReadDeclaration();
        Interpreter? interpreter = request is null ? null : stage.Locate(request, receipt, cancellation);
        foreach (string detail in _log.Details.Skip(before))
            _page.Line(detail);
        if (interpreter is null)
            _page.Line("none was found that fits");
        return interpreter;
    }

    private void DescribeIndexes(Interpreter? interpreter, IndexOptions options)
    {
        _page.Heading("Indexes");
        IndexSettings settings = DistributionSource.ReadSettings(_context, interpreter?.Facts.BasePrefix ?? "", options);
        foreach (ConfiguredIndex index in settings.Indexes)
            _page.Line($"index {index.Location} ({index.Origin})");
        foreach (ConfiguredLinks links in settings.FindLinks)
            _page.Line($"links {links} ({links.Origin})");
        foreach (AppliedSetting setting in settings.Applied)
            _page.Line($"set by {setting.Origin}: {setting.Name} = "
                + $"{setting.Value}{(setting.Ignored is null ? "" : $", ignored: {setting.Ignored}")}");
    }

    private void DescribeEnvironment(FastVerdict verdict, Receipt? receipt)
    {
        _page.Heading("Environment");
        _page.Fact("location", $"{_declared.Location}, {Describe(LocationGuard.Inspect(_declared.Location))}");
        _page.Fact("state", verdict.IsOff ? "left alone: the mode is `Off`" : verdict.Receipt is not null ? "as declared" : verdict.Reason);
        if (receipt is null)
            return;
        _page.Fact("made by", $"version {receipt.Engine}, verified {receipt.Verified}");
        _page.Fact(
            "holds", $"{Counted.Of(receipt.Packages.Count, "distribution")} for "
                + $"{receipt.Interpreter.Implementation} {receipt.Interpreter.Version}");
        _page.Fact("stands on", receipt.Interpreter.Executable);
        _page.Fact("fingerprint", receipt.Fingerprint);
    }

    private void DescribeCache()
    {
        _page.Heading("Cache");
        string root = _context.Declaration.CacheDirectory;
        _page.Fact("place", Directory.Exists(root) ? root : $"{root}, not there yet");
        string existing = root;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            existing = parent;
        _page.Fact("free", $"{new DriveInfo(existing).AvailableFreeSpace / 1_000_000} MB");
    }

    private void DescribeFindings()
    {
        _page.Heading("Findings");
        foreach (Diagnostic finding in _log.Findings)
            _page.Finding(finding);
        if (_log.Findings.Count == 0)
            _page.Line("none");
    }

    private string NextStep(FastVerdict verdict)
    {
        if (_log.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error)
            return $"{(error.Remedy.Length > 0 ? error.Remedy : "Read its page")} ({error.Code}: {error.Rule.HelpLink})";
        if (verdict.IsOff)
            return "Set `PythonEnvMode` to `Restore` if a build is to look after the environment";
        if (_log.Findings.FirstOrDefault(IsOfLock) is { } old)
            return $"{old.Remedy} ({old.Code}: {old.Rule.HelpLink})";
        return verdict.Receipt is not null
            ? "Nothing has to be done"
            : $"Run `{ProposedCommand.Build}`, or `{ProposedCommand.Build} -p:PythonEnvMode=Restore` where the mode is `Verify`";
    }

    private static string Describe(LocationState state) => state switch
    {
        LocationState.Foreign => "made by somebody else",
        LocationState.Free => "nothing there yet",
        _ => "made by this package",
    };
}
