using PythonEnv.Progress;

namespace PythonEnv.Core.Tests.Progress;

/// <summary>How often a plain log is told of progress.</summary>
[TestClass]
internal sealed class ProgressPaceTests
{
    private static readonly WorkProgress Fetching = new(WorkStage.Fetching, 1, 2);

    [TestMethod]
    public void A_minute_has_four_lines_and_an_hour_fewer_than_twenty()
    {
        var time = new Clock();
        var pace = new ProgressPace(time);
        var told = new List<int>();
        for (; time.Seconds < 3600; time.Seconds++)
        {
            if (pace.IsDue(Fetching))
                told.Add(time.Seconds);
        }

        Assert.AreEqual(4, told.Count(second => second <= 60));
        Assert.IsGreaterThanOrEqualTo(5, told[0]);
        Assert.IsLessThan(20, told.Count);
    }

    [TestMethod]
    public void Who_is_waited_for_is_told_at_once_and_then_as_rarely_as_anything_else()
    {
        var pace = new ProgressPace(new Clock());
        var waiting = new WorkProgress(WorkStage.Waiting) { Subject = "process 7" };

        Assert.IsTrue(pace.IsDue(waiting));
        Assert.IsFalse(pace.IsDue(waiting));
        Assert.IsFalse(pace.IsDue(Fetching));
    }

    [TestMethod]
    public void Progress_is_a_phrase_on_one_line()
    {
        Assert.AreEqual("looking up 230 distributions", new WorkProgress(WorkStage.Looking, Total: 230).ToString());
        Assert.AreEqual("looked up 7 distributions", new WorkProgress(WorkStage.Looking, 7).ToString());
        Assert.AreEqual("verified 64 of 26000 files", new WorkProgress(WorkStage.Verifying, 64, 26000).ToString());
        Assert.AreEqual("asking what is known of 2 distributions", new WorkProgress(WorkStage.Auditing, Total: 2).ToString());
        Assert.AreEqual(
            "fetched 120 of 230 distributions, 88.1 MB", new WorkProgress(WorkStage.Fetching, 120, 230) { Bytes = 88_100_000 }.ToString());
        Assert.AreEqual("fetched 0.5 MB", new WorkProgress(WorkStage.Fetching) { Bytes = 500_000 }.ToString());
        Assert.AreEqual("compiled 1 of 1 distribution", new WorkProgress(WorkStage.Compiling, 1, 1).ToString());
        Assert.AreEqual("building cffi from source", new WorkProgress(WorkStage.Building) { Subject = "cffi" }.ToString());
        Assert.AreEqual("waiting for process 7", new WorkProgress(WorkStage.Waiting) { Subject = "process 7" }.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
