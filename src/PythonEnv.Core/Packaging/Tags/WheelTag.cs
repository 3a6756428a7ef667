using System.Diagnostics.CodeAnalysis;

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

    /// <summary>Reads a single, uncompressed tag.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WheelTag? tag)
    {
        string[] parts = text.Split('-');
        bool valid = parts.Length == 3 && Array.TrueForAll(parts, part => part.Length > 0 && !part.Contains('.', StringComparison.Ordinal));
        tag = valid ? new WheelTag(parts[0], parts[1], parts[2]) : null;
        return valid;
    }

    public override string ToString() => $"{Interpreter}-{Abi}-{Platform}";
}
