using System.Text.RegularExpressions;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Core.Tests.Resolving;

[TestClass]
internal sealed partial class ExplanationTests
{
    [TestMethod]
    public void Two_lines_that_contradict_each_other_are_named_with_what_lies_between_them()
    {
        var universes = new MadeUniverses(
            "flask 3.1.1: werkzeug>=3.0", "flask 3.0: werkzeug>=3.0", "flask 3.0.5: werkzeug>=3.0", "flask 2.2.5: werkzeug>=2",
            "werkzeug 3.1", "werkzeug 2.3", "click 8");

        Expect(
            """
            requirements.in(2,1): error PYENV3005: no versions satisfy `flask>=3` and `werkzeug<3` together. Declared: `flask>=3` here,
            `werkzeug<3` in line 3;
            found: flask 3.0 to 3.1.1 (3 versions) require `werkzeug>=3.0`. Write `flask<=2.2.5` for `flask>=3` here, or write
            `werkzeug>=3.1` for `werkzeug<3` in line 3.
            """,
            Question.Of("click", "flask>=3", "werkzeug<3"), universes);
    }

    [TestMethod]
    public void A_chain_is_told_from_the_declaration_on()
    {
        var universes = new MadeUniverses(
            "boto3 1.26.27: botocore>=1.29.27,<1.30", "botocore 1.29.27: urllib3>=1.25.4,<1.27", "urllib3 2.0", "urllib3 1.26.12");

        Expect(
            """
            requirements.in(1,1): error PYENV3005: no versions satisfy `boto3` and `urllib3>=2` together. Declared: `boto3` here,
            `urllib3>=2` in line 2;
            found: boto3 1.26.27 (the only version) requires `botocore>=1.29.27,<1.30`; botocore 1.29.27 (the only version) requires
            `urllib3>=1.25.4,<1.27`.
            Write `urllib3<=1.26.12` for `urllib3>=2` in line 2.
            """,
            Question.Of("boto3", "urllib3>=2"), universes);
    }

    [TestMethod]
    public void The_first_changes_of_several_conflicts_lead_to_an_answer_together()
    {
        var universes = new MadeUniverses("a 2: b>=2", "a 1: z<2", "b 2", "b 1", "c 2: d>=2", "c 1: z>=2", "d 2", "d 1", "z 2", "z 1");

        ResolveFailure first = Question.Of("a>=2", "b<2", "c>=2", "d<2").Fail(universes);

        Assert.AreEqual("Write `a<=1` for `a>=2` here, or write `b>=2` for `b<2` in line 2", first.Remedy);
        Assert.AreEqual("Write `d>=2` for `d<2` in line 4", first.Others.Single().Remedy);
    }

    [TestMethod]
    public void An_override_that_causes_several_conflicts_is_proposed_to_go_in_each()
    {
        var universes = new MadeUniverses("a 1: x>=1", "b 1: x>=1", "x 1");

        ResolveFailure first = Question.Of("a", "b").Overridden("x==9").Fail(universes);

        string[] remedies = [first.Remedy, .. first.Others.Select(other => other.Remedy)];
        CollectionAssert.AreEqual(Enumerable.Repeat(first.Remedy, 2).ToArray(), remedies);
        StringAssert.Contains(first.Remedy, "x==9");
    }

    [TestMethod]
    public void A_platform_without_a_file_is_named_with_what_there_is()
    {
        var universes = new MadeUniverses(
            "native 2.1 cp312-cp312-manylinux_2_17_x86_64", "native 2.0 cp312-cp312-manylinux_2_17_x86_64",
            "native 1.9 cp312-cp312-manylinux_2_17_x86_64 cp312-cp312-musllinux_1_2_x86_64");

        Expect(
            """
            requirements.in(1,1): error PYENV3002: no version of `native>=2` can be installed. Found: native 2.0 and 2.1 have no file for
            linux-musl-x64 (Python 3.12);
            2.1 has cp312-cp312-manylinux_2_17_x86_64. Write `native<=1.9` for `native>=2` here.
            """,
            Question.Of("native>=2").On(Question.Linux, Question.Musl), universes);
        Assert.AreEqual(
            "Take linux-musl-x64 out of the declared platforms, or give it a lock of its own",
            Question.Of("native").On(Question.Linux, Question.Musl).Fail(new MadeUniverses("native 2.0 cp312-cp312-manylinux_2_17_x86_64"))
                .Remedy);
        Assert.AreEqual(
            "Declare an interpreter that one of its files fits, or an index that has others",
            Question.Of("native").On(Question.Musl).Fail(new MadeUniverses("native 2.0 cp312-cp312-manylinux_2_17_x86_64")).Remedy,
            "without its only platform a lock has none");
    }

