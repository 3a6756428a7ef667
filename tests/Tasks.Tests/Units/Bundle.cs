using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace PythonEnv.Tasks.Tests.Units;

/// <summary>The items that the package's targets hand to a task.</summary>
internal static class Bundle
{
    /// <summary><c>_PythonEnvProject</c>: what the properties declare.</summary>
    public static ITaskItem Project(string file, params (string Name, string Value)[] values) => Item(file, values);

    /// <summary>A <c>PythonEnv</c> item as <c>_PythonEnvDescribe</c> returns it.</summary>
    public static ITaskItem Environment(string name, params (string Name, string Value)[] values) =>
        Item(name, [.. values, ("IsPythonEnv", "true")]);

    public static ITaskItem Item(string spec, params (string Name, string Value)[] values)
    {
        var item = new TaskItem(spec);
        foreach ((string name, string value) in values)
            item.SetMetadata(name, value);
        return item;
    }
}
