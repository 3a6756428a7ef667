using PythonEnv.Packaging.Tags;

namespace PythonEnv.Conformance.Tags;

/// <summary>Tags as cases and tests write them.</summary>
internal static class WheelTags
{
    /// <param name="text">A single, uncompressed tag, such as <c>cp312-abi3-win_amd64</c>.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static WheelTag Parse(string text) => text.Split('-') is [var interpreter, var abi, var platform]
        ? new WheelTag(interpreter, abi, platform)
        : throw new FormatException($"`{text}` is no tag");
}
