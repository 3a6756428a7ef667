namespace PythonEnv.Packaging.Tags;

/// <summary>One compatibility tag (PEP 425): <c>interpreter-abi-platform</c>, such as <c>cp312-abi3-manylinux_2_17_x86_64</c>.</summary>
/// <remarks>The parts are lower case, so that equality is that of PEP 425.</remarks>
internal sealed record WheelTag
{
    public WheelTag(string interpreter, string abi, string platform)
    {
        Interpreter = interpreter.ToLowerInvariant();
        Abi = abi.ToLowerInvariant();
        Platform = platform.ToLowerInvariant();
    }

    public string Interpreter { get; }

    public string Abi { get; }

    public string Platform { get; }

    public override string ToString() => $"{Interpreter}-{Abi}-{Platform}";
}
