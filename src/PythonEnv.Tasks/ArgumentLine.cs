using System.Text;

namespace PythonEnv.Tasks;

/// <summary>
/// The arguments of a program, as MSBuild hands over a text: one line, split at blanks; or several items, between semicolons, each one
/// argument. Neither is looked for inside quotes, single or double. A single one after a letter or a digit is an apostrophe. Of an item
/// only the quotes around the whole are left out.
/// </summary>
/// <remarks>Taken as a text because MSBuild turns the backslashes of a list's items into slashes.</remarks>
internal static class ArgumentLine
{
    /// <returns>The arguments; null where a quotation mark is not closed.</returns>
    public static string[]? Split(string line)
    {
        string[]? items = Split(line, static c => c == ';', keepQuotes: true);
        if (items is null)
            return null;
        return items.Length == 1 ? Split(line, char.IsWhiteSpace, keepQuotes: false) : Array.ConvertAll(items, Unquote);
    }

    private static string Unquote(string item) =>
        item.Length > 1 && item[0] is '"' or '\'' && item.IndexOf(item[0], 1) == item.Length - 1 ? item[1..^1] : item;

    private static string[]? Split(string line, Func<char, bool> isSeparator, bool keepQuotes)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        bool isPart = false;
        char quote = '\0';
        char before = '\0';
        foreach (char c in line)
        {
            bool isQuote = quote == '\0' ? c == '"' || (c == '\'' && !char.IsLetterOrDigit(before)) : c == quote;
            before = c;
            if (isQuote)
                (quote, isPart) = (quote == '\0' ? c : '\0', true);
            if (isQuote ? keepQuotes : quote != '\0' || !isSeparator(c))
                (_, isPart) = (part.Append(c), true);
            else if (!isQuote && isPart)
            {
                parts.Add(part.ToString());
                (_, isPart) = (part.Clear(), false);
            }
        }
        if (isPart)
            parts.Add(part.ToString());
        return quote == '\0' ? [.. parts] : null;
    }
}
