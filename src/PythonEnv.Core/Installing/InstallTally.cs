using PythonEnv.Indexes.Downloading;
using PythonEnv.Progress;

namespace PythonEnv.Installing;

/// <summary>Sums up what several threads download, unpack, build and compile; from any thread.</summary>
internal sealed class InstallTally(Action<WorkProgress> tell) : IProgress<InstallProgress>, IProgress<DownloadProgress>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _received = new(StringComparer.Ordinal);
    private WorkProgress _now = new(WorkStage.Fetching);

    public void Report(DownloadProgress value)
    {
        lock (_lock)
        {
            long before = _received.GetValueOrDefault(value.FileName);
            _received[value.FileName] = value.Received;
            // A download that was begun anew takes nothing back.
            _now = _now with { Stage = WorkStage.Fetching, Bytes = _now.Bytes + Math.Max(0, value.Received - before) };
            tell(_now);
        }
    }

    public void Report(InstallProgress value)
    {
        lock (_lock)
        {
            switch (value.Stage)
            {
                case InstallStage.Building:
                    tell(new WorkProgress(WorkStage.Building) { Subject = value.Name.Value });
                    break;
                case InstallStage.Unpacking:
                    _now = _now with { Stage = WorkStage.Fetching, Done = value.Done, Total = value.Total };
                    tell(_now);
                    break;
                case InstallStage.Compiling:
                    tell(new WorkProgress(WorkStage.Compiling, value.Done, value.Total));
                    break;
            }
        }
    }
}
