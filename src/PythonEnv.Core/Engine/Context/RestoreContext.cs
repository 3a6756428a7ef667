using PythonEnv.Auditing;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Processes;
using PythonEnv.Installing;
using PythonEnv.Pins;
using PythonEnv.Progress;

namespace PythonEnv.Engine.Context;

/// <summary>What every stage of one environment's restore has at hand.</summary>
internal sealed class RestoreContext(DeclaredValues declared, HostFacts host, IProcessRunner processes, IBuildLog log)
{
    private const int MostOfOneKind = 500;

    private readonly DiagnosticBag _diagnostics = [];

    public DeclaredValues Declared => declared;

    public HostFacts Host => host;

    public IProcessRunner Processes => processes;

    public IBuildLog Log => log;

    /// <summary>Sums up the downloads and installations of this restore for the log.</summary>
    public InstallTally Tally { get; } = new(log.Progress);

    /// <summary>The declaration; set by the first stage.</summary>
    public required EnvironmentDeclaration Declaration { get; init; }

    /// <summary>Nothing may be written, not even to the user's cache.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>No index may be asked, not even for advice.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Everything that was read or looked for.</summary>
    public WatchedInputs Watched { get; } = new();

    /// <summary>Whether a stage has reported an error.</summary>
    public bool HasErrors => _diagnostics.HasErrors;

    /// <summary>The warnings to keep for builds that have nothing to do; an interpreter that did not answer is not met by these.</summary>
    public IEnumerable<Diagnostic> Warnings => _diagnostics.Where(
        diagnostic => diagnostic.Severity == Severity.Warning && diagnostic.Rule != DiagnosticCatalog.InterpreterUnusable);

    /// <summary>What the audit has found out of the pinned versions.</summary>
    public IReadOnlyList<ReceiptVulnerability> Vulnerabilities { get; set; } = [];

    /// <summary>
    /// Reads the declaration; what can't be read in it is reported (PYENV1004), and so is a cache that leads into somebody else's folder
    /// (PYENV4001).
    /// </summary>
    /// <param name="host">Null: this machine, with the variables of this process.</param>
    /// <param name="isOffline">No index may be asked.</param>
    public static RestoreContext Open(DeclaredValues declared, IBuildLog log, HostFacts? host = null, bool isOffline = false)
    {
        host ??= HostFacts.Current();
        var diagnostics = new DiagnosticBag();
        EnvironmentDeclaration declaration = new DeclarationReader(
            declared, host.IsWindows, UserCache.DefaultRoot(host), diagnostics).Read();
        var context = new RestoreContext(declared, host, new ProcessRunner(), new OneLineLog(log))
        {
            Declaration = declaration,
            IsOffline = isOffline,
        };
        context.Report(diagnostics);
        if (new UserCache(declaration.CacheDirectory).Planted() is { } planted)
        {
            (string name, string harm) = planted.LinkTarget is null
                ? ("file", "where a build needs a folder")
                : ("link", "through which a build would write elsewhere");
            context.Report(DiagnosticCatalog.LocationNotOurs.At(
                declaration.At(DeclaredNames.CacheDirectory), $"the cache `{declaration.CacheDirectory}` is not used",
                $"`{planted.FullName}` in it is a {name}, {harm}",
                $"Delete the {name}, or name another folder with `PythonEnvCacheDirectory`"));
        }
        return context;
    }

    /// <summary>The value of an environment variable, whose change the next build then notices.</summary>
    public string? WatchVariable(string name)
    {
        string? value = Host.Variable(name);
        Watched.Variable(name, value);
        return value;
    }

    /// <summary>
    /// The result of what really waits: an index, a preparation, a process. Everything else of the engine is synchronous, so that no state
    /// machine is compiled while a build waits.
    /// </summary>
    public static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    /// <summary>Tells how many installed files were held against their RECORDs, and of how many; from any thread.</summary>
    public void TellVerified(int done, int total) => Log.Progress(new WorkProgress(WorkStage.Verifying, done, total));

    /// <summary>Whether the environment is to be left alone; that is the answer then.</summary>
    public bool IsLeftAlone()
    {
        if (Declaration.Mode != EnvironmentMode.Off)
            return false;
        Log.Output($"PythonEnv: {Declaration.ShortLocation} is left alone: its mode is `Off`");
        return true;
    }

    /// <summary>The receipt of the environment as it stands; null if there is none that can be read.</summary>
    public Receipt? ReadReceipt() => ReceiptFile.TryRead(Declaration.Location, out Receipt? receipt) ? receipt : null;

    /// <summary>Whether the environment's location may be written to; if not, that is reported (PYENV1004, 4001).</summary>
    /// <param name="basePrefix"><c>sys.base_prefix</c> of the interpreter; null where none is needed.</param>
    public bool MayWrite(string? basePrefix)
    {
        Diagnostic? refused = LocationGuard.Check(
            Declaration.Location, Declaration.ProjectDirectory, basePrefix, host, Declaration.LocationDeclaredAt);
        if (refused is not null)
            Report(refused);
        return refused is null;
    }

