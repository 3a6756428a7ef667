using PythonEnv.Auditing;

namespace PythonEnv.Core.Tests.Auditing;

[TestClass]
internal sealed class RunningAuditTests
{
    [TestMethod]
    public void An_audit_that_nobody_wants_any_more_has_ended_when_it_is_given_up()
    {
        bool hasEnded = false;
        using (new RunningAudit(RunForEverAsync, CancellationToken.None))
        {
        }
        Assert.IsTrue(hasEnded);

        async Task<AuditResult> RunForEverAsync(CancellationToken cancellation)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return AuditResult.Nothing(0);
            }
            finally
            {
                // Whoever does not wait is through by now.
                Thread.Sleep(50);
                hasEnded = true;
            }
        }
    }

    [TestMethod]
    public async Task The_result_of_one_that_is_wanted_is_waited_for()
    {
        using var audit = new RunningAudit(static async _ =>
        {
            await Task.Yield();
            return AuditResult.Nothing(3);
        }, CancellationToken.None);

        Assert.AreEqual(3, (await audit.Result).Pins);
    }
}
