using System.CommandLine;

namespace PythonEnv.Tool.Commands;

/// <summary>All commands, as <c>--help</c> lists them.</summary>
internal static class CommandTree
{
    public static RootCommand Create(CancellationToken cancellation)
    {
        var root = new RootCommand("Pinned Python virtual environments of a .NET project, or of a folder without one.");
        var shared = new SharedOptions();
        shared.AddTo(root);
        var runner = new CommandRunner(shared, cancellation);
        Command[] commands =
        [
            InitCommand.Create(runner),
            .. EngineCommands.Create(runner),
            .. InputCommands.Create(runner),
            RunCommand.Create(runner),
            TestingCommand.Create(runner),
            CacheCommands.Create(runner),
            PythonCommands.Create(runner),
            CompletionCommand.Create(runner),
        ];
        foreach (Command command in commands)
            root.Add(command);
        return root;
    }
}
