using System.Collections.Immutable;
using PythonEnv.Host.Files;

namespace PythonEnv.Core.Tests.Host;

/// <summary>What Windows refuses, told by its error numbers, so that it is tried everywhere.</summary>
[TestClass]
internal sealed class OpenFilesTests
{
    private const int FileNotFound = 2;
    private const int AccessDenied = 5;
    private const int SharingViolation = 32;

    private readonly List<int> _waits = [];
    private int _calls;

    [TestMethod]
    [DataRow(AccessDenied)]
    [DataRow(SharingViolation)]
    [DataRow(33)]
    [DataRow(145)]
    [DataRow(1224)]
    public void What_is_refused_for_a_moment_is_tried_until_it_is_not(int code)
    {
        OnWindows().WaitFor("file", () => Refuse(code, times: 3));

        Assert.AreEqual(4, _calls);
        CollectionAssert.AreEqual(new[] { 10, 20, 40 }, _waits);
    }

    [TestMethod]
    public void After_a_few_seconds_the_programs_that_have_the_file_open_are_named()
    {
        FileInUseException thrown = Assert.ThrowsExactly<FileInUseException>(
            () => OnWindows("Editor (process 12)", "python.exe (process 7)").WaitFor(@"C:\app\.venv", () => Refuse(AccessDenied)));

        Assert.AreEqual(@"`C:\app\.venv` is in use by Editor (process 12), python.exe (process 7)", thrown.Message);
        Assert.IsInRange(1_000, 5_000, _waits.Sum());
    }

    [TestMethod]
    public void Where_the_system_does_not_tell_who_it_is_it_is_another_program()
    {
        FileInUseException thrown = Assert.ThrowsExactly<FileInUseException>(
            () => OnWindows().WaitFor("file", () => Refuse(SharingViolation)));

        StringAssert.Contains(thrown.Message, "another program");
    }

    [TestMethod]
    public void Access_that_is_denied_although_nobody_has_the_file_open_stays_what_it_is()
    {
        Assert.ThrowsExactly<UnauthorizedAccessException>(() => OnWindows().WaitFor("file", () => throw new UnauthorizedAccessException()));
    }

    [TestMethod]
    [DataRow(true, FileNotFound)]
    [DataRow(false, AccessDenied)]
    [DataRow(false, SharingViolation)]
    public void Other_errors_and_other_systems_are_not_waited_for(bool isWindows, int code)
    {
        var files = new OpenFiles(isWindows, _waits.Add, _ => ["nobody"]);

        Assert.AreEqual(HResult(code), Assert.ThrowsExactly<IOException>(() => files.WaitFor("file", () => Refuse(code))).HResult);
        Assert.AreEqual(1, _calls);
        Assert.IsEmpty(_waits);
    }

    private OpenFiles OnWindows(params ImmutableArray<string> programs) => new(isWindows: true, _waits.Add, _ => programs);

    private void Refuse(int code, int times = int.MaxValue)
    {
        if (_calls++ < times)
            throw new IOException("refused", HResult(code));
    }

    private static int HResult(int code) => unchecked((int)0x80070000) | code;
}
