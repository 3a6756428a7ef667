namespace PythonEnv.Auditing;

/// <summary>
/// An audit that goes on beside other work. Who has no use for its result ends it, so that nothing runs on after a build.
/// </summary>
internal sealed class RunningAudit : IDisposable
{
    private readonly CancellationTokenSource _givenUp;

    /// <param name="audit">Is run at once, on another thread.</param>
    public RunningAudit(Func<CancellationToken, Task<AuditResult>> audit, CancellationToken cancellation)
    {
        _givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CancellationToken token = _givenUp.Token;
        Result = Task.Run(() => audit(token), CancellationToken.None);
    }

    public Task<AuditResult> Result { get; }

    public void Dispose()
    {
        _givenUp.Cancel();
        ((Task)Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _givenUp.Dispose();
    }
}
