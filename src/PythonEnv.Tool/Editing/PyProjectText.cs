using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>One list of a <c>pyproject.toml</c>: <c>project.dependencies</c>, one of its extras, or a dependency group.</summary>
/// <param name="text">The file.</param>
/// <param name="file">Its path.</param>
/// <param name="table">The names of the table, from the root on.</param>
/// <param name="key">The list in it.</param>
internal sealed class PyProjectText(string text, string file, string[] table, string key) : IInputText
{
    private readonly string _newLine = LineEnds.Of(text);

    public string Text { get; private set; } = text;

    public Requirement? Read(Requirement requirement) => Listed<TomlString>.Replaced(All(Array()), by: requirement)?.Requirement;

    public void Set(Requirement requirement, string text)
    {
        // Most markers hold one kind of quotes.
        bool isLiteral = text.Contains('"', StringComparison.Ordinal) && !text.Contains('\'', StringComparison.Ordinal);
        string quoted = isLiteral ? $"'{text}'" : TomlText.Quote(text);
        if (Array() is not { } array)
            AddList(quoted);
        else if (Listed<TomlString>.Replaced(All(array), by: requirement) is { Place.Place: var before })
            Replace(before.TextStart, before.TextEnd, quoted);
        else
            AddTo(array, quoted);
    }

    public bool Remove(PackageName name)
    {
        bool any = false;
        while (Array() is { } array && All(array).FirstOrDefault(one => one.Requirement.CanonicalName == name) is { } found)
        {
            RemoveFrom(array, found.Place);
            any = true;
        }
        return any;
    }

    private static IEnumerable<Listed<TomlString>> All(TomlArray? array)
    {
        foreach (TomlString item in array?.Items.OfType<TomlString>() ?? [])
        {
            if (Requirement.TryParse(item.Value, out Requirement? requirement, out _))
                yield return new Listed<TomlString>(item, requirement);
        }
    }

    private TomlTable? Table()
    {
        TomlTable? found = Root();
        foreach (string name in table)
            found = found?[name] as TomlTable;
        return found;
    }

    private TomlTable Root() => TomlDocument.TryParse(Text, file, out TomlTable? root, out TomlError? error)
        ? root
        : throw new PythonEnvException(error.Describe());

    private TomlArray? Array() => Table()?[key] as TomlArray;

    private void AddList(string quoted)
    {
        string line = $"{key} = [{quoted}]{_newLine}";
        string before = Text;
        if (Table() is { } found)
        {
            int below = Text.IndexOf('\n', found.Place.TextEnd) + 1;
            Text = below == 0 ? Text + _newLine + line : Text.Insert(below, line);
        }
        else
        {
            string gap = Text.Length == 0 ? "" : Text.EndsWith('\n') ? _newLine : _newLine + _newLine;
            Text += $"{gap}[{string.Join('.', table)}]{_newLine}{line}";
        }
        // A table that is written by dotted keys, or inside braces, has no place for a line.
        if (!TomlDocument.TryParse(Text, file, out _, out _) || Array() is null)
        {
            Text = before;
            throw new UsageException($"write the list `{string.Join('.', table)}.{key}` into `{file}` first");
        }
    }

    private void AddTo(TomlArray array, string quoted)
    {
        if (array.Items is not [.., TomlNode last])
        {
            Text = Text.Insert(array.Place.TextStart + 1, quoted);
            return;
        }
        int comma = Comma(last.Place.TextEnd);
        if (array.Span.Line == last.Span.Line)
        {
            Text = comma < 0 ? Text.Insert(last.Place.TextEnd, $", {quoted}") : Text.Insert(comma + 1, $" {quoted},");
            return;
        }
        // On a line of its own, below the last one and the comment that may be there.
        int end = Text.IndexOf('\n', Math.Max(comma, last.Place.TextEnd));
        if (end < 0 || end >= array.Place.TextEnd)
            end = comma < 0 ? last.Place.TextEnd : comma + 1;
        else if (Text[end - 1] == '\r')
            end--;
        Text = Text.Insert(end, $"{_newLine}{Indent(last)}{quoted},");
        if (comma < 0)
            Text = Text.Insert(last.Place.TextEnd, ",");
    }

    private void RemoveFrom(TomlArray array, TomlNode item)
    {
        int start = item.Place.TextStart;
        int end = item.Place.TextEnd;
        int comma = Comma(end);
        if (comma >= 0)
            end = comma + 1;
        int lineStart = Text.LastIndexOf('\n', start - 1) + 1;
        int lineEnd = Text.IndexOf('\n', end) + 1;
        bool isAlone = lineEnd > 0 && string.IsNullOrWhiteSpace(Text[lineStart..start]) && IsBlankOrComment(Text[end..lineEnd]);
        if (isAlone)
            (start, end) = (lineStart, lineEnd);
        else if (comma < 0 && array.Items.Count > 1)
            start = array.Items[^2].Place.TextEnd;
        else
        {
            while (Text[end] == ' ')
                end++;
        }
        Text = Text.Remove(start, end - start);
    }

    private static bool IsBlankOrComment(string rest) => rest.TrimStart() is "" or ['#', ..];

    /// <returns>The place of the comma behind a value, with nothing but blanks between; -1 without one.</returns>
    private int Comma(int end)
    {
        int at = end;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
            at++;
        return at < Text.Length && Text[at] == ',' ? at : -1;
    }

    private string Indent(TomlNode node)
    {
        int start = node.Place.TextStart;
        string before = Text[(Text.LastIndexOf('\n', start - 1) + 1)..start];
        return before[..(before.Length - before.TrimStart().Length)];
    }

    private void Replace(int start, int end, string with) => Text = Text.Remove(start, end - start).Insert(start, with);
}
