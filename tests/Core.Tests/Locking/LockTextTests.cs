using System.Text;
using PythonEnv.Locking;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Standard;
using PythonEnv.Requirements.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locking;

[TestClass]
internal sealed class LockTextTests
{
    private const string Requirements = "/p/requirements.txt";
    private const string Pylock = "/p/pylock.toml";

    [TestMethod]
    public void A_requirements_file_has_pins_markers_hashes_and_who_asks_for_them()
    {
        string text = LockText.Write(Requirements, SampleLock.Content);

        StringAssert.EndsWith(text, $"""

            click==8.1.3 \
                --hash=sha256:{SampleLock.Digest('b')}
                # via
                #   flask
                #   requirements.in
            colorama==0.4.6 ; sys_platform == "win32" \
                --hash=sha256:{SampleLock.Digest('0')} \
                --hash=sha256:{SampleLock.Digest('4')}
                # via click

            """.ReplaceLineEndings("\n"));
        Assert.IsFalse(text.Contains('\r'));
    }

    [TestMethod]
    [DataRow(Requirements)]
    [DataRow(Pylock)]
    public void What_it_says_of_its_making_is_read_back(string path)
    {
        LockText read = LockText.Read(path, LockText.Write(path, SampleLock.Content))!;

        Assert.IsFalse(read.IsEdited);
        Assert.AreEqual(
            string.Join('\n', (SampleLock.Content.Record with { ContentDigest = read.Record.ContentDigest }).ToLines()),
            string.Join('\n', read.Record.ToLines()));
    }

    [TestMethod]
    [DataRow(Requirements)]
    [DataRow(Pylock)]
    public void Line_ends_of_another_system_are_no_edit(string path) =>
        Assert.IsFalse(LockText.Read(path, LockText.Write(path, SampleLock.Content).ReplaceLineEndings("\r\n"))!.IsEdited);

    [TestMethod]
    [DataRow(Requirements)]
    [DataRow(Pylock)]
    public void A_pin_that_somebody_changed_is_noticed(string path) => Assert.IsTrue(
        LockText.Read(path, LockText.Write(path, SampleLock.Content).Replace("8.1.3", "8.1.4", StringComparison.Ordinal))!.IsEdited);

    [TestMethod]
    [DataRow(Requirements, "# made by hand\nclick==8.1.3\n")]
    [DataRow(Requirements, "")]
    [DataRow(Pylock, "lock-version = \"1.0\"\n[tool.other]\nrecord = []\n")]
    [DataRow(Pylock, "[tool.pythonenv]\nrecord = [\n    \"pythonenv-lock: 99\",\n]\n")]
    public void A_lock_of_somebody_else_says_nothing(string path, string text) => Assert.IsNull(LockText.Read(path, text));

    [TestMethod]
    public void The_reader_of_locks_takes_the_pylock_without_complaint()
    {
        PylockReading reading = PylockReader.Read(Encoding.UTF8.GetBytes(LockText.Write(Pylock, SampleLock.Content)), Pylock);

        Assert.IsEmpty(reading.Diagnostics, string.Join('\n', reading.Diagnostics));
        Assert.AreEqual(
            "click 8.1.3, colorama 0.4.6",
            string.Join(", ", reading.File!.Packages.Select(package => $"{package.Name} {package.Version}")));
        Assert.HasCount(2, reading.File.Environments!.Value);
        Assert.IsTrue(reading.File.Environments.Value[0].Evaluate(SampleLock.Linux));
        Assert.IsFalse(reading.File.Environments.Value[1].Evaluate(SampleLock.Linux));
    }

    [TestMethod]
    public void A_wheel_beside_the_lock_is_a_relative_path_in_it()
    {
        LockContent content = SampleLock.Content with
        {
            Packages =
            [
                SampleLock.Content.Packages[0] with
                {
                    Files =
                    [
                        SampleLock.Content.Packages[0].Files[0] with { Url = new Uri("file:///p/wheels/click-8.1.3-py3-none-any.whl") }
                    ]
                }
            ],
        };

        StringAssert.Contains(LockText.Write(Pylock, content), "path = \"wheels/click-8.1.3-py3-none-any.whl\"");
    }

    [TestMethod]
    public void Pip_reads_the_requirements_file_as_it_is_meant()
    {
        using var temp = new TempDirectory("lock");
        string path = temp.Write("requirements.txt", LockText.Write(Requirements, SampleLock.Content));
        const string Script = """
            from pip._internal.network.session import PipSession
            from pip._internal.req.req_file import parse_requirements
            answer = [[line.requirement, line.options.get("hashes", line.options).get("sha256", [])] for line in parse_requirements(question, PipSession())]
            """;

        object[][] lines = PythonOracle.Required.Ask<string, object[][]>(Script, path);

        Assert.AreEqual(
            "click==8.1.3 | colorama==0.4.6 ; sys_platform == \"win32\"",
            string.Join(" | ", lines.Select(line => line[0].ToString()!.TrimEnd())));
        StringAssert.Contains(lines[1][1].ToString(), SampleLock.Digest('4'));
    }

    [TestMethod]
    public void An_existing_lock_gives_its_pins_whoever_made_it()
    {
        using var temp = new TempDirectory("lock");
        var options = new RequirementsReadOptions { WorkingDirectory = temp.Path };
        string requirements = temp.Write("requirements.txt", LockText.Write(Requirements, SampleLock.Content));
        string pylock = temp.Write("pylock.toml", LockText.Write(Pylock, SampleLock.Content));
        string byHand = temp.Write("hand.txt", "flask\nclick==8.1.3\n");

        Assert.AreEqual("click 8.1.3; colorama 0.4.6 sys_platform == \"win32\"", Pins(ExistingLock.Read(requirements, options)!));
        Assert.AreEqual("click 8.1.3; colorama 0.4.6 sys_platform == \"win32\"", Pins(ExistingLock.Read(pylock, options)!));
        Assert.AreEqual("click 8.1.3", Pins(ExistingLock.Read(byHand, options)!));
        Assert.IsFalse(ExistingLock.Read(byHand, options)!.IsPinned);
        Assert.IsNull(ExistingLock.Read(temp["none.txt"], options));
    }

    private static string Pins(ExistingLock existing) =>
        string.Join("; ", existing.Pins.Select(pin => $"{pin.Name} {pin.Version} {pin.Marker}".TrimEnd()));
}
