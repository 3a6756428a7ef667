using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Interpreters;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class InterpreterNotationTests
{
    [TestMethod]
    [DataRow("3.11", "3.11.0 3.11.7", "3.10.13 3.12.0 3.11.0rc1")]
    [DataRow("3", "3.7.0 3.99.1", "2.7.18")]
    [DataRow("3.x", "3.7.0 3.99.1", "2.7.18")]
    [DataRow("3.11.x", "3.11.0 3.11.7", "3.12.0")]
    [DataRow("3.11.*", "3.11.0 3.11.7", "3.12.0")]
    [DataRow(" 3.11.7 ", "3.11.7", "3.11.6 3.11.70")]
    [DataRow("3.14.0rc1", "3.14.0rc1", "3.14.0 3.14.0rc2")]
    [DataRow("3.14-dev", "3.14.0a1 3.14.2", "3.13.0")]
    [DataRow("python3.9", "3.9.1", "3.8.1")]
    [DataRow("cpython-3.9", "3.9.1", "3.8.1")]
    [DataRow("CPython@3.9", "3.9.1", "3.8.1")]
    [DataRow("python", "3.7.1 3.13.0", "3.14.0rc1")]
    [DataRow("[3.11,3.13)", "3.11.0 3.12.9", "3.10.9 3.13.0 3.12.0rc1")]
    [DataRow("[3.9, 3.10)", "3.9.18", "3.10.0")]
    [DataRow("(3.11,3.12]", "3.11.1 3.12.0", "3.11.0 3.12.1")]
    [DataRow("(,3.10)", "3.8.1 3.9.99", "3.10.0")]
    [DataRow("[3.12,)", "3.12.0 3.13.5", "3.11.9")]
    [DataRow("[3.11.7]", "3.11.7", "3.11.8")]
    [DataRow("[3.14.0-rc.1,3.15)", "3.14.0rc2 3.14.1", "3.14.0b1")]
    [DataRow(">=3.11,<3.13", "3.11.0 3.12.9", "3.13.0")]
    [DataRow(">= 3.12", "3.12.0", "3.11.0")]
    [DataRow("~=3.9", "3.9.0 3.13.0", "3.8.0")]
    [DataRow("==3.10.*,!=3.10.5", "3.10.4", "3.10.5 3.11.0")]
    public void A_version_notation_fits_and_does_not_fit(string text, string fitting, string others)
    {
        InterpreterRequest request = Read(text);

        foreach (string version in fitting.Split(' '))
            Assert.IsTrue(Fits(request, version), version);
        foreach (string version in others.Split(' '))
            Assert.IsFalse(Fits(request, version), version);
    }

    [TestMethod]
    [DataRow("pypy3.10", "pypy", false, false)]
    [DataRow("PyPy-3.10", "pypy", false, false)]
    [DataRow("pypy3.10-v7.3.x", "pypy", false, false)]
    [DataRow("pypy", "pypy", false, false)]
    [DataRow("graalpy3.11", "graalpy", false, false)]
    [DataRow("3.13t", "cpython", true, false)]
    [DataRow("3.13.0rc2t", "cpython", true, false)]
    [DataRow("cpython3.13td", "cpython", true, true)]
    [DataRow("3.12d", "cpython", false, true)]
    [DataRow("3.14t-dev", "cpython", true, false)]
    [DataRow("3.13+freethreaded", "cpython", true, false)]
    [DataRow("cpython@3.13.2+freethreaded+debug", "cpython", true, true)]
    [DataRow("3.12.0+debug", "cpython", false, true)]
    [DataRow("3.14+gil", "cpython", false, false)]
    public void Implementation_and_build_are_part_of_the_notation(string text, string implementation, bool freeThreaded, bool debug)
    {
        InterpreterRequest request = Read(text);

        Assert.AreEqual((implementation, freeThreaded, debug), (request.Implementation, request.FreeThreaded, request.Debug));
    }

    [TestMethod]
    [DataRow("/opt/python-3.8.10", "/opt/python-3.8.10")]
    [DataRow("../py/bin/python3", "/src/py/bin/python3")]
    [DataRow(@"..\py\python3", "/src/py/python3")]
    [DataRow("./python3.11", "/src/app/python3.11")]
    [DataRow("~/py", "/home/ada/py")]
    [DataRow("tools/ünï 日本/python", "/src/app/tools/ünï 日本/python")]
    public void A_path_counts_from_the_project(string text, string path) => Assert.AreEqual(path, Read(text).Path);

    [TestMethod]
    [DataRow(@"C:\Python311\python.exe", @"C:\Python311\python.exe")]
    [DataRow(@"..\py", @"C:\src\py")]
    [DataRow("tools/py", @"C:\src\app\tools\py")]
    [DataRow("python.exe", @"C:\src\app\python.exe")]
    [DataRow(@"~\py", @"C:\Users\ada\py")]
    public void A_path_of_Windows_counts_from_the_project(string text, string path) =>
        Assert.AreEqual(path, new FakeMachine(HostSystem.Windows).Request(text).Path);

    [TestMethod]
    [DataRow("banana")]
    [DataRow("3.11.7.1")]
    [DataRow("311")]
    [DataRow("3..11")]
    [DataRow("v3")]
    [DataRow("[3.11,3.13")]
    [DataRow("[3.13,3.11]")]
    [DataRow("(,)")]
    [DataRow(">=3.x")]
    [DataRow(">3,11")]
    [DataRow("3.11 3.12")]
    [DataRow("3.11,3.12")]
    [DataRow("3.11;3.12")]
    [DataRow("pypy3.10-nightly")]
    [DataRow("3.11.7.x")]
    [DataRow("3.11.post1")]
    [DataRow("1!3.11")]
    [DataRow("-3.11")]
    [DataRow("3.1１")]
    public void What_is_none_of_it_can_not_be_read(string text)
    {
        SourceSpan where = new("/src/app/app.csproj", 4, 5);
        DeclaredInterpreter declared = InterpreterDeclaration.Find(text, where, "/src/app", new FakeMachine(HostSystem.Linux).Host);

        Assert.IsNull(declared.Request, declared.Request?.ToString());
        Assert.AreEqual(("PYENV1004", where), (declared.Diagnostics.Single().Code, declared.Diagnostics.Single().Where));
    }

    [TestMethod]
    public void No_text_makes_the_reader_throw()
    {
        HostFacts host = new FakeMachine(HostSystem.Linux).Host;
        const string Alphabet = "0123456789.,[]()<>=!~*x-@+tdpycgraonv \\/:é１\0";
        Random random = new(20250101);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            DeclaredInterpreter declared = InterpreterDeclaration.Find(text, SourceSpan.None, "/src/app", host);
            Assert.AreNotEqual(declared.Request is null, declared.Diagnostics.IsEmpty, text);
            declared.Request?.MayMatch(new InterpreterHint(null, 3, 11, null));
        }
    }

    [TestMethod]
    [DataRow("python3.11", null, 3, 11, null)]
    [DataRow("3.11.7", null, 3, 11, 7)]
    [DataRow("3.13.0t", null, 3, 13, 0)]
    [DataRow("pypy3.10-7.3.12", "pypy", 3, 10, null)]
    [DataRow("cpython-3.13.0+freethreaded-linux-x86_64-gnu", "cpython", 3, 13, 0)]
    [DataRow("python@3.11", null, 3, 11, null)]
    [DataRow("cp311-cp311", "cpython", 3, 11, null)]
    [DataRow("pp310-pypy310_pp73", "pypy", 3, 10, null)]
    [DataRow("Python312", null, 3, 12, null)]
    [DataRow("Python39-32", null, 3, 9, null)]
    [DataRow("python3", null, 3, null, null)]
    public void A_name_hints_at_the_version(string name, string? implementation, int major, int? minor, int? micro) =>
        Assert.AreEqual(new InterpreterHint(implementation, major, minor, micro), InterpreterHint.FromName(name));

    [TestMethod]
    [DataRow("python")]
    [DataRow("latest")]
    [DataRow("graalpy-24.1.0")]
    [DataRow("miniconda3-4.7.12")]
    [DataRow("")]
    public void Other_names_say_nothing(string name) => Assert.IsNull(InterpreterHint.FromName(name));

    private static InterpreterRequest Read(string text) => new FakeMachine(HostSystem.Linux).Request(text);

    private static bool Fits(InterpreterRequest request, string version)
    {
        FakeMachine machine = new FakeMachine(HostSystem.Linux).Python("/p/bin/python3", version);
        ProbeResult probed = ((IInterpreterProbe)machine).ProbeAsync("/p/bin/python3", CancellationToken.None).Result;
        bool fits = request.Matches(probed.Facts!);
        PythonVersion parsed = PythonVersion.Parse(version);
        if (fits)
            Assert.IsTrue(
                request.MayMatch(new InterpreterHint(null, (int)parsed.Release[0], (int)parsed.Release[1], null)),
                "the hint must not shut out what fits");
        return fits;
    }
}
