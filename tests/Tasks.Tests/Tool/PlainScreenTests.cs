using PythonEnv.Diagnostics;
using PythonEnv.Progress;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>What a plain log sees of long work.</summary>
[TestClass]
internal sealed class PlainScreenTests
{
    [TestMethod]
    public void What_was_told_once_is_told_again_while_it_lasts_and_no_longer()
    {
        using var error = new StringWriter();
        var time = new Clock();
        var screen = new PlainScreen(TextWriter.Null, error, hasAnswers: true, time);

        screen.Show(() =>
        {
            screen.Progress(new WorkProgress(WorkStage.Auditing, Total: 2));
            Assert.AreEqual("", error.ToString());
            for (; time.Seconds < 10; time.Seconds++)
                time.Beat!(null);
        });
        time.Seconds = 1000;
        time.Beat!(null);

        Assert.AreEqual($"PythonEnv: asking what is known of 2 distributions{Environment.NewLine}", error.ToString());
    }

    [TestMethod]
    public void What_is_proposed_is_a_command_of_the_tool_wherever_it_is_said()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var log = new ToolLog(new PlainScreen(output, error, hasAnswers: true, TimeProvider.System), isVerbose: true);
        string proposal = $"run `{ProposedCommand.Lock}`";

        log.Report(DiagnosticCatalog.LockOutdated.At(SourceSpan.None, "the lock is old", "", proposal));
        log.Notice(proposal);
        log.Detail(proposal);
        log.Output(proposal);

        Assert.AreEqual($"run `pythonenv lock`{Environment.NewLine}", output.ToString());
        Assert.AreEqual(3, error.ToString().Split("run `pythonenv lock`").Length - 1, error.ToString());
        StringAssert.Contains(log.Findings.Single().Message, "run `pythonenv lock`");
    }

    private sealed class Clock : TimeProvider, ITimer
    {
        public int Seconds { get; set; }

        public TimerCallback? Beat { get; private set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Beat = callback;
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
