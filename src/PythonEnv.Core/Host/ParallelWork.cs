using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace PythonEnv.Host;

/// <summary>
/// Work for all processors, this thread among them, whose first failure is thrown as it is. Less general than <see cref="Parallel"/>, of
/// which every element type has to be compiled while the build waits.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Calls with every index from 0; they are begun in order.</summary>
    public static void For(int count, Action<int> work, CancellationToken cancellation) =>
        For(count, Environment.ProcessorCount, work, cancellation);

    /// <param name="items">In the order in which they are begun.</param>
    /// <param name="degree">How many at once.</param>
    public static void ForEach<T>(ImmutableArray<T> items, int degree, Action<T> work, CancellationToken cancellation) =>
        For(items.Length, degree, i => work(items[i]), cancellation);

    private static void For(int count, int degree, Action<int> work, CancellationToken cancellation)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;
        var helpers = new Task[Math.Max(0, Math.Min(degree, count) - 1)];
        for (int i = 0; i < helpers.Length; i++)
            helpers[i] = Task.Run(Take, CancellationToken.None);
        Take();
        // A helper that no thread has begun by now begins here, and finds nothing left.
        Task.WaitAll(helpers, CancellationToken.None);
        failure?.Throw();
        cancellation.ThrowIfCancellationRequested();

        void Take()
        {
            int i;
            while (Volatile.Read(ref failure) is null
                && !cancellation.IsCancellationRequested
                && (i = Interlocked.Increment(ref next)) < count)
            {
                try
                {
                    work(i);
                }
                // Whatever it is, it is thrown to the caller.
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                }
            }
        }
    }
}
