using Microsoft.Build.Framework;

namespace PythonEnv.Tasks;

/// <summary>Keeps a line of the terminal's live view until there is another one to show. The package's own targets call it.</summary>
[MSBuildMultiThreadableTask]
public sealed class AwaitPythonProgress : Microsoft.Build.Utilities.Task
{
    /// <summary>The name of the view, which the build knows in this process alone.</summary>
    [Required]
    public string View { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (BuildEngine4.GetRegisteredTaskObject(View, RegisteredTaskObjectLifetime.Build) is TerminalView view)
            view.AwaitNext();
        return true;
    }
}
