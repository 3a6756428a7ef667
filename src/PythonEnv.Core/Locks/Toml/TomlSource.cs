using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>The text of a document and the way from an offset in it to a line and a column.</summary>
internal sealed class TomlSource
{
    private readonly string _file;
    private List<int>? _lineStarts;

    public TomlSource(string text, string file)
    {
        Text = text;
        _file = file;
    }

    public string Text { get; }

    /// <summary>The part of the text as a place; the line is counted only when someone asks for it.</summary>
    public TomlPlace Place(int start, int end) => new(this, start, end);

    public SourceSpan Span(int start, int end)
    {
        _lineStarts ??= FindLines(Text);
        int line = _lineStarts.BinarySearch(start);
        if (line < 0)
            line = ~line - 1;
        return new SourceSpan(_file, line + 1, start - _lineStarts[line] + 1, end - start);
    }

    private static List<int> FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (int i = text.IndexOf('\n', StringComparison.Ordinal); i >= 0; i = text.IndexOf('\n', i + 1))
            starts.Add(i + 1);
        return starts;
    }
}

/// <summary>A part of a document. Most places are never shown, so only <see cref="Span"/> finds out the line.</summary>
internal readonly record struct TomlPlace(TomlSource Source, int Start, int End)
{
    public SourceSpan Span => Source.Span(Start, End);
}

/// <summary>Leaves the parser at the first error; never leaves the room.</summary>
internal sealed class TomlSyntaxException(int start, string message) : Exception(message)
{
    /// <summary>UTF-16 offset of the error in the text.</summary>
    public int Start { get; } = start;
}
