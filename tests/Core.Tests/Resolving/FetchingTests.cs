
namespace PythonEnv.Core.Tests.Resolving;

[TestClass]
internal sealed class FetchingTests
{
    private static readonly string[] s_lines =
    [
        "app 1: left | right>=1", "left 1: deep<3", "right 1: deep<3 | wide", "deep 3", "deep 2: bottom", "wide 1: bottom", "bottom 1",
        .. Enumerable.Range(1, 60).Select(i => $"many {i}: never=={i}"), "never 0",
    ];

    [TestMethod]
    public void What_has_to_be_fetched_is_asked_for_level_by_level()
    {
        var universes = new MadeUniverses(isLazy: true, s_lines);

        Assert.AreEqual("app==1 bottom==1 deep==2 left==1 right==1 wide==1", Question.Of("app").Solve(universes).Pins());

        Assert.AreEqual("app / left right / deep wide / bottom", string.Join(" / ", universes.Rounds));
    }

    [TestMethod]
    public void After_some_tries_the_metadata_of_many_releases_is_asked_for_at_once()
    {
        var universes = new MadeUniverses(isLazy: true, s_lines);

        Question.Of("many").Fail(universes);

        Assert.IsLessThan(12, universes.Rounds.Count, string.Join('\n', universes.Rounds));
    }

    [TestMethod]
    public void The_answer_does_not_hang_on_what_is_known_already()
    {
        string eager = Question.Of("app").Solve(new MadeUniverses(s_lines)).Pins();

        Assert.AreEqual(eager, Question.Of("app").Solve(new MadeUniverses(isLazy: true, s_lines)).Pins());
    }
}
