using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Mending;
using PythonEnv.Environments;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class EnvironmentChecksTests
{
    [TestMethod]
    public async Task An_interpreter_that_hangs_in_the_environment_is_given_up_and_named()
    {
        using EngineLab lab = new("/opt/py/bin/python3.11");
        var declaration = new DeclarationReader(lab.Values, lab.Host.IsWindows, lab["cache"], new DiagnosticBag());
        var hanging = new Hanging();
        var context = new RestoreContext(lab.Values, lab.Host, hanging, new MemoryLog()) { Declaration = declaration.Read() };
        var checks = new EnvironmentChecks(context, plan: null!, system: null!, markers: null!, "/opt/py/bin/python3.11");

        Diagnostic? finding = await checks.ProveEnvironmentAsync(
            EnvironmentLayout.For(lab["app/.venv"], "3.11", "cpython", gilDisabled: false, windows: false), CancellationToken.None);

        Assert.AreEqual(InterpreterProbe.Patience, hanging.Patience);
        Assert.AreEqual("PYENV1003", finding?.Code);
        StringAssert.Contains(finding!.Message, "no environment can be made of `/opt/py/bin/python3.11`");
        StringAssert.Contains(finding.Message, "did not answer within 30 s");
    }

    private sealed class Hanging : IProcessRunner
    {
        public TimeSpan Patience { get; private set; }

        public Task<ProcessResult> RunAsync(ProcessInvocation invocation, CancellationToken cancellation)
        {
            Patience = invocation.Timeout;
            throw new TimeoutException();
        }
    }
}
