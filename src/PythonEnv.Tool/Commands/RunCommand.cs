using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Running;

namespace PythonEnv.Tool.Commands;

/// <summary>
/// Runs a program as in an activated environment, which is restored first; its input, output, arguments and exit code are its own.
/// </summary>
internal static partial class RunCommand
{
    // What a shell says for a command that is not there.
    private const int NotFound = 127;

    public static Command Create(CommandRunner runner)
    {
        var program = new Argument<string[]>("command")
        {
            Description = "The program and its arguments, after `--`: pythonenv run -- python -m http.server",
            Arity = ArgumentArity.OneOrMore,
        };
        Command command = runner.Create("run", "Run a program in the environment", (session, parsed, ending) =>
        {
            DeclaredValues environment = session.Primary();
            if (EngineCommands.Restore(session, environment) is { } receipt)
            {
                EnvironmentLayout layout = receipt.Interpreter.LayoutAt(environment.Location);
                ProcessStartInfo start = Prepare(layout, parsed.GetValue(program)!, session.Host);
                start.RedirectStandardOutput = SharedOptions.IsJsonGiven(parsed);
                ending.With(() => Run(start));
            }
            else if (!session.Log.HasErrors)
                throw new UsageException($"the environment `{environment.Environment}` is switched off, and none stands there");
        });
        command.Add(program);
        return command;
    }

    private static ProcessStartInfo Prepare(EnvironmentLayout layout, string[] command, HostFacts host)
    {
        var start = new ProcessStartInfo(Find(layout, command[0]), command[1..]) { UseShellExecute = false };
        start.Environment.Clear();
        foreach ((string name, string value) in PythonProgram.Activated(layout, host))
            start.Environment[name] = value;
        return start;
    }

    private static int Run(ProcessStartInfo start)
    {
        try
        {
            using Process process = Process.Start(start)!;
            // A terminal tells the whole group of an interruption; what ends this process alone is passed on.
            using PosixSignalRegistration? ended = OperatingSystem.IsWindows()
                ? null
                : PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => _ = Signal(process.Id, 15));
            // Standard output is the document's.
            if (start.RedirectStandardOutput)
                process.StandardOutput.BaseStream.CopyTo(Console.OpenStandardError());
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception e)
        {
            Console.Error.WriteLine($"PythonEnv: `{start.FileName}` can't be started: {e.Message}");
            return NotFound;
        }
    }

    // The folder of commands comes first, as on the path of an activated environment.
    private static string Find(EnvironmentLayout layout, string name)
    {
        if (name.AsSpan().ContainsAny('/', '\\'))
            return name;
        string[] endings = layout.IsWindows ? ["", ".exe", ".cmd", ".bat"] : [""];
        return endings.Select(ending => Path.Combine(layout.ScriptsDirectory, name + ending)).FirstOrDefault(File.Exists) ?? name;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
