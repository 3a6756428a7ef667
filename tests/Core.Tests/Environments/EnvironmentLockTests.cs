using System.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class EnvironmentLockTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_second_holder_waits_no_longer_than_it_may()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        using EnvironmentLock? first = await AcquireAsync(workspace, TimeSpan.Zero);
        Assert.IsNotNull(first);

        Assert.IsTrue(EnvironmentLock.IsHeld(workspace));
        Assert.IsNull(await AcquireAsync(workspace, TimeSpan.FromMilliseconds(50)));
        Assert.AreEqual("the holder", EnvironmentLock.DescribeHolder(workspace));
    }

    [TestMethod]
    public async Task It_is_free_again_once_disposed()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        (await AcquireAsync(workspace, TimeSpan.Zero))!.Dispose();

        Assert.IsFalse(EnvironmentLock.IsHeld(workspace));
        using EnvironmentLock? again = await AcquireAsync(workspace, TimeSpan.Zero);
        Assert.IsNotNull(again);
    }

    [TestMethod]
    public async Task Waiting_ends_when_the_holder_does()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        EnvironmentLock first = (await AcquireAsync(workspace, TimeSpan.Zero))!;
        Task<EnvironmentLock?> waiting = AcquireAsync(workspace, TimeSpan.FromSeconds(20));
        Assert.IsFalse(waiting.IsCompleted);

        first.Dispose();

        using EnvironmentLock? second = await waiting;
        Assert.IsNotNull(second);
    }

    [TestMethod]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        using EnvironmentLock? first = await AcquireAsync(workspace, TimeSpan.Zero);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(30));

        Assert.Throws<OperationCanceledException>(
            () => EnvironmentLock.Acquire(workspace, "me", TimeSpan.FromSeconds(20), _ => { }, stop.Token));
    }

    [TestMethod]
    public async Task Who_waited_for_an_environment_that_was_cleaned_holds_the_lock_that_everybody_sees()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        EnvironmentLock first = (await AcquireAsync(workspace, TimeSpan.Zero))!;
        Task<EnvironmentLock?> waiting = AcquireAsync(workspace, TimeSpan.FromSeconds(20));

        first.DisposeWithWorkspace();

        using EnvironmentLock? second = await waiting;
        Assert.IsNotNull(second);
        Assert.IsTrue(EnvironmentLock.IsHeld(workspace));
        Assert.IsNull(await AcquireAsync(workspace, TimeSpan.Zero));
    }

    [TestMethod]
    public async Task Cleaning_leaves_nothing()
    {
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);

        (await AcquireAsync(workspace, TimeSpan.Zero))!.DisposeWithWorkspace();

        Assert.IsFalse(Path.Exists(workspace.Root));
        Assert.IsFalse(EnvironmentLock.IsHeld(workspace));
        Assert.IsFalse(Path.Exists(workspace.Root));
    }

    [TestMethod]
    public async Task Another_process_is_waited_for_and_named_until_it_dies()
    {
        Requires.Posix("the program flock");
        Requires.That(File.Exists("/usr/bin/flock"), "the program flock");
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        workspace.Create();
        File.WriteAllText(workspace.HolderFile, "process 1 on elsewhere\n");
        using Process other = Process.Start(new ProcessStartInfo(
            "/usr/bin/flock", [workspace.LockFile, "sh", "-c", "echo held; exec sleep 60"])
        { RedirectStandardOutput = true })!;
        Assert.AreEqual("held", await other.StandardOutput.ReadLineAsync(TestContext.CancellationToken));
        TaskCompletionSource<string> told = new();

        Task<EnvironmentLock?> waiting = Task.Run(
            () => EnvironmentLock.Acquire(
                workspace, "me", TimeSpan.FromSeconds(30), holder => told.TrySetResult(holder), TestContext.CancellationToken),
            TestContext.CancellationToken);
        Assert.IsTrue(EnvironmentLock.IsHeld(workspace));
        Assert.AreEqual(
            "process 1 on elsewhere", await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.CancellationToken));
        other.Kill(entireProcessTree: true);

        using EnvironmentLock? taken = await waiting;
        Assert.IsNotNull(taken);
    }

    [TestMethod]
    public async Task It_does_not_rest_on_what_a_variable_can_switch_off()
    {
        Requires.Posix("a lock that a variable switches off");
        Requires.That(File.Exists("/usr/bin/flock"), "the program flock");
        using TempDirectory folder = new();
        string path = folder.Write("lock", "");
        using Process other = Process.Start(new ProcessStartInfo(
            "/usr/bin/flock", ["--shared", "--close", path, "sh", "-c", "echo held; exec sleep 60"])
        { RedirectStandardOutput = true })!;
        Assert.AreEqual("held", await other.StandardOutput.ReadLineAsync(TestContext.CancellationToken));
        // .NET's own lock for this mode is a shared one, and would be had.
        var shared = new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read };

        using (FileStream? file = FileLock.TryOpen(path, shared))
            Assert.IsNull(file);
        other.Kill(entireProcessTree: true);
        await other.WaitForExitAsync(TestContext.CancellationToken);
        using (FileStream? file = FileLock.TryOpen(path, shared))
            Assert.IsNotNull(file);
    }

    [TestMethod]
    public async Task A_lock_that_is_a_link_to_nowhere_is_not_waited_for()
    {
        Requires.Posix("links without rights");
        using TempDirectory folder = new();
        EnvironmentWorkspace workspace = new(folder[".venv"]);
        Directory.CreateDirectory(workspace.Root);
        File.CreateSymbolicLink(workspace.LockFile, folder["nowhere/lock"]);

        await Assert.ThrowsAsync<IOException>(() => AcquireAsync(workspace, TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task What_is_no_lock_held_by_others_is_not_waited_for()
    {
        using TempDirectory folder = new();
        folder.Write("app", "a file where the folder would be");
        EnvironmentWorkspace workspace = new(folder["app/.venv"]);

        await Assert.ThrowsAsync<IOException>(() => AcquireAsync(workspace, TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public void A_holder_that_said_nothing_is_unknown()
    {
        using TempDirectory folder = new();

        Assert.AreEqual("an unknown process", EnvironmentLock.DescribeHolder(new EnvironmentWorkspace(folder[".venv"])));
        StringAssert.Contains(EnvironmentLock.DescribeSelf("/p/App.csproj"), "building /p/App.csproj, since 20");
    }

    private Task<EnvironmentLock?> AcquireAsync(EnvironmentWorkspace workspace, TimeSpan timeout) => Task.Run(
        () => EnvironmentLock.Acquire(workspace, "the holder", timeout, _ => { }, TestContext.CancellationToken),
        TestContext.CancellationToken);
}
