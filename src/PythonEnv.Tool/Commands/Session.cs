using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Tool.Declaring;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Commands;

/// <summary>One run of one command: where it works, whom it tells, and what the document of <c>--json</c> has besides.</summary>
internal sealed class Session(SessionOptions options, ToolLog log, CancellationToken cancellation)
{
    private Workplace? _workplace;
    private IReadOnlyList<DeclaredValues>? _all;

    public SessionOptions Options => options;

    public ToolLog Log => log;

    public CancellationToken Cancellation => cancellation;

    public HostFacts Host { get; } = HostFacts.Current();

    /// <summary>The project or folder; read when it is first asked for.</summary>
    public Workplace Workplace
    {
        get
        {
            if (_workplace is null)
            {
                _workplace = Workplace.Find(options.Path, options.Properties, Host, cancellation);
                log.Policy = _workplace.Policy;
            }
            return _workplace;
        }
    }

    public JsonResults Results { get; } = new();

    /// <summary>Every declared environment, the primary one first; what is wrong with their declaration is reported.</summary>
    public IReadOnlyList<DeclaredValues> All
    {
        get
        {
            if (_all is null)
            {
                var diagnostics = new DiagnosticBag();
                _all = Workplace.Environments(diagnostics);
                foreach (Diagnostic diagnostic in diagnostics)
                    log.Report(diagnostic);
            }
            return _all;
        }
    }

    /// <summary>The environments that the command is about.</summary>
    /// <exception cref="UsageException">There is none of the name that was asked for.</exception>
    public IReadOnlyList<DeclaredValues> Environments()
    {
        if (options.Environment is not { } name)
            return All;
        DeclaredValues[] named = [.. All.Where(environment => environment.Environment == name).Select(Alone)];
        return named.Length > 0 ? named
            : throw new UsageException($"there is no environment `{name}`; "
                + $"declared are {string.Join(", ", All.Select(environment => $"`{environment.Environment}`"))}");
    }

    /// <summary>The environment that a command works with which needs one: that of <c>--environment</c>, else the primary one.</summary>
    public DeclaredValues Primary() => Alone(Environments()[0]);

    private static DeclaredValues Alone(DeclaredValues environment) => environment with { Others = [] };

    /// <summary>Does something with each environment; what is wrong with one is said, and the others are done all the same.</summary>
    public void ForEach(Action<DeclaredValues> work) => ForEach(Environments(), work);

    /// <inheritdoc cref="ForEach(Action{DeclaredValues})"/>
    public void ForEach(IReadOnlyList<DeclaredValues> environments, Action<DeclaredValues> work)
    {
        foreach (DeclaredValues environment in environments)
        {
            try
            {
                work(environment);
            }
            catch (PythonEnvException failure)
            {
                log.Report(environment.Spell(failure.Diagnostic));
            }
        }
    }
}

/// <summary>What every command takes.</summary>
/// <param name="Path">Of the project file or folder; absolute.</param>
/// <param name="Environment">Null: all of them.</param>
/// <param name="Properties">Names with their prefix, and the values that stand for what is declared.</param>
internal sealed record SessionOptions(string Path, string? Environment, IReadOnlyDictionary<string, string> Properties);
