using System.Text;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Metadata;

/// <summary>The <c>requires.txt</c> of an <c>.egg-info</c> folder, which setuptools writes instead of <c>Requires-Dist</c>.</summary>
/// <remarks>
/// <code>
/// file    = *requirement *section
/// section = "[" [extra] [":" marker] "]" LF *requirement      ; a requirement is a line of PEP 508 without marker
/// </code>
/// </remarks>
internal static class EggRequirements
{
    /// <summary>The same as headers of METADATA: <c>Requires-Dist</c> and <c>Provides-Extra</c>, a line each.</summary>
    public static string ToHeaders(string text)
    {
        var headers = new StringBuilder();
        string condition = "";
        foreach (ReadOnlySpan<char> raw in UniversalLines.Of(text))
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.IsEmpty || line[0] == '#')
                continue;
            if (line[0] == '[' && line[^1] == ']')
                condition = ReadSection(line[1..^1], headers);
            else
                headers.Append("Requires-Dist: ").Append(line).Append(condition).Append('\n');
        }
        return headers.ToString();
    }

    private static string ReadSection(ReadOnlySpan<char> section, StringBuilder headers)
    {
        int colon = section.IndexOf(':');
        ReadOnlySpan<char> extra = (colon < 0 ? section : section[..colon]).Trim();
        ReadOnlySpan<char> marker = colon < 0 ? default : section[(colon + 1)..].Trim();
        if (!extra.IsEmpty)
            headers.Append("Provides-Extra: ").Append(extra).Append('\n');
        return (extra.IsEmpty, marker.IsEmpty) switch
        {
            (true, true) => "",
            (true, false) => $" ; {marker}",
            (false, true) => $" ; extra == \"{extra}\"",
            _ => $" ; ({marker}) and extra == \"{extra}\"",
        };
    }
}
