using PythonEnv.Resolving.Universes;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Resolving;

[TestClass]
internal sealed class VersionSetTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(63)]
    [DataRow(64)]
    [DataRow(65)]
    [DataRow(128)]
    [DataRow(129)]
    [DataRow(300)]
    public void Sets_of_bits_behave_as_sets_of_numbers(int size)
    {
        Random random = TestSeed.Fresh(TestContext).Random;
        for (int round = 0; round < 200; round++)
        {
            (VersionSet left, HashSet<int> a) = Draw(size, random);
            (VersionSet right, HashSet<int> b) = Draw(size, random);

            CollectionAssert.AreEquivalent(a.Union(b).ToList(), Bits(left | right, size));
            CollectionAssert.AreEquivalent(a.Intersect(b).ToList(), Bits(left & right, size));
            CollectionAssert.AreEquivalent(a.Except(b).ToList(), Bits(left - right, size));
            Assert.AreEqual(a.IsSubsetOf(b), left.IsSubsetOf(right));
            Assert.AreEqual(a.Overlaps(b), left.Overlaps(right));
            Assert.AreEqual(a.SetEquals(b), left.Equals(right));
            Assert.AreEqual(a.Count, left.Count);
            Assert.AreEqual(a.Count == 0, left.IsEmpty);
            Assert.AreEqual(a.Count == 1 ? a.Single() : -1, left.Single);
            Assert.AreEqual(a.DefaultIfEmpty(-1).Max(), left.Highest);
            Assert.AreEqual(a.DefaultIfEmpty(-1).Min(), left.Lowest);
            Assert.AreEqual(!a.Contains(0), left.IsPositive);
            int from = random.Next(size);
            Assert.AreEqual(a.Where(bit => bit >= from).DefaultIfEmpty(-1).Min(), left.Next(from));
        }
        Assert.AreEqual(size, VersionSet.Full(size).Count);
        Assert.AreEqual(-1, VersionSet.Full(size).Next(size));
    }

    [TestMethod]
    public void A_condition_is_not_asked_about_the_absent_bit()
    {
        VersionSet all = VersionSet.Where(100, bit => bit > 0 ? true : throw new AssertFailedException());

        CollectionAssert.AreEqual(Enumerable.Range(1, 99).ToList(), Bits(all, 100));
    }

    private static (VersionSet, HashSet<int>) Draw(int size, Random random)
    {
        HashSet<int> numbers = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(size))];
        if (random.Next(3) == 0)
            numbers.UnionWith(Enumerable.Range(0, size).Where(_ => random.Next(2) == 0));
        return (numbers.Aggregate(VersionSet.None(size), (set, bit) => set.With(bit)), numbers);
    }

    private static List<int> Bits(VersionSet set, int size) => [.. Enumerable.Range(0, size).Where(set.Contains)];
}
