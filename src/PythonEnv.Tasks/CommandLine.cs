using System.Text;

namespace PythonEnv.Tasks;

/// <summary>Splits a line of arguments at blanks; quotes, single or double, keep blanks together.</summary>
internal static class CommandLine
{
    public static string[] Split(string line)
    {
        var arguments = new List<string>();
        var current = new StringBuilder();
        bool any = false;
        char quote = '\0';
        foreach (char c in line)
        {
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    current.Append(c);
            }
            else if (c is '"' or '\'')
                (quote, any) = (c, true);
            else if (!char.IsWhiteSpace(c))
                (_, any) = (current.Append(c), true);
            else if (any)
            {
                arguments.Add(current.ToString());
                current.Clear();
                any = false;
            }
        }
        if (any)
            arguments.Add(current.ToString());
        return [.. arguments];
    }
}
