using System.Runtime.ExceptionServices;

namespace PythonEnv.Installing;

/// <summary>Work for all processors whose first failure is thrown as it is.</summary>
internal static class ParallelWork
{
    public static void ForEach<T>(IEnumerable<T> items, CancellationToken cancellation, Action<T> work, int? degree = null)
    {
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = degree ?? Environment.ProcessorCount };
        try
        {
            Parallel.ForEach(items, options, work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
