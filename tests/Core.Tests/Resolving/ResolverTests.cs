using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Core.Tests.Resolving;

[TestClass]
internal sealed class ResolverTests
{
    [TestMethod]
    public void What_is_required_on_one_platform_only_is_pinned_there_and_holds_nothing_back_elsewhere()
    {
        var universes = new MadeUniverses(
            "docker 7.0: pywin32>=304; sys_platform == 'win32'", "docker 1.0",
            "pywin32 306 cp312-cp312-win_amd64");

        Resolution resolution = Question.Of("docker").On(Question.Windows, Question.Linux, Question.MacOS).Solve(universes);

        Assert.AreEqual("docker==7.0 pywin32==306[win-x64]", resolution.Pins());
    }

    [TestMethod]
    public void A_release_that_every_platform_can_have_is_taken_before_a_newer_one_for_some()
    {
        var universes = new MadeUniverses("n 2 cp312-cp312-win_amd64", "n 1", "m 1: n");

        Assert.AreEqual("m==1 n==1", Question.Of("m").On(Question.Windows, Question.Linux).Solve(universes).Pins());
    }

    [TestMethod]
    public void With_the_newest_strategy_each_platform_has_its_newest()
    {
        var universes = new MadeUniverses("n 2 cp312-cp312-win_amd64", "n 1", "m 1: n");
        ResolveRequest question = Question.Of("m").On(Question.Windows, Question.Linux)
            .With(options => options with { Strategy = LockStrategy.Newest });

        Assert.AreEqual("m==1 n==1[linux-x64] n==2[win-x64]", question.Solve(universes).Pins());
    }

    [TestMethod]
    public void Only_the_name_that_can_not_be_shared_is_split()
    {
        var universes = new MadeUniverses(
            "app 1: numpy | tool", "tool 2", "tool 1",
            "numpy 2 cp312-cp312-manylinux_2_17_x86_64", "numpy 1 cp39-cp39-manylinux_2_17_x86_64");

        Resolution resolution = Question.Of("app").On(Question.Linux, Question.OldLinux).Solve(universes);

        Assert.AreEqual("app==1 numpy==1[linux-x64@3.9] numpy==2[linux-x64] tool==2", resolution.Pins());
    }

    [TestMethod]
    public void A_lock_with_split_names_is_kept_as_it_is()
    {
        // Either a or b can be split; the lock has split the one that would not be split without it.
        var universes = new MadeUniverses(
            "a 1: b==1", "a 2: b==2",
            "b 1", "b 2", "c 1: a==1; sys_platform == 'win32' | b==2; sys_platform != 'win32'",
            "c 2: a==1; sys_platform == 'win32' | b==2; sys_platform != 'win32'");
        ResolveRequest question = Question.Of("c", "a").On(Question.Windows, Question.Linux);
        Resolution first = question.Solve(universes);

        Assert.AreEqual(first.Pins(), question.Keeping(first).Solve(universes).Pins());
        Assert.AreEqual(
            first.Pins().Replace("c==2", "c==1", StringComparison.Ordinal),
            question.Keeping([.. first.Pins.Where(pin => pin.Name.Value != "c").Select(pin => $"{pin.Name}=={pin.Release}"), "c==1"])
                .Solve(universes).Pins());
    }

    [TestMethod]
    public void Targets_that_no_marker_tells_apart_have_the_same_version()
    {
        var universes = new MadeUniverses(
            "n 2 cp312-cp312-manylinux_2_17_x86_64", "n 1 cp312-cp312-manylinux_2_17_x86_64 cp312-cp312-musllinux_1_2_x86_64");

        Resolution resolution = Question.Of("n").On(Question.Linux, Question.Musl).Solve(universes);

        Assert.HasCount(1, resolution.Classes);
        Assert.AreEqual("n==1", resolution.Pins());
    }

    [TestMethod]
    public void Everything_that_fits_is_kept_and_what_is_pushed_out_alone_moves()
    {
        var universes = new MadeUniverses("a 2: c>=2", "a 1: c", "b 2", "b 1", "c 3", "c 2", "c 1");

        Assert.AreEqual("a==2 b==1 c==3", Question.Of("a>=2", "b").Keeping("a==1", "b==1", "c==1").Solve(universes).Pins());
    }

    [TestMethod]
    public void A_declared_URL_is_the_only_release_of_its_name_where_it_counts()
    {
        const string url = "https://example.org/n-1.whl";
        var universes = new MadeUniverses("n 2", "n 1", "m 1: n<2").With("n", "1", release => release with { Url = url });

        Assert.AreEqual("m==1 n==1", Question.Of($"n @ {url}", "m").Solve(universes).Pins());
        Assert.AreEqual(
            "n==1[linux-x64] n==2[win-x64]",
            Question.Of($"n @ {url} ; sys_platform == 'linux'", "n ; sys_platform == 'win32'").On(Question.Linux, Question.Windows)
                .Solve(universes).Pins());
    }

    [TestMethod]
    public void A_URL_in_metadata_counts_only_where_a_declaration_gives_the_same()
    {
        const string url = "https://example.org/n-1.whl";
        MadeUniverses Universes() => new MadeUniverses($"m 2: n @ {url}", "m 1", "n 1")
            .With("n", "1", release => release with { Url = url });

        Assert.AreEqual("m==1", Question.Of("m").Solve(Universes()).Pins());
        Assert.AreEqual("m==2 n==1", Question.Of("m", $"n @ {url}").Solve(Universes()).Pins());
    }

