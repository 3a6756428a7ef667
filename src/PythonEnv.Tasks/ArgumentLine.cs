using System.Text;

namespace PythonEnv.Tasks;

/// <summary>
/// The arguments of a program, as MSBuild hands over a text: one line, split at blanks; or several items, between semicolons, each one
/// argument. Neither is looked for inside quotes, single or double.
/// </summary>
/// <remarks>Taken as a text because MSBuild turns the backslashes of a list's items into slashes.</remarks>
internal static class ArgumentLine
{
    public static string[] Split(string line)
    {
        string[] items = Split(line, static c => c == ';', keepQuotes: true);
        return items.Length > 1 ? items : Split(line, char.IsWhiteSpace, keepQuotes: false);
    }

    private static string[] Split(string line, Func<char, bool> isSeparator, bool keepQuotes)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        bool isPart = false;
        char quote = '\0';
        foreach (char c in line)
        {
            bool isQuote = quote == '\0' ? c is '"' or '\'' : c == quote;
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
        return [.. parts];
    }
}
