using PythonEnv.Diagnostics;

namespace PythonEnv.Interpreters.Declared;

/// <summary>
/// A <c>.python-version</c> file as pyenv has it: the first word of each line names a version; lines that are empty or begin with <c>#</c>
/// do not. Of several versions the first is the one that <c>python</c> means. A range or a path, which only other tools write there, is the
/// whole line.
/// </summary>
internal static class PythonVersionFile
{
    public static (string Text, SourceSpan Where)? FirstVersion(string text, string file)
    {
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> content = line.Trim();
            if (content.IsEmpty || content[0] == '#')
                continue;
            int column = line.IndexOf(content, StringComparison.Ordinal) + 1;
            bool isWholeLine = content[0] is '<' or '>' or '=' or '!' or '~' or '[' or '(' || content.ContainsAny('/', '\\');
            int end = isWholeLine ? -1 : content.IndexOfAny(' ', '\t');
            ReadOnlySpan<char> version = end < 0 ? content : content[..end];
            return (version.ToString(), new SourceSpan(file, number, column, version.Length));
        }
        return null;
    }
}
