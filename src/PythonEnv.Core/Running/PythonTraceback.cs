using System.Globalization;

namespace PythonEnv.Running;

/// <summary>A frame of a traceback.</summary>
/// <param name="File">As printed: a path, or a name such as <c>&lt;string&gt;</c>.</param>
/// <param name="Line">1-based.</param>
internal sealed record PythonFrame(string File, int Line);

/// <summary>The end of a traceback as the interpreter prints it.</summary>
/// <remarks>
/// <code>
/// traceback = "Traceback (most recent call last):" LF 1*frame error      ; a syntax error has no header
/// frame     = '  File "' name '", line ' number [", in " function] LF *("    " text LF)
/// error     = type [": " text] LF *(text LF)
/// </code>
/// An exception group prints the same behind <c>  | </c>, and each of its exceptions deeper, between rulers.
/// </remarks>
/// <param name="Frames">The outermost first.</param>
/// <param name="Error">Type and text of the exception in one line; of a group, those of its exceptions after it.</param>
internal sealed record PythonTraceback(IReadOnlyList<PythonFrame> Frames, string Error)
{
    /// <summary>The last traceback of a text, or null: uncaught exceptions, and syntax errors.</summary>
    public static PythonTraceback? Find(string text)
    {
        var reader = new TracebackReader();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
            reader.Take(line);
        return reader.Found;
    }

    /// <summary>Takes line after line; what it has read is the last traceback so far.</summary>
    private sealed class TracebackReader
    {
        private const string Header = "Traceback (most recent call last):";
        private const string GroupHeader = "Exception Group " + Header;
        private const string Ignored = "Exception ignored in";

        // An exception's text may be a page; who wants all of it finds it in the log.
        private const int MostLines = 10;

        private List<PythonFrame> _frames = [];
        private List<string> _error = [];
        private List<string> _inGroup = [];
        private bool _isOpen;
        private bool _isIgnored;

        public PythonTraceback? Found => _error.Count == 0 ? null : new PythonTraceback(_frames, Describe());

        public void Take(string line)
        {
            (int depth, string content) = Strip(line);
            if (content.StartsWith(Ignored, StringComparison.Ordinal))
                _isIgnored = true;
            else if (depth > 1)
                TakeInGroup(content);
            else if (content is Header or GroupHeader)
                Begin();
            else if (_isIgnored)
                return;
            else if (ParseFrame(content) is { } frame)
                TakeFrame(frame);
            else if (_isOpen)
                TakeText(content);
        }

        private string Describe()
        {
            string error = string.Join(' ', _error.Select(line => line.Trim()));
            return _inGroup.Count == 0 ? error : $"{error}: {string.Join("; ", _inGroup)}";
        }

        // What is ignored at the end of the interpreter is not what ended it.
        private void Begin()
        {
            if (_isIgnored && _error.Count > 0)
                return;
            (_frames, _error, _inGroup, _isOpen, _isIgnored) = ([], [], [], true, false);
        }

        private void TakeFrame(PythonFrame frame)
        {
            if (!_isOpen || _error.Count > 0)
                Begin();
            _frames.Add(frame);
        }

        // Frames have indented lines of source below them, and the error's first line has none.
        private void TakeText(string content)
        {
            bool isIndented = content.Length > 0 && char.IsWhiteSpace(content[0]);
            if (content.Trim().Length == 0 || _error.Count == MostLines)
                _isOpen = _error.Count == 0;
            else if (_frames.Count > 0 && (_error.Count > 0 || !isIndented))
                _error.Add(content);
        }

        private void TakeInGroup(string content)
        {
            bool isError = content.Length > 0 && char.IsLetter(content[0]) && content is not (Header or GroupHeader);
            if (isError && _inGroup.Count < MostLines)
                _inGroup.Add(content);
        }

        // `  | text`, `  + text`, and rulers, which come out empty.
        private static (int Depth, string Content) Strip(string line)
        {
            int bar = line.AsSpan().IndexOfAnyExcept(' ');
            if (bar < 2 || line[bar] is not ('|' or '+'))
                return (0, line);
            string content = line[(bar + 1)..];
            return (bar / 2, content.StartsWith('-') ? "" : content.StartsWith(' ') ? content[1..] : content);
        }

        private static PythonFrame? ParseFrame(string line)
        {
            const string start = "  File \"", mark = "\", line ";
            int end = line.IndexOf(mark, StringComparison.Ordinal);
            if (end < start.Length || !line.StartsWith(start, StringComparison.Ordinal))
                return null;
            ReadOnlySpan<char> rest = line.AsSpan(end + mark.Length);
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            return int.TryParse(digits < 0 ? rest : rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? new PythonFrame(line[start.Length..end], number)
                : null;
        }
    }
}
