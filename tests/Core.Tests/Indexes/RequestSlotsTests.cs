using PythonEnv.Indexes.Transport;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class RequestSlotsTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Each_answer_lets_one_more_in_as_long_as_it_pays_off()
    {
        using RequestSlots slots = new(first: 3, most: 5);
        Task[] entered = Enter(slots, 9);
        Assert.AreEqual(3, entered.Count(one => one.IsCompletedSuccessfully));

        for (int i = 0; i < 4; i++)
            slots.Grow();

        Assert.AreEqual(5, await CountOnceAsync(5, entered));
    }

    [TestMethod]
    public async Task A_busy_server_gets_half_of_them_back_and_never_none()
    {
        using RequestSlots slots = new(first: 8, most: 8);
        Task[] first = Enter(slots, 8);
        slots.Halve();
        foreach (Task _ in first)
            slots.Leave();

        Task[] second = Enter(slots, 8);
        slots.Grow();
        Assert.AreEqual(4, await CountOnceAsync(4, second));

        for (int i = 0; i < 10; i++)
            slots.Halve();
        for (int i = 0; i < 4; i++)
            slots.Leave();
        Assert.AreEqual(6, await CountOnceAsync(6, second));
    }

    /// <summary>How many have entered, once it is so many: who waits is told on another thread.</summary>
    private static async Task<int> CountOnceAsync(int wanted, Task[] entering)
    {
        while (true)
        {
            // Looked at once: one that enters between two looks would leave nothing to wait for.
            Task[] waiting = [.. entering.Where(one => !one.IsCompleted)];
            if (entering.Length - waiting.Length >= wanted)
                return entering.Count(one => one.IsCompletedSuccessfully);
            await Task.WhenAny(waiting);
        }
    }

    private Task[] Enter(RequestSlots slots, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => slots.EnterAsync(TestContext.CancellationToken))];
}
