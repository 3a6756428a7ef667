using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class PylockReaderTests
{
    private const string Digest = "00000000000000000000000000000000000000000000000000000000000000aa";

    private const string Head = "lock-version = '1.0'\ncreated-by = 'hand'\n";

    private const string Wheel = $"{{url = 'https://f/foo-1.0-py3-none-any.whl', hashes = {{sha256 = '{Digest}'}}}}";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void A_good_lock_has_nothing_to_say()
    {
        PylockReading reading = Read($"{Head}[[packages]]\nname = 'foo'\nversion = '1.0'\nwheels = [{Wheel}]\n");

        Assert.AreEqual(PylockVerdict.Valid, reading.Verdict);
        Assert.IsEmpty(reading.Diagnostics);
        LockEntry package = reading.File!.Packages.Single();
        Assert.AreEqual("foo-1.0-py3-none-any.whl", package.Wheels.Single().FileName);
        Assert.AreEqual(new SourceSpan("/p/pylock.toml", 3, 1, 12), package.Where);
    }

    [TestMethod]
    public void All_that_is_wrong_is_told_at_once_and_in_place()
    {
        PylockReading reading = Read(
            """
            lock-version = '1.0'
            requires-python = ">=3.8,nope"
            extras = ['Test']

            [[packages]]
            name = 'foo'
            marker = "python_version > '3' or"
            directory = {}
            """);

        Assert.AreEqual(PylockVerdict.Invalid, reading.Verdict);
        Assert.AreEqual(
            "extras[0] 3,11; created-by 0,0; requires-python 2,26; packages[0].marker 7,34; packages[0].directory.path 8,13",
            string.Join("; ", reading.Errors.Select(error => $"{error.Path} {error.Where.Line},{error.Where.Column}")));
        Assert.HasCount(5, reading.Diagnostics);
        Assert.IsTrue(reading.Diagnostics.All(found => found.Code == "PYENV2002" && found.Severity == Severity.Error));
    }

    [TestMethod]
    public void Of_an_unknown_version_nothing_else_is_said()
    {
        PylockReading reading = Read("lock-version = '2.0'\npackages = 1\n");

        Assert.AreEqual(
            "/p/pylock.toml(1,16): error PYENV2002: a lock file of version 2.0 can't be read. Version 1 can. Write it anew with a tool that writes version 1.0.",
            reading.Diagnostics.Single().ToString());
    }

    [TestMethod]
    public void What_is_no_TOML_is_to_be_written_anew() => Assert.AreEqual(
        "/p/pylock.toml(1,18): error PYENV2002: the file is not TOML. The string is not closed. "
            + "Write the lock file anew with the tool that made it.",
        Read("lock-version = '1\n").Diagnostics.Single().ToString());

    [TestMethod]
    public void A_newer_minor_version_is_a_warning()
    {
        PylockReading reading = Read("lock-version = '1.1'\ncreated-by = 'x'\npackages = []\n");

        Assert.AreEqual(PylockVerdict.Valid, reading.Verdict);
        Assert.AreEqual(Severity.Warning, reading.Diagnostics.Single().Severity);
    }

    [TestMethod]
    [DataRow("vcs = {type = 'git', url = 'https://g/x', commit-id = 'main'}", "PYENV2004", 5, 55)]
    [DataRow("vcs = {type = 'git', url = 'https://g/x', commit-id = '0123456'}", "PYENV2004", 5, 55)]
    [DataRow("vcs = {type = 'cvs', url = 'https://g/x', commit-id = '1'}", "PYENV2002", 5, 7)]
    [DataRow("directory = {path = '.'}", "PYENV2005", 5, 13)]
    [DataRow("version = '1.0'\nvcs = {type = 'svn', url = 'https://g/x', commit-id = '12'}", "PYENV2002", 5, 11)]
    [DataRow("archive = {url = 'https://g/x.zip', hashes = {sha256 = 'abc'}}", "PYENV2002", 5, 46)]
    [DataRow($"archive = {{url = 'https://g/x.zip', hashes = {{SHA256 = '{Digest}'}}}}", "PYENV2002", 5, 46)]
    [DataRow("archive = {url = 'https://g/x.zip', hashes = {md5 = '00000000000000000000000000000000'}}", "PYENV2006", 5, 46)]
    [DataRow(
        $"archive = {{url = 'https://g/x.zip', upload-time = 2025-01-01T00:00:00, hashes = {{sha256 = '{Digest}'}}}}", "PYENV2002", 5, 51)]
    [DataRow(
        $"archive = {{url = 'https://g/x.zip', upload-time = 2025-01-01T00:00:00+01:00, hashes = {{sha256 = '{Digest}'}}}}", "PYENV2002", 5,
        51)]
    [DataRow($"archive = {{url = 'https://g:99999/x.zip', hashes = {{sha256 = '{Digest}'}}}}", "PYENV2002", 5, 11)]
    [DataRow($"archive = {{url = 'x.zip', hashes = {{sha256 = '{Digest}'}}}}", "PYENV2002", 5, 11)]
    [DataRow($"archive = {{url = 'file:///%00/x.zip', hashes = {{sha256 = '{Digest}'}}}}", "PYENV2002", 5, 11)]
    [DataRow($"archive = {{url = 'https://bob:s3cret@g/x.zip', hashes = {{sha256 = '{Digest}'}}}}", "PYENV2009", 5, 11)]
    [DataRow("vcs = {type = 'git', url = 'x y', commit-id = '0123456789012345678901234567890123456789'}", "PYENV2002", 5, 7)]
    public void What_the_specification_forbids_and_packaging_accepts_is_told_apart(string source, string code, int line, int column)
    {
        PylockReading reading = Read($"{Head}[[packages]]\nname = 'foo'\n{source}\n");

        Assert.AreEqual(PylockVerdict.Valid, reading.Verdict, string.Join('\n', reading.Diagnostics));
        Diagnostic finding = reading.Diagnostics[0];
        Assert.AreEqual((code, line, column), (finding.Code, finding.Where.Line, finding.Where.Column), finding.ToString());
    }

    [TestMethod]
    [DataRow(".", true)]
    [DataRow("./libs", false)]
    public void What_a_project_exports_of_itself_may_be_left_out(string path, bool isOwn)
    {
        Diagnostic finding = Read($"{Head}[[packages]]\nname = 'foo'\ndirectory = {{path = '{path}'}}\n").Diagnostics.Single();

        Assert.AreEqual(isOwn, finding.Remedy.Contains("--no-emit-project", StringComparison.Ordinal), finding.ToString());
    }

    [TestMethod]
    public void No_bytes_make_the_reader_throw()
    {
        var seed = TestSeed.Fresh(TestContext);
        string lockFile = $"{Head}requires-python = '>=3'\nenvironments = [\"os_name == 'posix'\"]\n[[packages]]\nname = 'foo'\nversion = '1.0'\nwheels = [{Wheel}]\n"
            + "[[packages]]\nname = 'bar'\nmarker = \"'dev' in dependency_groups\"\nvcs = {type = 'git', path = 'x', commit-id = 'y'}\n";
        Fuzz.Bytes(
            seed,
            [Encoding.UTF8.GetBytes(lockFile)],
            [.. new[]
            {
                "'", "\"", "[", "]", "{", "}", "=", "1", "true", "2025-01-01", "packages", "hashes", ".whl", "-", "%2F", ";"
            }.Select(Encoding.UTF8.GetBytes)],
            bytes =>
            {
                PylockReading reading = PylockReader.Read(bytes, "f");
                Assert.AreEqual(reading.Verdict == PylockVerdict.Valid, reading.File is not null);
                Assert.IsTrue(reading.File is not null || reading.Diagnostics.Any(found => found.Severity == Severity.Error));
            });
    }

    private static PylockReading Read(string text) => PylockReader.Read(Encoding.UTF8.GetBytes(text), "/p/pylock.toml");
}
