using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes.Candidates;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Indexes;

[TestClass]
internal sealed class CandidateSelectorTests
{
    private static readonly FileHash s_good = new("sha256", "AA"), s_bad = new("sha256", "bb"), s_other = new("md5", "cc");

    private static readonly CandidateQuery s_query = new()
    {
        Name = PackageName.Normalize("foo"),
        Tags = new SupportedTags([new WheelTag("cp311", "cp311", "linux_x86_64"), new WheelTag("py3", "none", "any")]),
        Python = PythonVersion.Parse("3.11.7"),
    };

    [TestMethod]
    [DataRow("foo-1.0-cp38-cp38-win32.whl", RejectionReason.TagsUnsupported, "1.0")]
    [DataRow("foo-1.0.whl", RejectionReason.NameUnreadable, "1.0")]
    [DataRow("foo.tar.gz", RejectionReason.NameUnreadable, null)]
    [DataRow("foo-1.0-py3-none-any.whl.metadata", RejectionReason.NotADistribution, null)]
    [DataRow("foo-1.0.exe", RejectionReason.NotADistribution, "1.0")]
    [DataRow("bar-1.0-py3-none-any.whl", RejectionReason.OtherProject, null)]
    [DataRow("foo-1.x.tar.gz", RejectionReason.VersionUnreadable, null)]
    [DataRow("foo-1.0-py2.7.tar.gz", RejectionReason.TagsUnsupported, "1.0")]
    public void A_file_that_does_not_fit_says_why(string name, RejectionReason reason, string? version)
    {
        RejectedFile rejected = Select(s_query, File(name)).Rejected.Single();

        Assert.AreEqual(reason, rejected.Reason);
        Assert.AreEqual(version, rejected.Version?.ToString());
    }

    [TestMethod]
    public void The_versions_that_are_shut_out_say_by_what()
    {
        CandidateSelection selection = Select(
            s_query with { Specifiers = Specifiers(">=1.0"), AllowsSource = false },
            File("foo-0.9-py3-none-any.whl"), File("foo-1.0-py3-none-any.whl"), File("foo-2.0a1-py3-none-any.whl"), File("foo-3.0.tar.gz"),
            File("foo-1.1-py3-none-any.whl") with { YankedReason = "" }, File("foo-1.2-py3-none-any.whl") with { RequiresPython = "<3" });

        Assert.AreEqual("foo-1.0-py3-none-any.whl", selection.Best!.File.FileName);
        CollectionAssert.AreEqual(
            new[]
            {
                RejectionReason.VersionExcluded, RejectionReason.PrereleaseExcluded, RejectionReason.SourceNotAllowed,
                RejectionReason.Yanked, RejectionReason.PythonExcluded
            },
            selection.Rejected.Select(file => file.Reason).ToArray());
    }

    [TestMethod]
    public void A_pinned_version_that_no_file_has_is_told_from_one_that_does_not_fit()
    {
        CandidateQuery pinned = s_query with { Specifiers = Specifiers("==2.0") };

        Assert.IsFalse(Select(pinned, File("foo-1.0-py3-none-any.whl")).HasWantedVersion);
        Assert.IsFalse(Select(pinned, File("foo-1.0-cp38-cp38-win32.whl")).HasWantedVersion);
        Assert.IsTrue(Select(pinned, File("foo-2.0-cp38-cp38-win32.whl")).HasWantedVersion);
        Assert.IsTrue(Select(pinned, File("foo-2.0-py3-none-any.whl")).HasWantedVersion);
    }

    [TestMethod]
    public void A_file_with_an_acceptable_digest_wins_over_everything_else()
    {
        CandidateSelection selection = Select(
            s_query with { Hashes = [s_good], AllowsYanked = true },
            File("foo-2.0-py3-none-any.whl", s_bad), File("foo-1.5-py3-none-any.whl"),
            File("foo-1.0.tar.gz", s_good with { Digest = "aa" }) with { YankedReason = "x" });

        Assert.AreEqual("foo-1.0.tar.gz Matches, foo-1.5-py3-none-any.whl Unknown", Show(selection));
        Assert.AreEqual(RejectionReason.HashDiffers, selection.Rejected.Single().Reason);
    }

    [TestMethod]
    public void Where_no_digest_is_acceptable_the_difference_can_be_told()
    {
        CandidateSelection selection = Select(
            s_query with { Hashes = [s_good] }, File("foo-2.0-py3-none-any.whl", s_bad), File("foo-1.0.tar.gz", s_other));

        Assert.AreEqual("foo-2.0-py3-none-any.whl Differs, foo-1.0.tar.gz Unknown", Show(selection));
    }

    [TestMethod]
    public void Tags_rank_before_build_numbers_and_source_comes_last()
    {
        CandidateSelection selection = Select(
            s_query, File("foo-1.0.tar.gz"), File("foo-1.0-2-py3-none-any.whl"), File("foo-1.0-10-py3-none-any.whl"),
            File("foo-1.0-cp311-cp311-linux_x86_64.whl"));

        CollectionAssert.AreEqual(
            new[] { "foo-1.0-cp311-cp311-linux_x86_64.whl", "foo-1.0-10-py3-none-any.whl", "foo-1.0-2-py3-none-any.whl", "foo-1.0.tar.gz" },
            selection.Candidates.Select(candidate => candidate.File.FileName).ToArray());
    }

    private static string Show(CandidateSelection selection) =>
        string.Join(", ", selection.Candidates.Select(candidate => $"{candidate.File.FileName} {candidate.Hash}"));

    private static CandidateSelection Select(CandidateQuery query, params IndexFile[] files) => new CandidateSelector(query).Select(files);

    private static IndexFile File(string name, params ImmutableArray<FileHash> hashes) =>
        new() { FileName = name, Url = $"https://example.com/{name}", Hashes = hashes };

    private static SpecifierSet Specifiers(string text) =>
        SpecifierSet.TryParse(text, out SpecifierSet? set, out ParseError? error) ? set : throw new AssertFailedException(error.Message);
}
