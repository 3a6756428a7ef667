using System.Globalization;
using System.Text;

namespace PythonEnv.Locks.Toml;

/// <summary>Writes values of TOML 1.0.</summary>
internal static class TomlText
{
    /// <summary>A text as a basic string of one line.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
