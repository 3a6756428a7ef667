using PythonEnv.Engine.Context;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

[TestClass]
internal sealed class WatchedInputsTests
{
    [TestMethod]
    public void Files_are_told_by_content_absence_and_refusal()
    {
        using TempDirectory folder = new();
        string file = folder.Write("a", "text");

        Assert.AreEqual("982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1", WatchedInputs.DigestOf(file));
        Assert.IsNull(WatchedInputs.DigestOf(folder["absent"]));
        Assert.IsNull(WatchedInputs.DigestOf(folder["a/below/a/file"]));
        Assert.IsNull(WatchedInputs.DigestOf(folder.Path));
        // Root may read every file but this one.
        if (OperatingSystem.IsLinux())
            Assert.AreEqual("unreadable", WatchedInputs.DigestOf("/proc/self/mem"));
    }

    [TestMethod]
    public void Variables_are_told_without_what_is_secret_in_them()
    {
        Assert.IsTrue(WatchedInputs.IsSame("https://u:two@h/", Watched("https://u:one@h/")));
        Assert.IsFalse(WatchedInputs.IsSame("https://u:one@other/", Watched("https://u:one@h/")));
        Assert.IsFalse(WatchedInputs.IsSame(null, Watched("https://u:one@h/")));
        Assert.IsTrue(WatchedInputs.IsSame("", Watched(null)));
        Assert.IsTrue(WatchedInputs.IsSame(null, Watched("")));
        Assert.IsFalse(WatchedInputs.IsSame("now set", Watched(null)));
    }

    [TestMethod]
    public void The_digest_of_a_value_can_not_be_looked_up()
    {
        string? digest = Watched("a bare token");

        Assert.AreNotEqual(digest, Watched("a bare token"));
        Assert.IsTrue(WatchedInputs.IsSame("a bare token", digest));
        Assert.IsFalse(WatchedInputs.IsSame("another token", digest));
        Assert.DoesNotContain(PythonEnv.Host.Files.Digest.OfText("a bare token"), digest!);
    }

    [TestMethod]
    public void A_credential_in_a_path_that_names_nothing_is_not_kept()
    {
        var watched = new WatchedInputs();
        watched.File("//user:secret@h/pip.conf");
        watched.File("/nowhere/pip.conf");

        Assert.AreEqual("/nowhere/pip.conf", watched.Files.Single().Path);
    }

    private static string? Watched(string? value)
    {
        var watched = new WatchedInputs();
        watched.Variable("V", value);
        return watched.Variables.Single().Sha256;
    }

    [TestMethod]
    public void What_was_read_now_wins_over_what_an_earlier_run_had_read()
    {
        using FinishedEnvironment made = new();
        var watched = new WatchedInputs();
        watched.File(made.Requirements, "now");

        watched.Include(made.Receipt);

        Assert.AreEqual("now", watched.Files.Single(file => file.Path == made.Requirements).Sha256);
        Assert.AreEqual(made.Receipt.Files.Count, watched.Files.Count);
        CollectionAssert.AreEqual(new[] { "PIP_INDEX_URL" }, watched.Variables.Select(variable => variable.Name).ToArray());
    }
}
