using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>The bytes of a document and the way from an offset in them to a line and a column.</summary>
/// <remarks>They are not decoded as a whole: most of a lock is never looked at, and as text it would take twice the memory.</remarks>
/// <param name="utf8">Valid UTF-8.</param>
internal sealed class TomlSource(byte[] utf8, string file)
{
    private List<int>? _lineStarts;

    public byte[] Utf8 => utf8;

    /// <summary>The part of the document as a place; the line is counted only when someone asks for it.</summary>
    public TomlPlace Place(int start, int end) => new(this, start, end);

    public string TextOf(int start, int end) => Encoding.UTF8.GetString(utf8, start, end - start);

    /// <summary>How many UTF-16 units stand before an offset.</summary>
    public int UnitsBefore(int offset) => Encoding.UTF8.GetCharCount(utf8, 0, offset);

    public SourceSpan Span(int start, int end)
    {
        _lineStarts ??= FindLines(utf8);
        int line = _lineStarts.BinarySearch(start);
        if (line < 0)
            line = ~line - 1;
        int column = Encoding.UTF8.GetCharCount(utf8, _lineStarts[line], start - _lineStarts[line]);
        return new SourceSpan(file, line + 1, column + 1, Encoding.UTF8.GetCharCount(utf8, start, end - start));
    }

    private static List<int> FindLines(byte[] utf8)
    {
        var starts = new List<int> { 0 };
        for (int i = Array.IndexOf(utf8, (byte)'\n'); i >= 0; i = Array.IndexOf(utf8, (byte)'\n', i + 1))
            starts.Add(i + 1);
        return starts;
    }
}

/// <summary>A part of a document, in bytes. Most places are never shown, so only <see cref="Span"/> finds out the line.</summary>
internal readonly record struct TomlPlace(TomlSource Source, int Start, int End)
{
    public SourceSpan Span => Source.Span(Start, End);

    /// <summary>Where it begins in the document as text.</summary>
    public int TextStart => Source.UnitsBefore(Start);

    /// <summary>Where it ends in the document as text.</summary>
    public int TextEnd => Source.UnitsBefore(End);
}

/// <summary>Leaves the parser at the first error; never leaves the room.</summary>
internal sealed class TomlSyntaxException(int start, string message) : Exception(message)
{
    /// <summary>Offset of the error in the document's bytes.</summary>
    public int Start { get; } = start;
}
