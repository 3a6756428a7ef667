namespace PythonEnv.Tasks.Tests;

/// <summary>
/// A small world of distributions for the builds: <c>greeting 1.0</c> requires <c>wordshapes &gt;=1.0</c>; there are newer ones of both.
/// </summary>
internal static class PinnedWheels
{
    /// <summary>Writes the wheels beside a project and lets it find nothing else.</summary>
    public static TestProject WithWheels(this TestProject project)
    {
        string folder = project["wheels"];
        Directory.CreateDirectory(folder);
        foreach (WheelBuilder wheel in (ReadOnlySpan<WheelBuilder>)[Greeting("1.0"), Greeting("1.1"), Wordshapes("1.0"), Wordshapes("2.0")])
            wheel.WriteTo(folder);
        project.Properties["PythonEnvFindLinks"] = "wheels";
        project.Properties["PythonEnvNoIndex"] = "true";
        project.Properties["PythonEnvInterpreter"] = ">=3.8";
        return project;
    }

    /// <summary>Pins both.</summary>
    public static TestProject WithPins(this TestProject project, string greeting = "1.0", string wordshapes = "1.0")
    {
        project.Write("requirements.txt", $"greeting=={greeting}\nwordshapes=={wordshapes}\n");
        return project;
    }

    public static WheelBuilder Greeting(string version) => new WheelBuilder("greeting", version)
        .WithFile(
            "greeting/__init__.py", $"import wordshapes\n__version__ = '{version}'\ndef main():\n    print(wordshapes.shout('hello'))\n")
        .WithRequires("wordshapes>=1.0")
        .WithConsoleScript("greet", "greeting:main");

    public static WheelBuilder Wordshapes(string version) => new WheelBuilder("wordshapes", version)
        .WithFile("wordshapes.py", $"__version__ = '{version}'\ndef shout(text):\n    return text.upper() + '!'\n");
}
