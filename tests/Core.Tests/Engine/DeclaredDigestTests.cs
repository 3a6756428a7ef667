using System.Security.Cryptography;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Every digest that is declared of a file is held against its bytes, wherever they come from and whatever is known of them.</summary>
[TestClass]
internal sealed class DeclaredDigestTests
{
    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_wrong_second_digest_of_a_lock_is_found_where_the_wheel_is_new_cached_or_installed(string installer)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        using EngineLab lab = Words(installer);
        (string sha256, string sha512) = Digests(lab);

        Lock(lab, $"sha256 = \"{sha256}\", sha512 = \"{Wrong(sha512)}\"");
        await lab.ShouldNotRestoreAsync("PYENV3006");

        Lock(lab, $"sha256 = \"{sha256}\"");
        await lab.ShouldRestoreAsync();
        // What is in the environment, and what is in the cache alone.
        foreach (bool isThere in (bool[])[true, false])
        {
            if (!isThere)
                await lab.CleanAsync();
            Lock(lab, $"sha256 = \"{sha256}\", sha512 = \"{Wrong(sha512)}\"");
            await lab.ShouldNotRestoreAsync("PYENV3006");
            StringAssert.Contains(lab.Log.ToString(), $"got sha512:{sha512}");
        }
    }

    [TestMethod]
    public async Task A_verification_says_that_a_digest_was_never_held_against_the_wheel()
    {
        using EngineLab lab = Words();
        (string sha256, string sha512) = Digests(lab);
        Lock(lab, $"sha256 = \"{sha256}\"");
        await lab.ShouldRestoreAsync();

        Lock(lab, $"sha256 = \"{sha256}\", sha512 = \"{sha512}\"");
        await lab.ShouldVerifyAsync("PYENV5003");
        StringAssert.Contains(lab.Log.ToString(), "was not held against all digests that are declared");
        await lab.ShouldRestoreAsync("PYENV5003");

        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    public async Task Digests_that_are_right_are_proved_once_and_stay_so_after_a_mending()
    {
        using EngineLab lab = Words();
        (string sha256, string sha512) = Digests(lab);
        Lock(lab, $"sha256 = \"{sha256}\", sha512 = \"{sha512.ToUpperInvariant()}\"");
        await lab.ShouldRestoreAsync();

        File.Delete(lab.Site("words.py"));
        await lab.ShouldRestoreAsync("PYENV5004");
        lab.Write("app/pylock.toml", $"# another text\n{File.ReadAllText(lab["app/pylock.toml"])}");

        await lab.ShouldVerifyAsync();
        await lab.ShouldRestoreAsync();
        CollectionAssert.AreEqual(new[] { $"sha512:{sha512}" }, lab.Receipt.Packages.Single().Digests.ToArray());
    }

    [TestMethod]
    [DataRow("direct", false)]
    [DataRow("direct", true)]
    [DataRow("pip", false)]
    [DataRow("pip", true)]
    public async Task A_requirement_by_sha512_alone_is_no_requirement_by_what_an_index_or_the_cache_knows(string installer, bool index)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        using EngineLab lab = Words(installer);
        using var server = index ? lab.OnAnIndex() : null;
        (string sha256, string sha512) = Digests(lab);
        lab.Pinned($"words==1.0 --hash=sha256:{sha256}");
        await lab.ShouldRestoreAsync();
        foreach (bool isThere in (bool[])[true, false])
        {
            if (!isThere)
                await lab.CleanAsync();
            lab.Pinned($"words==1.0 --hash=sha512:{Wrong(sha512)}");
            await lab.ShouldNotRestoreAsync("PYENV3006");
        }

        lab.Pinned($"words==1.0 --hash=sha512:{Wrong(sha512)} --hash=sha512:{sha512}");
        await lab.ShouldRestoreAsync();
        lab.Pinned("# the same", $"words==1.0 --hash=sha512:{Wrong(sha512)} --hash=sha512:{sha512}");
        await lab.ShouldRestoreAsync();
        lab.Pinned($"words==1.0 --hash=sha512:{Wrong(sha512)}");

        await lab.ShouldNotRestoreAsync("PYENV3006");
    }

    [TestMethod]
    [DataRow("direct", "zz")]
    [DataRow("direct", "../../x")]
    [DataRow("pip", "zz")]
    [DataRow("direct", "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")]
    public async Task What_a_page_calls_a_digest_and_is_none_is_that_of_no_file(string installer, string digest)
    {
        using EngineLab lab = Words(installer);
        string wheel = Path.GetFileName(Directory.GetFiles(lab["wheels"]).Single());
        lab.Declared[DeclaredNames.FindLinks] = lab.Write("page.html", $"<a href=\"wheels/{wheel}#sha256={digest}\">{wheel}</a>");
        lab.Pinned("words==1.0");

        await lab.ShouldNotRestoreAsync("PYENV3006");
    }

    private static EngineLab Words(string installer = "direct")
    {
        var lab = new EngineLab();
        lab.Declared[DeclaredNames.Installer] = installer;
        return lab.With(new WheelBuilder("words", "1.0").WithFile("words.py", "VALUE = 1\n"));
    }

    private static (string Sha256, string Sha512) Digests(EngineLab lab)
    {
        byte[] wheel = File.ReadAllBytes(Directory.GetFiles(lab["wheels"]).Single());
        return (Convert.ToHexStringLower(SHA256.HashData(wheel)), Convert.ToHexStringLower(SHA512.HashData(wheel)));
    }

    private static string Wrong(string digest) => $"{(digest[0] == '0' ? '1' : '0')}{digest[1..]}";

    private static void Lock(EngineLab lab, string hashes) => lab.Write(
        "app/pylock.toml",
        $$"""
        lock-version = "1.0"
        created-by = "a test"

        [[packages]]
        name = "words"
        version = "1.0"
        wheels = [{ path = "../wheels/{{Path.GetFileName(Directory.GetFiles(lab["wheels"]).Single())}}", hashes = { {{hashes}} } }]
        """);
}
