using System.Collections.Immutable;
using PythonEnv.Diagnostics;

namespace PythonEnv.Core.Tests.Requirements;

/// <summary>Everything that pip drops without a word is an error at its line and column.</summary>
[TestClass]
internal sealed class SilentLossTests
{
    private const string Hash = "--hash=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [TestMethod]
    [DataRow("foo==1.0 --hash=sha256:aa ; python_version < '3'", 1, 27, "; python_version < '3'", DisplayName = "a marker after a hash")]
    [DataRow("--pre foo==1.0", 1, 7, "foo==1.0", DisplayName = "a requirement after an option")]
    [DataRow("- foo==1.0", 1, 1, "- foo==1.0", DisplayName = "a requirement in a Markdown list")]
    [DataRow("--require-hashes foo", 1, 18, "foo", DisplayName = "a requirement after --require-hashes")]
    [DataRow("foo -- --hash=sha256:aa", 1, 8, "--hash=sha256:aa", DisplayName = "what follows --")]
    [DataRow("foo==1.0 --pre", 1, 10, "--pre", DisplayName = "--pre on the line of a requirement")]
    [DataRow("foo==1.0 -i https://h/simple", 1, 10, "-i https://h/simple", DisplayName = "an index on the line of a requirement")]
    [DataRow("foo -foo", 1, 5, "-foo", DisplayName = "-foo, which is --find-links oo")]
    [DataRow("foo==1.0 -r b.txt", 1, 10, "-r b.txt", DisplayName = "an include on the line of a requirement")]
    [DataRow("foo==1.0 -e ./pkg", 1, 10, "-e ./pkg", DisplayName = "an editable on the line of a requirement")]
    [DataRow("foo==1.0 --require-hashes", 1, 10, "--require-hashes", DisplayName = "--require-hashes on the line of a requirement")]
    [DataRow("foo==1.0 --use-feature=fast-deps", 1, 10, "--use-feature=fast-deps", DisplayName = "a feature on the line of a requirement")]
    [DataRow("-r b.txt -c c.txt", 1, 10, "-c c.txt", DisplayName = "constraints on the line of an include")]
    [DataRow("-r b.txt -r c.txt", 1, 10, "-r c.txt", DisplayName = "a second include on a line")]
    [DataRow("-c c.txt --pre", 1, 10, "--pre", DisplayName = "an option on the line of an include")]
    [DataRow("-r b.txt --hash=sha256:aa", 1, 10, "--hash=sha256:aa", DisplayName = "a hash on the line of an include")]
    [DataRow("-r b.txt ; os_name == 'nt'", 1, 10, "; os_name == 'nt'", DisplayName = "a marker on an include")]
    [DataRow("-r b.txt c.txt", 1, 10, "c.txt", DisplayName = "a second file of one include")]
    [DataRow("-e ./pkg ; os_name == 'nt'", 1, 10, "; os_name == 'nt'", DisplayName = "a marker on an editable")]
    [DataRow("-e ./pkg --hash=sha256:aa", 1, 10, "--hash=sha256:aa", DisplayName = "a hash on an editable")]
    [DataRow("-e ./pkg -e ./pkg", 1, 10, "-e ./pkg", DisplayName = "a second editable on a line")]
    [DataRow("-e ./pkg -r b.txt", 1, 10, "-r b.txt", DisplayName = "an include on the line of an editable")]
    [DataRow("-f ./a -f ./b", 1, 8, "-f ./b", DisplayName = "a second --find-links on a line")]
    [DataRow("-i https://a/simple -i https://b/simple", 1, 1, "-i https://a/simple", DisplayName = "a first --index-url of two on a line")]
    [DataRow("-i ''", 1, 1, "-i ''", DisplayName = "an empty index")]
    [DataRow(Hash, 1, 1, Hash, DisplayName = "a hash with no requirement")]
    [DataRow("--config-settings a=b", 1, 1, "--config-settings a=b", DisplayName = "a setting with no requirement")]
    [DataRow(
        "a==1\n\n  foo==1.0 \\\n  --hash=sha256:aa \\\n  ; os_name == 'nt'", 5, 3, "; os_name == 'nt'",
        DisplayName = "a marker on the third physical line")]
    public void What_pip_drops_is_an_error_where_it_stands(string text, int line, int column, string dropped)
    {
        Diagnostic loss = Single(text);

        Assert.AreEqual($"{line},{column} PYENV2002", RequirementsText.Places([loss])[0]);
        Assert.AreEqual($"pip drops `{dropped}` without a word", loss.Problem);
        Assert.AreEqual(Severity.Error, loss.Severity);
    }

