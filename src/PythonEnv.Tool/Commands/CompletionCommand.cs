using System.CommandLine;

namespace PythonEnv.Tool.Commands;

/// <summary>
/// Prints a script that lets a shell complete the command line. It asks this tool itself by the directive <c>[suggest:POSITION]</c>, so it
/// stays right when commands are added.
/// </summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _pythonenv() {
            local suggested
            suggested=$(pythonenv "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            mapfile -t COMPREPLY < <(compgen -W "$suggested" -- "${COMP_WORDS[COMP_CWORD]}")
        }
        complete -o default -F _pythonenv pythonenv
        """;

    // The file of `fpath` is the function's body: one that defines the function does nothing the first time it is asked.
    private const string Zsh = """
        #compdef pythonenv
        compadd -- ${(f)"$(pythonenv "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)"}
        """;

    private const string Fish = """
        complete -c pythonenv -a '(set -l line (commandline -cp); pythonenv "[suggest:"(string length -- $line)"]" $line 2>/dev/null)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName pythonenv -ScriptBlock {
            param($word, $line, $position)
            pythonenv "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create(CommandRunner runner)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Command command = runner.Create("completion", "Print a script that completes commands in a shell", (session, parsed) =>
        {
            string script = parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell };
            foreach (string line in script.Split('\n'))
                session.Log.Output(line);
        });
        command.Add(shell);
        return command;
    }
}
