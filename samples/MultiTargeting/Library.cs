namespace MultiTargeting;

/// <summary>Knows the environment under each framework.</summary>
public static class Library
{
    public static string Python => PythonEnvironment.Executable;
}
