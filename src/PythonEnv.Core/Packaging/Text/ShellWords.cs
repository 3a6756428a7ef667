using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Packaging.Text;

/// <summary>A word of the options of a line.</summary>
/// <param name="Start">Offset of its first character, quotes included.</param>
/// <param name="Length">Characters covered, quotes and backslashes included.</param>
/// <param name="Unquoted">The word, if it is not the covered text itself.</param>
/// <param name="LostBackslash">Whether an unquoted backslash before an ordinary character went away.</param>
internal readonly record struct ShellWord(int Start, int Length, string? Unquoted, bool LostBackslash)
{
    public ReadOnlySpan<char> Of(string text) => Unquoted is null ? text.AsSpan(Start, Length) : Unquoted;
}

/// <summary>
/// Words as Python's <c>shlex.split</c> makes them (POSIX mode, no comments): blanks are space, tab, carriage return and line feed;
/// <c>'…'</c> is literal; in <c>"…"</c> a backslash escapes <c>"</c> and itself; elsewhere it escapes anything. On Windows too.
/// </summary>
internal static class ShellWords
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n'\"\\");

    /// <param name="error">A backslash or quotation that does not end; the rest of the line from <paramref name="start"/> on.</param>
    public static bool TrySplit(string text, int start, List<ShellWord> words, [NotNullWhen(false)] out ParseError? error)
    {
        for (int at = start; ;)
        {
            while (at < text.Length && IsBlank(text[at]))
                at++;
            error = null;
            if (at == text.Length)
                return true;
            int length = text.AsSpan(at).IndexOfAny(WordEnds);
            int end = length < 0 ? text.Length : at + length;
            if (end == text.Length || IsBlank(text[end]))
                words.Add(new ShellWord(at, end - at, null, false));
            else if (!TryUnquote(text, at, ref end, words, out error))
                return false;
            at = end;
        }
    }

    private static bool TryUnquote(string text, int start, ref int end, List<ShellWord> words, [NotNullWhen(false)] out ParseError? error)
    {
        var word = new StringBuilder();
        bool lostBackslash = false;
        char quote = '\0';
        int at = start;
        for (; at < text.Length && (quote != '\0' || !IsBlank(text[at])); at++)
        {
            char c = text[at];
            if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (c == '\\' && quote != '\'')
            {
                if (++at == text.Length)
                {
                    error = new ParseError(start, at - start, "a backslash at the end of the line escapes nothing");
                    return false;
                }
                if (quote == '"' && text[at] is not ('"' or '\\'))
                    word.Append('\\');
                lostBackslash |= quote == '\0' && !IsBlank(text[at]) && text[at] is not ('\'' or '"' or '\\');
                word.Append(text[at]);
            }
            else
            {
                word.Append(c);
            }
        }
        if (quote != '\0')
        {
            error = new ParseError(start, at - start, $"the quotation that {quote} begins does not end");
            return false;
        }
        error = null;
        words.Add(new ShellWord(start, at - start, word.ToString(), lostBackslash));
        end = at;
        return true;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
}
