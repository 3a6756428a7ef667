using System.Diagnostics;
using System.Globalization;

namespace PythonEnv.TestSupport;

/// <summary>
/// Feeds a reader mutated inputs and demands that it neither throws nor hangs: 25,000 per reader, or as many as fit into
/// <c>PYTHONENV_FUZZ</c> seconds.
/// </summary>
internal static class Fuzz
{
    private const int DefaultInputs = 25_000;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(20);
    private static readonly string[] s_common =
        ["", " ", "\t", "\n", "\r\n", "\0", "\u00a0", "\u0130", "\u2028", "é", "\U0001F40D", "0", "9", "A", "_"];

    /// <param name="alphabet">Pieces that matter to the reader, besides blanks, digits and odd characters.</param>
    public static void Texts(TestSeed seed, IReadOnlyList<string> seeds, IReadOnlyList<string> alphabet, Action<string> read) =>
        Run<char>(
            seed,
            [.. seeds.Select(text => text.ToCharArray())],
            [.. alphabet.Concat(s_common).Select(text => text.ToCharArray())],
            characters => read(new string(characters)),
            characters => new string(characters));

    /// <param name="alphabet">Pieces that matter to the reader, besides single bytes.</param>
    public static void Bytes(TestSeed seed, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> alphabet, Action<byte[]> read) =>
        Run<byte>(seed, seeds, [.. alphabet, [0], [0x0a], [0x7f], [0x80], [0xff], [0xfe, 0xff]], read, Convert.ToHexString);

    private static void Run<T>(
        TestSeed seed, IReadOnlyList<T[]> seeds, IReadOnlyList<T[]> alphabet, Action<T[]> read, Func<T[], string> show)
    {
        var mutator = new Mutator<T>(seed.Random, seeds, alphabet);
        T[] current = [];
        int done = 0;
        Func<bool> mayGoOn = Budget(() => done);
        Task work = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (int seen = -1; !((IAsyncResult)work).AsyncWaitHandle.WaitOne(s_hang); seen = Volatile.Read(ref done))
        {
            if (seen == Volatile.Read(ref done))
                throw new AssertFailedException($"no end after {s_hang.TotalSeconds} s with {seed}: {show(Volatile.Read(ref current))}");
        }
        work.GetAwaiter().GetResult();
        Assert.IsGreaterThan(0, done);

        void Loop()
        {
            while (mayGoOn())
            {
                Volatile.Write(ref current, mutator.Next());
                try
                {
                    read(current);
                }
                catch (Exception e)
                {
                    throw new AssertFailedException($"{e.GetType().Name} with {seed}, input {done}: {show(current)}", e);
                }
                Volatile.Write(ref done, done + 1);
            }
        }
    }

    private static Func<bool> Budget(Func<int> done)
    {
        if (Environment.GetEnvironmentVariable("PYTHONENV_FUZZ") is not { Length: > 0 } seconds)
            return () => done() < DefaultInputs;
        TimeSpan limit = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        var clock = Stopwatch.StartNew();
        return () => clock.Elapsed < limit;
    }
}
