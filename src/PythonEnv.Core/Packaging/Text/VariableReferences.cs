using System.Text;

namespace PythonEnv.Packaging.Text;

/// <summary>
/// References to environment variables as pip writes them: <c>${NAME}</c>, the name of upper-case letters, digits and <c>_</c>.
/// </summary>
internal static class VariableReferences
{
    /// <summary>Where they stand, braces included, in order.</summary>
    public static IEnumerable<Range> In(string text)
    {
        for (int from = 0; ;)
        {
            int start = text.IndexOf("${", from, StringComparison.Ordinal);
            if (start < 0)
                yield break;
            int end = start + 2;
            while (end < text.Length && (char.IsAsciiLetterUpper(text[end]) || char.IsAsciiDigit(text[end]) || text[end] == '_'))
                end++;
            bool isReference = end > start + 2 && end < text.Length && text[end] == '}';
            if (isReference)
                yield return start..(end + 1);
            from = isReference ? end + 1 : start + 2;
        }
    }

    /// <summary>The text with the values in place; a reference to what is not set, or empty, stays.</summary>
    public static string Expand(string text, Func<string, string?> variable)
    {
        var expanded = new StringBuilder(text.Length);
        int copied = 0;
        foreach (Range reference in In(text))
        {
            string? value = variable(text[reference][2..^1]);
            if (string.IsNullOrEmpty(value))
                continue;
            expanded.Append(text, copied, reference.Start.Value - copied).Append(value);
            copied = reference.End.Value;
        }
        return expanded.Append(text, copied, text.Length - copied).ToString();
    }
}
