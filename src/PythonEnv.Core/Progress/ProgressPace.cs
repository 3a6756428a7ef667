namespace PythonEnv.Progress;

/// <summary>
/// When a log that keeps every line is told of progress: after five seconds, and then at growing intervals, so that a minute has four lines
/// and an hour has not twenty. What is waited for is told at once.
/// </summary>
internal sealed class ProgressPace(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    private const double Growth = 1.5;

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _interval = First;
    private TimeSpan _due = First;
    private WorkStage? _told;

    /// <summary>Whether it is to be told now; from any thread.</summary>
    public bool IsDue(WorkProgress progress)
    {
        lock (_lock)
        {
            TimeSpan now = time.GetElapsedTime(_started);
            bool isNews = progress.Stage == WorkStage.Waiting && _told != WorkStage.Waiting;
            if (now < _due && !isNews)
                return false;
            _told = progress.Stage;
            _interval *= Growth;
            _due = now + _interval;
            return true;
        }
    }
}