    [TestMethod]
    public void A_release_whose_metadata_can_not_be_had_is_passed_over_and_named_if_nothing_else_will_do()
    {
        MadeUniverses Universes(params string[] lines) =>
            new MadeUniverses(lines).WithMetadata(
                "n", "2", ReleaseMetadata.Refused(DiagnosticCatalog.OnlySourceFits, "needs a build to tell what it requires"));

        Assert.AreEqual("n==1", Question.Of("n").Solve(Universes("n 2", "n 1")).Pins());
        ResolveFailure failure = Question.Of("n").Fail(Universes("n 2"));
        Assert.AreEqual("PYENV3009", failure.Rule.Code);
        Assert.Contains("Found: n 2 needs a build to tell what it requires", failure.Evidence);
    }

    [TestMethod]
    public void What_only_the_metadata_shuts_out_is_reported_as_what_it_is()
    {
        ReleaseMetadata refused = ReleaseMetadata.Refused(DiagnosticCatalog.PythonExcluded, "requires Python >=3.12");

        ResolveFailure failure = Question.Of("n>1").Fail(new MadeUniverses("n 2", "n 1").WithMetadata("n", "2", refused));

        Assert.AreEqual("PYENV3003", failure.Rule.Code);
        Assert.Contains("Found: n 2 requires Python >=3.12", failure.Evidence);
    }

    [TestMethod]
    public void Wheels_of_one_version_may_require_different_things()
    {
        MadeUniverses universes = new MadeUniverses("n 1", "only-linux 1").WithMetadata(
            "n", "1", ReleaseMetadata.OfClasses([[Question.Read("only-linux")], []]));

        Assert.AreEqual("n==1 only-linux==1[linux-x64]", Question.Of("n").On(Question.Linux, Question.Windows).Solve(universes).Pins());
    }

    [TestMethod]
    public void An_override_replaces_what_declarations_and_releases_ask_for()
    {
        var universes = new MadeUniverses("a 1: n<2", "n 3", "n 2", "n 1");

        Assert.AreEqual("a==1 n==3", Question.Of("a", "n<3").Overridden("n>=2").Solve(universes).Pins());
    }

    [TestMethod]
    public void A_pin_knows_who_asks_for_it_and_with_which_extras()
    {
        var universes = new MadeUniverses("a 1: n[x]>=1 | m", "n 1: m; extra == 'x'", "m 1");

        Resolution resolution = Question.Of("n", "a", "n[y]").Solve(universes);

        ResolvedPin pin = resolution.Pins.Single(one => one.Name.Value == "n");
        Assert.AreEqual("n / n[y] / a 1: n[x]>=1",
            string.Join(" / ", pin.RequiredBy.Select(by => by.Root?.Display ?? $"{by.By} {by.ByVersion}: {by.Requirement}")));
        Assert.AreEqual("y x", string.Join(' ', pin.ExtrasOn(0)));
        Assert.AreEqual("y", resolution.UnknownExtras.Single().Extra.Value);
    }

    [TestMethod]
    public void A_yanked_release_is_kept_where_the_lock_or_a_declaration_pins_it_and_nowhere_else()
    {
        MadeUniverses Universes() => new MadeUniverses("a 1: n==1.5", "n 1.5", "n 1.0").With("n", "1.5", release =>
            release with { Files = [release.Files[0] with { IsYanked = true, YankedReason = "bad build" }] });

        Assert.AreEqual("n==1.0", Question.Of("n").Solve(Universes()).Pins());
        Assert.AreEqual("n==1.5", Question.Of("n").Keeping("n==1.5").Solve(Universes()).Pins());
        Assert.AreEqual("n==1.5", Question.Of("n==1.5").Solve(Universes()).Pins());
        Assert.AreEqual("a==1 n==1.5", Question.Of("a").Constrained("n==1.5").Solve(Universes()).Pins());
        Assert.Contains("n 1.5 was yanked (bad build)", Question.Of("a").Fail(Universes()).Evidence);
    }

    [TestMethod]
    public void Hundreds_of_releases_of_one_name_are_as_good_as_few()
    {
        IEnumerable<string> many = Enumerable.Range(1, 300).Select(i => $"n {i}: m=={i}");
        var universes = new MadeUniverses([.. many, .. Enumerable.Range(1, 300).Select(i => $"m {i}")]);

        Assert.AreEqual("m==70 n==70", Question.Of("n", "m<=70").Solve(universes).Pins());
    }

    [TestMethod]
    public void A_preference_counts_in_the_classes_of_its_marker()
    {
        var universes = new MadeUniverses("n 3", "n 2", "n 1");
        ResolveRequest question = Question.Of("n").On(Question.Linux, Question.Windows)
            .With(options => options with { Strategy = LockStrategy.Newest });

        Assert.AreEqual(
            "n==1[win-x64] n==3[linux-x64]",
            question.Keeping("n==1; sys_platform == 'win32'").Solve(universes).Pins());
    }
}
