using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace PythonEnv.Installing;

/// <summary>Work for all processors whose first failure is thrown as it is.</summary>
internal static class ParallelWork
{
    public static void ForEach<T>(IEnumerable<T> items, Action<T> work, CancellationToken cancellation) =>
        ForEach(items, Environment.ProcessorCount, work, cancellation);

    /// <param name="items">In the order in which they are begun.</param>
    /// <param name="degree">How many at once.</param>
    public static void ForEach<T>(IEnumerable<T> items, int degree, Action<T> work, CancellationToken cancellation)
    {
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = degree };
        try
        {
            // Chunks of a partition would undo the order.
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), options, work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
