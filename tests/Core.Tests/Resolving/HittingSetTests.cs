using System.Numerics;
using PythonEnv.Resolving.Joint;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Resolving;

[TestClass]
internal sealed class HittingSetTests
{
    private const int Members = 9;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void A_set_that_hits_all_others_is_as_small_as_any()
    {
        Random random = TestSeed.Fresh(TestContext).Random;
        for (int round = 0; round < 300; round++)
        {
            int[][] sets = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Draw(random))];

            HashSet<int> found = HittingSet.Smallest(sets);

            Assert.IsTrue(Array.TrueForAll(sets, set => set.Any(found.Contains)));
            Assert.HasCount(FewestByTryingAll(sets), found);
        }
    }

    [TestMethod]
    public void Of_equally_small_sets_the_one_with_earlier_members_is_taken() =>
        CollectionAssert.AreEquivalent(new[] { 7 }, HittingSet.Smallest([[7, 3], [3, 7]]).ToArray());

    private static int FewestByTryingAll(int[][] sets) => Enumerable.Range(0, 1 << Members)
        .Where(chosen => Array.TrueForAll(sets, set => set.Any(member => (chosen >> member & 1) != 0)))
        .Min(chosen => BitOperations.PopCount((uint)chosen));

    private static int[] Draw(Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(Members)).Distinct()];
}
