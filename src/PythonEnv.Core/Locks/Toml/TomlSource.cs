using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>The text of a document and the way from an offset in it to a line and a column.</summary>
internal sealed class TomlSource
{
    private readonly string _file;
    private readonly List<int> _lineStarts = [0];

    public TomlSource(string text, string file)
    {
        Text = text;
        _file = file;
        for (int i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
            _lineStarts.Add(i + 1);
    }

    public string Text { get; }

    public SourceSpan Span(int start, int end)
    {
        int line = _lineStarts.BinarySearch(start);
        if (line < 0)
            line = ~line - 1;
        return new SourceSpan(_file, line + 1, start - _lineStarts[line] + 1, end - start);
    }
}

/// <summary>Leaves the parser at the first error; never leaves the room.</summary>
internal sealed class TomlSyntaxException(int start, string message) : Exception(message)
{
    /// <summary>UTF-16 offset of the error in the text.</summary>
    public int Start { get; } = start;
}
