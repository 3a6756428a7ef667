using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Commands;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Locking;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Installing;

namespace PythonEnv.Engine;

/// <summary>What can be done with one declared environment: a command for each target, and for each command of the tool.</summary>
internal sealed class EnvironmentEngine
{
    private readonly RestoreContext _context;

    private EnvironmentEngine(RestoreContext context) => _context = context;

    private EnvironmentDeclaration Declaration => _context.Declaration;

    /// <inheritdoc cref="RestoreContext.Open"/>
    public static EnvironmentEngine Create(DeclaredValues declared, IBuildLog log, HostFacts? host = null) =>
        new(RestoreContext.Open(declared, log, host));

    /// <summary>Creates or mends the environment, or in <see cref="EnvironmentMode.Verify"/> only says what differs.</summary>
    /// <param name="reason">Why the quick look was not enough.</param>
    /// <returns>The receipt of an environment that matches, or null after a reported error.</returns>
    public Receipt? Restore(string reason, CancellationToken cancellation)
    {
        _context.Log.Detail($"Looking at the Python environment `{Declaration.Name}`: {reason}");
        bool full = Declaration.VerifyLevel == VerifyLevel.Full;
        if (Declaration.Mode == EnvironmentMode.Verify)
            return new VerifyCommand(_context).Run(full, cancellation);
        Receipt? receipt = null;
        ReportingDisk(() => receipt = new RestoreCommand(_context).Run(full, cancellation));
        return receipt;
    }

    /// <summary>Checks the requirements alone, and writes nothing.</summary>
    public void Check(CancellationToken cancellation) => new CheckCommand(Answering()).Run(cancellation);

    /// <summary>Makes the lock from what people wrote.</summary>
    public void Lock(CancellationToken cancellation) => ReportingDisk(() => new LockCommand(Answering()).Run(cancellation));

    /// <summary>Makes the lock from an edited input, and writes both or neither.</summary>
    public void Lock(LockPlace place, InputDraft draft, CancellationToken cancellation) =>
        ReportingDisk(() => new LockCommand(Answering()).Run(place, draft, cancellation));

    /// <summary>Writes what is installed as a lock.</summary>
    public void Freeze(CancellationToken cancellation) => ReportingDisk(() => new FreezeCommand(Answering()).Run(cancellation));

    /// <summary>Says which pins have newer versions, and which of these the declaration allows. Writes nothing.</summary>
    /// <returns>Null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<OutdatedPin>? ListOutdated(CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new OutdatedCommand(Answering()).Run(cancellation);

    /// <summary>Shows what requires what. Writes nothing.</summary>
    /// <returns>In order of name; null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<PinNode>? ShowTree(CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new GraphCommand(Answering()).ShowTree(cancellation);

    /// <summary>Shows who asks for a distribution. Writes nothing.</summary>
    /// <returns>What leads to it, and itself; null after a reported error, and of an environment that is off.</returns>
    public ImmutableArray<PinNode>? ShowWhy(string name, CancellationToken cancellation) =>
        _context.IsLeftAlone() ? null : new GraphCommand(Answering()).ShowWhy(name, cancellation);

    /// <summary>Holds the environment as it stands against declaration and RECORDs, and writes nothing.</summary>
    /// <returns>The receipt of an environment that passes; null after a reported error, and of an environment that is off.</returns>
    public Receipt? Verify(CancellationToken cancellation)
    {
        if (_context.IsLeftAlone())
            return null;
        Receipt? receipt = new VerifyCommand(_context).Run(full: true, cancellation);
        if (receipt is not null)
            _context.Log.Output($"PythonEnv: {Declaration.ShortLocation} is as declared, "
                + $"every file of {Counted.Of(receipt.Packages.Count(package => !package.IsSystem), "distribution")}");
        return receipt;
    }

    /// <summary>Removes the environment.</summary>
    public void Clean(CancellationToken cancellation) => ReportingDisk(() => new CleanCommand(_context).Run(cancellation));

    /// <summary>Puts every file of the lock into <c>wheelhouse/</c> beside the project.</summary>
    public void Vendor(CancellationToken cancellation) => new VendorCommand(Answering()).Run(cancellation);

    /// <summary>Says what is known now of the pinned versions.</summary>
    public void Audit(CancellationToken cancellation) => new AuditCommand(Answering()).Run(cancellation);

    /// <summary>Puts distributions, sources and, by option, the interpreter into the publish folder.</summary>
    public void Publish(PublishRequest request, CancellationToken cancellation) =>
        new PublishCommand(_context).Run(request, cancellation);

    // For commands whose answers name no location.
    private RestoreContext Answering()
    {
        if (_context.Declared.Others.Count > 0)
            _context.Log.Output($"PythonEnv: environment `{Declaration.Name}`");
        return _context;
    }

    private void ReportingDisk(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _context.Report(DiskProblem.Describe(e, Declaration.CacheDirectory, Declaration.Location) with
            {
                Where = Declaration.LocationDeclaredAt,
            });
        }
    }
}
