using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Pins;
using PythonEnv.Requirements.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Pins;

[TestClass]
internal sealed class PinReaderTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private static readonly string Zeros = new('0', 64);
    private static readonly string Ones = new('1', 64);

    [TestMethod]
    public void Markers_choose_and_lines_of_one_project_join()
    {
        Pin[] pins = Read(
            "foo==1.0; sys_platform == 'win32'",
            "Foo[B]==1.0",
            $"foo[a.c]==1.0 --hash=sha256:{Zeros} --hash=sha256:{Ones}",
            $"foo==1.0 --hash=sha256:{Ones}");

        Pin foo = pins.Single();
        Assert.AreEqual(2, foo.Where.Line);
        Assert.AreEqual("a-c b", string.Join(' ', foo.Extras));
        Assert.AreEqual($"sha256:{Ones}", foo.Hashes.Single().ToString());
    }

    [TestMethod]
    [DataRow("sys_platform ~= 'linux'")]
    [DataRow("python_version >= '3' or 'dev' in dependency_groups")]
    [DataRow("'a' == 'b'")]
    public void A_marker_at_which_pip_breaks_off_loses_no_requirement_in_silence(string marker)
    {
        DiagnosticBag diagnostics = [];

        Read(diagnostics, "bar==1.0", $"foo==1.0; {marker}");

        Diagnostic found = diagnostics.Single();
        Assert.AreEqual("2 PYENV2002", $"{found.Where.Line} {found.Code}", found.ToString());
    }

    [TestMethod]
    public void A_url_is_its_own_file_and_keeps_no_secret_in_its_location()
    {
        Pin foo = Read($"https://user:hunter2@host/a%20b/Foo_Bar-1.0-py3-none-any.whl#sha256={Zeros}").Single();

        Assert.AreEqual("foo-bar", foo.Name.Value);
        Assert.AreEqual("1.0", foo.Version!.ToString());
        Assert.AreEqual("Foo_Bar-1.0-py3-none-any.whl", foo.File!.FileName);
        Assert.AreEqual("https://host/a%20b/Foo_Bar-1.0-py3-none-any.whl", foo.File.Location.AbsoluteUri);
        Assert.AreEqual(Zeros, foo.File.Sha256);
        Assert.IsFalse(foo.Display.Contains("hunter2", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_checkout_is_to_be_built()
    {
        Pin foo = Read($"foo @ git+https://host/repo@{Commit}#subdirectory=src").Single();

        Assert.IsFalse(foo.File!.IsWheel);
        Assert.IsNull(foo.Version);
        Assert.AreEqual($"git+https://host/repo@{Commit}#subdirectory=src", foo.DirectUrl!.Url.OriginalString);
    }

    [TestMethod]
    public void A_url_without_any_name_is_reported()
    {
        DiagnosticBag diagnostics = [];

        Assert.AreEqual(0, Read(diagnostics, $"git+https://host/repo@{Commit}").Length);
        Assert.AreEqual("PYENV2002", diagnostics.Single().Code);
    }

    [TestMethod]
    public void Two_lines_without_a_common_hash_do_not_add_up_to_any_file()
    {
        DiagnosticBag diagnostics = [];

        Pin foo = Read(diagnostics, $"foo==1.0 --hash=sha256:{Zeros}", $"foo==1.0 --hash=sha256:{Ones}").Single();

        Assert.AreEqual("PYENV3006 2", $"{diagnostics.Single().Code} {diagnostics.Single().Where.Line}");
        Assert.AreEqual(1, foo.Hashes.Length);
    }

    [TestMethod]
    [DataRow("foo", "foo==1.1", "==1.1")]
    [DataRow("foo[a]", "foo===1.1", "===1.1")]
    [DataRow("foo>=1", "foo==1.1", "==1.1,>=1")]
    [DataRow("foo==1.0", "foo==1.0+cpu", "==1.0")]
    [DataRow("foo", "foo==1.1; sys_platform == 'nowhere'", "")]
    [DataRow("foo", "foo<2", "")]
    public void An_exact_constraint_pins_what_no_requirement_does(string line, string constraint, string specifiers)
    {
        using TempDirectory temp = new();
        temp.Write("c.txt", constraint);

        Assert.AreEqual(specifiers, Read(temp, [], line, "-c c.txt").Single().Specifiers.ToString());
    }

    [TestMethod]
    public void A_constraint_with_a_URL_is_the_place_of_a_bare_name()
    {
        using TempDirectory temp = new();
        temp.Write("c.txt", $"foo @ https://host/foo-1.1-py3-none-any.whl#sha256={Zeros}");

        Pin foo = Read(temp, [], "foo[a]", "-c c.txt").Single();

        Assert.AreEqual("1.1 a", $"{foo.Version} {string.Join(' ', foo.Extras)}");
        Assert.AreEqual(Zeros, foo.File!.Sha256);
    }

    [TestMethod]
    [DataRow("git@host:acme/foo.git", "git+ssh://git@host/acme/foo.git@")]
    [DataRow("ssh://git@host/acme/foo.git", "git+ssh://git@host/acme/foo.git@")]
    [DataRow("https://host:8443/acme/foo.git", "git+https://host:8443/acme/foo.git@")]
    public void The_short_form_of_a_repository_in_a_lock_is_written_out(string url, string expected)
    {
        LockVcs vcs = new() { Where = SourceSpan.None, Type = "git", Url = url, CommitId = Commit };
        LockEntry entry = new() { Where = SourceSpan.None, Name = PackageName.Normalize("foo"), Vcs = vcs };

        Pin pin = PinReader.OfLock([new LockChoice(entry, vcs)], Path.GetFullPath("poetry.lock")).Single();

        Assert.AreEqual(expected + Commit, pin.DirectUrl!.Url.OriginalString);
    }

    [TestMethod]
    public void A_lock_names_every_file()
    {
        using TempDirectory temp = new();
        string path = temp.Write("pylock.toml", $$"""
            lock-version = "1.0"
            created-by = "us"
            [[packages]]
            name = "foo"
            version = "1.0"
            [[packages.wheels]]
            url = "https://host/foo-1.0-py3-none-any.whl"
            size = 12
            hashes = { sha256 = "{{Zeros}}" }
            [[packages]]
            name = "bar"
            version = "2.0"
            [packages.archive]
            path = "wheels/bar-2.0-py3-none-any.whl"
            hashes = { sha256 = "{{Ones}}" }
            """);
        PylockReading reading = PylockReader.Read(File.ReadAllBytes(path), path);
        Assert.IsNotNull(reading.File, string.Join('\n', reading.Errors));
        PylockSelection selection = new PylockSelector(reading.File, path, PlanLab.Markers, PlanLab.Target.Tags).Select();

        Pin[] pins = [.. PinReader.OfLock(selection.Choices, path)];

        Assert.AreEqual("bar==2.0 foo==1.0", string.Join(' ', pins.Select(pin => pin.Display)));
        Assert.AreEqual(temp["wheels/bar-2.0-py3-none-any.whl"], pins[0].File!.Location.LocalPath);
        Assert.IsNotNull(pins[0].DirectUrl);
        Assert.AreEqual("https://host/foo-1.0-py3-none-any.whl", pins[1].File!.Location.AbsoluteUri);
        Assert.AreEqual(Zeros, pins[1].File!.Sha256);
        Assert.AreEqual(12L, pins[1].File!.Size);
        Assert.IsNull(pins[1].DirectUrl);
    }

    private static Pin[] Read(params string[] lines)
    {
        DiagnosticBag diagnostics = [];
        Pin[] pins = Read(diagnostics, lines);
        Assert.AreEqual(0, diagnostics.Count, string.Join('\n', diagnostics));
        return pins;
    }

    private static Pin[] Read(DiagnosticBag diagnostics, params string[] lines)
    {
        using TempDirectory temp = new();
        return Read(temp, diagnostics, lines);
    }

    private static Pin[] Read(TempDirectory temp, DiagnosticBag diagnostics, params string[] lines)
    {
        RequirementsFile file = RequirementsFileReader.Read(
            temp.Write("requirements.txt", string.Join("\n", lines)), new RequirementsReadOptions { WorkingDirectory = temp.Path });
        Assert.AreEqual(0, file.Diagnostics.Length, string.Join('\n', file.Diagnostics));
        return [.. PinReader.OfRequirements(file.Requirements, file.Constraints, PlanLab.Markers, diagnostics)];
    }
}
