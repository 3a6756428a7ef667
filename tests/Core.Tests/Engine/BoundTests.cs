using System.Diagnostics;
using System.Text;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What a project's files may cost, however they are written.</summary>
[TestClass]
internal sealed class BoundTests
{
    [TestMethod]
    public async Task A_file_that_never_ends_is_refused()
    {
        Requires.Posix("/dev/zero");
        using var lab = new EngineLab();
        File.CreateSymbolicLink(lab["app/requirements.txt"], "/dev/zero");

        await lab.ShouldNotRestoreAsync("PYENV2001");

        StringAssert.Contains(lab.Log.ToString(), "is no file, but a folder, a pipe, a socket or a device");
        lab.Look();
    }

    [TestMethod]
    [DataRow("requirements.txt")]
    [DataRow("pylock.toml")]
    public async Task A_file_that_is_larger_than_any_that_people_write_is_refused(string name)
    {
        using var lab = new EngineLab();
        using (FileStream file = File.Create(lab[$"app/{name}"]))
            file.SetLength(33 * 1024 * 1024);

        await lab.ShouldNotRestoreAsync("PYENV2001");

        StringAssert.Contains(lab.Log.ToString(), "larger than 32 MB");
    }

    [TestMethod]
    [DataRow("links")]
    [DataRow("links/page.html")]
    public async Task A_page_in_a_folder_has_the_bound_of_a_page_on_a_server(string links)
    {
        using var lab = new EngineLab();
        lab.Write("app/links/page.html", "<a href=\"words-1.0-py3-none-any.whl\">words</a>");
        using (FileStream file = File.OpenWrite(lab["app/links/page.html"]))
            file.SetLength(65 * 1024 * 1024);
        lab.Pinned("words==1.0");
        lab.Declared[DeclaredNames.FindLinks] = links;

        await lab.ShouldNotRestoreAsync("PYENV3007");

        StringAssert.Contains(lab.Log.ToString(), "its page is larger than 64 MB");
    }

    [TestMethod]
    public async Task A_hundred_thousand_lines_without_a_pin_are_told_quickly_and_counted()
    {
        using var lab = new EngineLab();
        var lines = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
            lines.Append("name").Append(i).Append('\n');
        lab.Write("app/requirements.txt", lines.ToString());
        long start = Stopwatch.GetTimestamp();

        Assert.IsNull(await lab.RestoreAsync());

        Assert.IsLessThan(20, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.HasCount(501, lab.Log.ErrorCodes);
        StringAssert.Contains(lab.Log.Errors.Last().Message, "99500 more findings of this kind are not listed");
    }

    [TestMethod]
    public async Task A_line_of_megabytes_makes_a_message_that_can_be_read()
    {
        using var lab = new EngineLab();
        lab.Pinned($"words {new string('x', 10_000_000)}");

        Assert.IsNull(await lab.RestoreAsync());

        Assert.IsNotEmpty(lab.Log.ErrorCodes);
        Assert.IsTrue(lab.Log.Errors.All(error => error.Message.Length < 5000));
    }
}