    /// <summary>Waits until nobody else works on the environment.</summary>
    /// <inheritdoc cref="Lock(EnvironmentWorkspace, string, CancellationToken)" path="/returns"/>
    public EnvironmentLock? Lock(EnvironmentWorkspace workspace, CancellationToken cancellation) =>
        Lock(workspace, $"the environment `{Declaration.Location}`", cancellation);

    /// <summary>Waits until nobody else works on a folder of this environment.</summary>
    /// <param name="what">The folder, for people: <c>the environment `/src/.venv`</c>.</param>
    /// <returns>Null after PYENV4004: the declared time was not enough.</returns>
    public EnvironmentLock? Lock(EnvironmentWorkspace workspace, string what, CancellationToken cancellation)
    {
        EnvironmentLock? held = EnvironmentLock.Acquire(
            workspace, EnvironmentLock.DescribeSelf(Declaration.ProjectFile), Declaration.LockTimeout,
            holder => Log.Progress(new WorkProgress(WorkStage.Waiting) { Subject = $"{holder}, which works on {what}" }), cancellation);
        if (held is null)
        {
            Report(DiagnosticCatalog.EnvironmentHeld.At(
                Declaration.LocationDeclaredAt, $"another build holds {what}",
                $"waited {Declaration.LockTimeout.TotalSeconds:0} seconds for {EnvironmentLock.DescribeHolder(workspace)}",
                "Let it finish, or declare a longer `PythonEnvLockTimeout`"));
        }
        return held;
    }

    /// <summary>Whether a finding was not reported yet.</summary>
    public bool IsNew(Diagnostic diagnostic) => !_diagnostics.Contains(declared.Spell(diagnostic));

    /// <summary>Reports a finding at once and remembers it; from any thread.</summary>
    public void Report(Diagnostic diagnostic)
    {
        Diagnostic placed = declared.Spell(diagnostic.Rule == DiagnosticCatalog.DiskFull && diagnostic.Where == SourceSpan.None
            ? diagnostic with { Where = Declaration.At(DeclaredNames.CacheDirectory) }
            : diagnostic);
        lock (_diagnostics)
            _diagnostics.Add(placed);
        log.Report(placed);
    }

    /// <summary>Reports findings in their order; of one kind only so many as somebody may read, and how many more there are.</summary>
    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        var last = new Dictionary<string, Diagnostic>(StringComparer.Ordinal);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            int count = kinds[diagnostic.Code] = kinds.GetValueOrDefault(diagnostic.Code) + 1;
            if (count <= MostOfOneKind)
                Report(diagnostic);
            else
                last[diagnostic.Code] = diagnostic;
        }
        foreach ((string code, Diagnostic diagnostic) in last)
        {
            string remedy = "Mend those that are listed, and build again";
            Report(diagnostic with
            {
                Problem = $"{kinds[code] - MostOfOneKind} more findings of this kind are not listed",
                Evidence = "this is the place of the last of them",
                Remedy = remedy
            });
        }
    }

    /// <summary>Reports what an audit has found, and keeps it for the receipt.</summary>
    /// <param name="askersOf">As <see cref="AskedForBy"/> says it.</param>
    public void Take(AuditResult audit, IEnumerable<Pin> pins, Func<string, string> askersOf)
    {
        Dictionary<string, SourceSpan> places = pins.ToDictionary(pin => pin.Name.Value, pin => pin.Where, StringComparer.Ordinal);
        Vulnerabilities = audit.ToReceipt();
        Report(audit.Describe(name => places[name], askersOf, Declaration.At(DeclaredNames.AuditSources)));
    }

    /// <summary>Who asks for a distribution, as a phrase.</summary>
    public static string AskedForBy(IEnumerable<string> names) =>
        string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).Select(name => $"`{name}`")) is { Length: > 0 } askers
            ? $"asked for by {askers}"
            : "asked for by nothing but the pin";

    /// <summary>The same for a run that writes nothing.</summary>
    public RestoreContext AsReadOnly()
    {
        var context = new RestoreContext(declared, host, processes, log)
        {
            Declaration = Declaration,
            IsReadOnly = true,
            IsOffline = IsOffline,
        };
        context._diagnostics.AddRange(_diagnostics);
        return context;
    }

    /// <summary>Takes over what an earlier, unchanged plan has watched and warned of.</summary>
    public void Inherit(Receipt receipt)
    {
        Watched.Include(receipt);
        Vulnerabilities = receipt.Vulnerabilities;
        Repeat(receipt.Warnings);
    }

    /// <summary>
    /// Says warnings of an earlier build again, as far as this one has not; what is an error now was said as one.
    /// </summary>
    public void Repeat(IEnumerable<Diagnostic> warnings) => Report(warnings
        .Where(warning => !_diagnostics.Any(said => said with { Severity = warning.Severity } == warning))
        .ToList());
}
