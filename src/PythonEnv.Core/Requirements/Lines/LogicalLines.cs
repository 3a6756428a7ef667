using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Requirements.Lines;

/// <summary>
/// The first half of pip's reading: physical lines are joined, then comments are cut, then variables are expanded, in this order.
/// <list type="bullet">
/// <item>A line that ends in <c>\</c> goes on on the next one, unless it is a comment. Backslashes at both ends of it go away.</item>
/// <item>A comment begins with a <c>#</c> at the start of a line or after a blank. A line that is a comment ends the joining.</item>
/// <item>Only <c>${UPPER_0}</c> is a variable; it stays as it is if it is not set or empty.</item>
/// </list>
/// </summary>
internal sealed class LogicalLines(
    string file, ReadOnlyMemory<char> content, Func<string, string?> environment, DiagnosticBag findings, Action<LogicalLine> take)
{
    private readonly List<Piece> _pieces = [];
    private readonly List<Origin> _origins = [];
    private char[] _joined = new char[1024];

    /// <summary>A physical line, or what is left of it after its backslashes are gone.</summary>
    private readonly record struct Piece(int Start, int Length, int Line, int Column);

    /// <summary>Hands over every line that says something, in order.</summary>
    public void Read()
    {
        ReadOnlySpan<char> text = content.Span;
        int number = 1, rowStart = 0;
        for (int start = 0; start < text.Length; number++)
        {
            int end = start;
            while (end < text.Length && !IsLineEnd(text[end]))
                end++;
            Take(new Piece(start, end - start, number, 1));
            if (start != rowStart)
                WarnOfHiddenLine(rowStart, start, end, number);
            if (end == text.Length)
                break;
            bool isRowEnd = text[end] is '\n' or '\r';
            start = end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
            if (isRowEnd)
                rowStart = start;
        }
        if (_pieces.Count > 0)
            Emit();
    }

    private void Take(Piece piece)
    {
        ReadOnlySpan<char> text = content.Span.Slice(piece.Start, piece.Length);
        bool isComment = IsComment(text);
        if (!isComment && text.EndsWith('\\'))
        {
            int kept = text.TrimEnd('\\').Length;
            int leading = kept == 0 ? 0 : text.Length - text.TrimStart('\\').Length;
            _pieces.Add(new Piece(piece.Start + leading, Math.Max(0, kept - leading), piece.Line, piece.Column + leading));
            return;
        }
        // The comment itself says nothing, and what was joined so far ends before it.
        if (!isComment)
            _pieces.Add(piece);
        if (_pieces.Count > 0)
            Emit();
    }

    private void Emit()
    {
        Piece first = _pieces[0];
        if (_pieces.Count == 1)
            EmitSingle(first);
        else
            EmitJoined(first);
        _pieces.Clear();
    }

    private void EmitSingle(Piece piece)
    {
        ReadOnlySpan<char> raw = content.Span.Slice(piece.Start, piece.Length);
        ReadOnlySpan<char> text = raw[..CommentStart(raw)];
        int leading = PythonText.SkipSpace(text, 0);
        text = PythonText.Trim(text);
        if (text.Length > 0)
            Expand(text.ToString(), [new Origin(0, piece.Line, piece.Column + leading)], piece.Line);
    }

    private void EmitJoined(Piece first)
    {
        int length = 0;
        _origins.Clear();
        foreach (Piece piece in _pieces)
        {
            if (piece.Length == 0)
                continue;
            if (_joined.Length - length < piece.Length)
                Array.Resize(ref _joined, Math.Max(_joined.Length * 2, length + piece.Length));
            content.Span.Slice(piece.Start, piece.Length).CopyTo(_joined.AsSpan(length));
            _origins.Add(new Origin(length, piece.Line, piece.Column));
            length += piece.Length;
        }
        ReadOnlySpan<char> whole = _joined.AsSpan(0, length);
        int cut = CommentStart(whole);
        if (cut < length)
            ReportSwallowed(cut);
        whole = whole[..cut];
        int leading = PythonText.SkipSpace(whole, 0);
        whole = PythonText.Trim(whole);
        if (whole.Length > 0)
            Expand(whole.ToString(), Shift(leading, whole.Length), first.Line);
    }

    /// <summary>A comment that ends in a backslash takes the lines after it along.</summary>
    private void ReportSwallowed(int cut)
    {
        int offset = 0;
        foreach (Piece piece in _pieces)
        {
            ReadOnlySpan<char> text = content.Span.Slice(piece.Start, piece.Length);
            int leading = PythonText.SkipSpace(text, 0);
            if (offset > cut && leading < text.Length && text[leading] != '#')
            {
                string lost = PythonText.Trim(text).ToString();
                findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
                    new SourceSpan(file, piece.Line, piece.Column + leading, lost.Length),
                    $"pip drops `{Redaction.OfUrls(lost)}` without a word",
                    "the comment on the line before it ends in a backslash, so that this line is part of the comment",
                    "Remove the backslash"));
            }
            offset += piece.Length;
        }
    }

    private void WarnOfHiddenLine(int rowStart, int start, int end, int number)
    {
        ReadOnlySpan<char> hidden = content.Span.Slice(start, end - start);
        int leading = PythonText.SkipSpace(hidden, 0);
        bool isPreceded = PythonText.SkipSpace(content.Span.Slice(rowStart, start - rowStart), 0) < start - rowStart;
        if (!isPreceded || leading == hidden.Length || hidden[leading] == '#')
            return;
        findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
            new SourceSpan(file, number, leading + 1, hidden.Length - leading),
            $"pip begins a new line before `{Redaction.OfUrls(PythonText.Trim(hidden).ToString())}`, where an editor shows none",
            $"the character before it is U+{(int)content.Span[start - 1]:X4}",
            "Put it on a line of its own, or remove it") with
        { Severity = Severity.Warning });
    }

    private void Expand(string text, Origin[] origins, int number)
    {
        var line = new LogicalLine(file, text, text, origins, []) { Number = number };
        take(text.Contains("${", StringComparison.Ordinal) ? new VariableExpansion(line, environment, findings).Run() : line);
    }

    /// <summary>The origins of what is left when blanks before and a comment behind are gone.</summary>
    private Origin[] Shift(int leading, int length)
    {
        int last = _origins.FindLastIndex(origin => origin.Start - leading < length);
        int first = _origins.FindLastIndex(origin => origin.Start <= leading);
        var shifted = new Origin[last - first + 1];
        for (int i = 0; i < shifted.Length; i++)
        {
            Origin origin = _origins[first + i];
            int skipped = Math.Max(0, leading - origin.Start);
            shifted[i] = origin with { Start = origin.Start + skipped - leading, Column = origin.Column + skipped };
        }
        return shifted;
    }

    private static bool IsComment(ReadOnlySpan<char> line)
    {
        int leading = PythonText.SkipSpace(line, 0);
        return leading < line.Length && line[leading] == '#';
    }

    private static int CommentStart(ReadOnlySpan<char> line)
    {
        for (int from = 0; from < line.Length;)
        {
            int found = line[from..].IndexOf('#');
            if (found < 0)
                return line.Length;
            int at = from + found;
            if (at == 0 || PythonText.IsSpace(line[at - 1]))
                return at;
            from = at + 1;
        }
        return line.Length;
    }

    /// <summary>Where <c>str.splitlines</c> splits.</summary>
    private static bool IsLineEnd(char c) => c is (>= '\n' and <= '\r') or (>= '\x1c' and <= '\x1e') or '\x85' or '\u2028' or '\u2029';
}
