using System.Collections.Concurrent;
using PythonEnv.Host;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed class ParallelWorkTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(1000)]
    public void Every_index_is_worked_on_once(int count)
    {
        ConcurrentQueue<int> done = [];

        ParallelWork.For(count, done.Enqueue, CancellationToken.None);

        CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), done.Order().ToArray());
    }

    [TestMethod]
    public void The_first_failure_is_thrown_as_it_is_and_nothing_more_is_begun()
    {
        int begun = 0;

        InvalidDataException thrown = Assert.ThrowsExactly<InvalidDataException>(() => ParallelWork.For(
            1000,
            i =>
            {
                Interlocked.Increment(ref begun);
                throw new InvalidDataException($"{i}");
            },
            CancellationToken.None));

        Assert.IsLessThanOrEqualTo(Environment.ProcessorCount, begun);
        Assert.IsLessThan(Environment.ProcessorCount, int.Parse(thrown.Message, System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void A_cancelled_one_ends_early()
    {
        using CancellationTokenSource cancellation = new();
        int begun = 0;

        Assert.ThrowsExactly<OperationCanceledException>(() => ParallelWork.For(
            1000,
            _ =>
            {
                Interlocked.Increment(ref begun);
                cancellation.Cancel();
            },
            cancellation.Token));

        Assert.IsLessThanOrEqualTo(Environment.ProcessorCount, begun);
    }

    [TestMethod]
    public void It_goes_on_where_every_thread_of_the_pool_is_taken()
    {
        using ManualResetEventSlim held = new();
        Task[] takers = [.. Enumerable.Range(0, 64).Select(_ => Task.Run(held.Wait))];
        int done = 0;

        ParallelWork.For(100, _ => Interlocked.Increment(ref done), CancellationToken.None);

        held.Set();
        Task.WaitAll(takers);
        Assert.AreEqual(100, done);
    }
}
