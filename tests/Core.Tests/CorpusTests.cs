using PythonEnv.Conformance;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed class CorpusTests
{
    public static IEnumerable<object[]> SetNames => CaseSets.All.Select(set => new object[] { set.Name });

    private static readonly string[] OfPosixPaths = ["realworld/index", "index/pages", "reqfiles/cases", "install/cases", "uvlock/cases"];

    [TestMethod]
    [DynamicData(nameof(SetNames))]
    public void Every_case_of_the_corpus_passes(string name)
    {
        string corpus = Requires.Shared("corpus");
        if (OfPosixPaths.Contains(name))
            Requires.Posix("the paths of the machine that recorded the cases");
        (CaseSet set, string file) = Runner.Find(corpus).Single(found => found.Set.Name == name);
        SetResult result = Runner.Run(set, file);
        Assert.IsEmpty(result.Failures, string.Join('\n', result.Failures.Take(20).Select(f => $"{f.Id}: {f.Difference}")));
        Assert.IsGreaterThan(0, result.Passed);
    }
}