    [TestMethod]
    public void Only_the_platforms_that_no_version_fits_are_to_be_taken_out()
    {
        // A build for one platform has a version of its own, as those of PyTorch.
        var universes = new MadeUniverses("native 2.0+cu cp312-cp312-manylinux_2_17_x86_64", "native 2.0 cp312-cp312-win_amd64");

        ResolveFailure failure = Question.Of("native").On(Question.Linux, Question.Windows, Question.Musl).Fail(universes);

        Assert.AreEqual("Take linux-musl-x64 out of the declared platforms, or give it a lock of its own", failure.Remedy);
        Question.Of("native").On(Question.Linux, Question.Windows).Solve(universes);
    }

    [TestMethod]
    public void All_platforms_without_a_file_are_named_at_once_as_far_as_they_ask_for_one()
    {
        var universes = new MadeUniverses("native 2.0 cp312-cp312-manylinux_2_17_x86_64", "user 1: native; sys_platform != 'darwin'");

        ResolveFailure everywhere = Question.Of("native").On(Question.Linux, Question.Windows, Question.MacOS).Fail(universes);
        ResolveFailure some = Question.Of("user").On(Question.Linux, Question.Windows, Question.MacOS).Fail(universes);
        ResolveFailure none = Question.Of("native").On(Question.Windows, Question.MacOS).Fail(universes);

        StringAssert.Contains(string.Join(" ", everywhere.Evidence), "native 2.0 has no file for win-x64 and osx-arm64 (Python 3.12)");
        Assert.AreEqual("Take win-x64 and osx-arm64 out of the declared platforms, or give them a lock of their own", everywhere.Remedy);
        StringAssert.StartsWith(some.Remedy, "Take win-x64 out of the declared platforms");
        Assert.AreEqual("Declare an interpreter that one of its files fits, or an index that has others", none.Remedy);
    }

    [TestMethod]
    public void Conflicts_that_have_nothing_to_do_with_each_other_are_all_told_each_with_what_mends_it()
    {
        var universes = new MadeUniverses("flask 3.0: werkzeug>=3", "flask 2.2: werkzeug>=2", "werkzeug 3.1", "werkzeug 2.3", "click 8");
        ResolveFailure first = Question.Of("click==9", "flask>=3", "werkzeug<3", "absent").Fail(universes);

        CollectionAssert.AreEqual(
            new[]
            {
                "1: Write `click<=8` for `click==9` here",
                "2: Write `flask<=2.2` for `flask>=3` here, or write `werkzeug>=3.1` for `werkzeug<3` in line 3",
                "4: Check the name, and that the index that has it is declared",
            },
            new[] { first }.Concat(first.Others)
                .OrderBy(failure => failure.Where.Line)
                .Select(failure => $"{failure.Where.Line}: {failure.Remedy}")
                .ToArray());
    }

    [TestMethod]
    public void What_only_one_platform_needs_is_told_with_that_platform()
    {
        var universes = new MadeUniverses(
            "kernel 1: appnope; sys_platform == 'darwin'", "docker 5: pywin32==227; sys_platform == 'win32'", "pywin32 305");
        ResolveFailure unknown = Question.Of("kernel").On(Question.Linux, Question.Windows, Question.MacOS).Fail(universes);
        Assert.Contains("Found: kernel 1 (the only version) requires `appnope` on osx-arm64", unknown.Evidence);
        StringAssert.EndsWith(unknown.Remedy, "or take osx-arm64 out of the declared platforms");

        Expect(
            """
            requirements.in(1,1): error PYENV3001: `docker` can't be installed. Found: docker 5 (the only version) requires `pywin32==227`
            on win-x64; no version of pywin32 matches `pywin32==227`: there is 305. Remove `docker` here, or take win-x64 out of the
            declared platforms.
            """,
            Question.Of("docker").On(Question.Linux, Question.Windows), universes);
        Assert.AreEqual("Remove `docker` here", Question.Of("docker").On(Question.Windows).Fail(universes).Remedy);
    }

