namespace PythonEnv.Packaging.Text;

/// <summary>The lines of a text as Python's text files have them: ended by LF, CR LF or CR, and by nothing else.</summary>
internal ref struct UniversalLines
{
    private ReadOnlySpan<char> _rest;

    private UniversalLines(ReadOnlySpan<char> text) => _rest = text;

    public static UniversalLines Of(ReadOnlySpan<char> text) => new(text);

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly UniversalLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        int end = _rest.IndexOfAny('\n', '\r');
        if (end < 0)
        {
            Current = _rest;
            _rest = default;
            return true;
        }
        Current = _rest[..end];
        _rest = _rest[(end + (_rest[end..].StartsWith("\r\n") ? 2 : 1))..];
        return true;
    }
}
