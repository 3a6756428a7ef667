namespace PythonEnv.Resolving.Solving;

/// <summary>Which of the open choices is decided next. It makes the difference between a search of milliseconds and one of hours.</summary>
internal sealed class Priorities(Choices choices)
{
    /// <summary>The choice to decide; null if none is open.</summary>
    public Choice? Next()
    {
        foreach (Choice choice in choices.All)
        {
            if (choice.IsOpen)
                return choice;
        }
        return null;
    }
}