    [TestMethod]
    public void Every_kind_of_dead_end_has_its_code()
    {
        Assert.AreEqual("PYENV3001", Question.Of("n").Fail(new MadeUniverses("m 1")).Rule.Code);
        Assert.AreEqual("PYENV3001", Question.Of("n>2").Fail(new MadeUniverses("n 1")).Rule.Code);
        Assert.AreEqual("PYENV3002", Question.Of("n").Fail(new MadeUniverses("n 1 cp312-cp312-win_amd64")).Rule.Code);
        Assert.AreEqual("PYENV3009", Question.Of("n").Fail(new MadeUniverses("n 1 sdist")).Rule.Code);
        Assert.AreEqual("PYENV3005", Question.Of("n>2", "n<2").Fail(new MadeUniverses("n 1", "n 3")).Rule.Code);
        MadeUniverses young = new MadeUniverses("n 1").With("n", "1", release => release with
        {
            Files = [release.Files[0] with { RequiresPython = Question.Read("x>=3.13").Specifiers }],
        });
        ResolveFailure failure = Question.Of("n").Fail(young);
        Assert.AreEqual("PYENV3003", failure.Rule.Code);
        Assert.Contains("Found: n 1 requires Python >=3.13, and linux-x64 has Python 3.12.1", failure.Evidence);
    }

    [TestMethod]
    public void An_index_without_upload_times_is_said_to_have_none()
    {
        ResolveFailure failure = Question.Of("n").With(options => options with { UploadedBefore = DateTimeOffset.UnixEpoch })
            .Fail(new MadeUniverses("n 2", "n 1"));

        Assert.AreEqual("PYENV3001", failure.Rule.Code);
        Assert.Contains("Found: n 1 and 2 have no upload time, and `PythonEnvUploadedBefore` asks for one", failure.Evidence);
        Assert.Contains("Exempt its index", failure.Remedy);
    }

    [TestMethod]
    public void Constraints_and_overrides_are_named_where_the_proof_needs_them_and_only_there()
    {
        var universes = new MadeUniverses("a 1: n", "n 1", "m 1");

        ResolveFailure constrained = Question.Of("m", "a").Constrained("m<2", "n==7").Fail(universes);
        Assert.AreEqual("a n==7", string.Join(' ', constrained.Roots.Select(root => root.Display)));
        Assert.AreEqual("Remove `n==7` in constraints.txt(2)", constrained.Remedy);

        ResolveFailure overridden = Question.Of("m", "a").Overridden("n>5").Fail(universes);
        Assert.Contains("overridden by `n>5` in overrides.txt(1)", overridden.Evidence);
        Assert.AreEqual("Remove `n>5` in overrides.txt(1)", overridden.Remedy);
    }

    [TestMethod]
    public void Every_root_that_is_named_is_needed_and_every_suggestion_helps()
    {
        string[] lines = ["a", "b", "c", "d<2", "e"];
        string[] made = ["a 1: x<3", "b 1: x>=2", "c 2: x>1; sys_platform == 'win32'", "d 1: x!=2", "d 2", "e 1", "x 1", "x 2", "x 3"];
        ResolveFailure failure = Question.Of(lines).Fail(new MadeUniverses(made));

        string[] named = [.. failure.Roots.Select(root => root.Display)];
        CollectionAssert.AreEqual(new[] { "a", "b", "d<2" }, named);
        foreach (string dropped in named)
            _ = Question.Of(named.Where(line => line != dropped)).Solve(new MadeUniverses(made));
        MatchCollection suggestions = Suggestion().Matches(failure.Remedy);
        Assert.IsNotEmpty(suggestions);
        foreach (Match suggestion in suggestions)
            _ = Question.Of(lines.Select(line => line == suggestion.Groups["root"].Value ? suggestion.Groups["replacement"].Value : line))
                .Solve(new MadeUniverses(made));
    }

    [TestMethod]
    public void Runs_of_versions_have_no_holes()
    {
        var universes = new MadeUniverses(
            [.. Enumerable.Range(1, 9).Select(i => i is 4 or 5 ? $"n {i}: m>1" : $"n {i}: m>2"), "n 10: m>2 | gone", "m 1"]);

        ResolveFailure failure = Question.Of("n").Fail(universes);

        Assert.Contains("Found: n 1 to 3 and 6 to 10 (8 versions) require `m>2`", failure.Evidence);
    }

    private static void Expect(string told, ResolveRequest question, MadeUniverses universes) =>
        Assert.AreEqual(told.ReplaceLineEndings(" "), Question.Told(question.Fail(universes)));

    [GeneratedRegex("rite `(?<replacement>[^`]+)` for `(?<root>[^`]+)`")]
    private static partial Regex Suggestion();
}
