using System.CommandLine;
using PythonEnv.Tool;
using PythonEnv.Tool.Commands;

namespace PythonEnv.Tasks.Tests.Tool;

[TestClass]
internal sealed class CommandRunnerTests
{
    [TestMethod]
    public void A_fault_of_the_tool_has_a_code_and_is_no_crash()
    {
        using var place = new TempDirectory("tool");
        var shared = new SharedOptions();
        var root = new RootCommand();
        shared.AddTo(root);
        var runner = new CommandRunner(shared, CancellationToken.None);
        root.Add(runner.Create("fail", "", (_, _) => throw new InvalidOperationException("odd")));

        Assert.AreEqual(ExitCodes.Fault, root.Parse(["fail", "--project", place.Path]).Invoke());
    }
}