    [TestMethod]
    public void A_comment_inside_a_continuation_cuts_the_hashes_after_it_off()
    {
        Diagnostic loss = Single($"foo==1.0 \\\n    # the wheel\n    {Hash}\n");

        Assert.AreEqual("3,5 PYENV2002", RequirementsText.Places([loss])[0]);
        Assert.AreEqual("Write it on the line of its requirement, with no comment between the two", loss.Remedy);
    }

    [TestMethod]
    public void A_comment_that_ends_in_a_backslash_swallows_the_next_requirement()
    {
        Diagnostic loss = Single("foo==1.0 # why \\\n  bar==2.0\nbaz==3.0");

        Assert.AreEqual("2,3 PYENV2002", RequirementsText.Places([loss])[0]);
        Assert.AreEqual("pip drops `bar==2.0` without a word", loss.Problem);
    }

    [TestMethod]
    public void A_line_that_is_a_comment_swallows_nothing_and_neither_does_a_swallowed_comment()
    {
        Assert.IsEmpty(Read("# why \\\nfoo==1.0\nbar==2.0 # a \\\n# b\n"));
    }

    [TestMethod]
    public void A_backslash_in_a_path_is_eaten()
    {
        Diagnostic loss = Single("-f .\\wheels");

        Assert.AreEqual("1,4 PYENV2002", RequirementsText.Places([loss])[0]);
        Assert.AreEqual("pip reads `.\\wheels` as `.wheels`", loss.Problem);
    }

    [TestMethod]
    public void An_index_that_a_later_one_replaces_is_lost_with_the_extra_ones()
    {
        string[] places = RequirementsText.Places(Read("-i https://a/simple\n--extra-index-url https://b/simple\n-i https://c/simple"));

        CollectionAssert.AreEqual(new[] { "1,1 PYENV2002", "2,1 PYENV2002" }, places);
    }

    [TestMethod]
    public void The_same_index_twice_loses_nothing()
    {
        Assert.IsEmpty(Read("-i https://a/simple\n-i https://a/simple\n--extra-index-url https://b/simple"));
    }

    [TestMethod]
    [DataRow("foo==1.0 --no-binary foo")]
    [DataRow("-r b.txt --only-binary :all:")]
    public void Choices_of_format_count_wherever_they_stand(string text) => Assert.IsEmpty(Read(text));

    [TestMethod]
    [DataRow("# a\vfoo==1.0", "000B")]
    [DataRow("# a\u2028foo==1.0", "2028")]
    [DataRow("# a\u0085foo==1.0", "0085")]
    public void A_requirement_that_no_editor_shows_on_its_own_line_is_warned_of(string text, string character)
    {
        Diagnostic hidden = Single(text);

        Assert.AreEqual(Severity.Warning, hidden.Severity);
        StringAssert.Contains(hidden.Evidence, $"U+{character}", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_variable_that_is_not_set_is_warned_of_where_it_stands()
    {
        Diagnostic unset = Single("a==1\n-i https://${USER}@h/simple");

        Assert.AreEqual("2,12 PYENV2002", RequirementsText.Places([unset])[0]);
        Assert.AreEqual(Severity.Warning, unset.Severity);
    }

    private static ImmutableArray<Diagnostic> Read(string text) =>
        new RequirementsText(text).With("b.txt", "").With("c.txt", "").With("pkg/setup.py", "").Read().Diagnostics;

    private static Diagnostic Single(string text)
    {
        ImmutableArray<Diagnostic> found = Read(text);
        Assert.HasCount(1, found, string.Join('\n', found));
        return found[0];
    }
}
