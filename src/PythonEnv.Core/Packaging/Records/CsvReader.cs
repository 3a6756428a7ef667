using System.Text;

namespace PythonEnv.Packaging.Records;

/// <summary>
/// Reads rows as Python's <c>csv</c> module does with its default dialect: commas, double quotes doubled inside quotes, line ends
/// inside quotes kept, text after a closing quote appended. Any bytes are rows of something; nothing is an error.
/// </summary>
/// <remarks>
/// <code>
/// rows  = [row *(newline row)] [newline]        newline = LF / CR LF / CR
/// row   = [field *("," field)]                  ; an empty line is a row without fields
/// field = *any-but-comma-or-newline / DQUOTE *(any-but-quote / DQUOTE DQUOTE) DQUOTE *any-but-comma-or-newline
/// </code>
/// </remarks>
internal ref struct CsvReader(ReadOnlySpan<byte> utf8)
{
    private ReadOnlySpan<byte> _rest = utf8;
    private byte[]? _unquoted;

    /// <summary>Reads the next row into <paramref name="fields"/>, up to its length.</summary>
    /// <returns>How many fields the row has, which may be more than were stored; -1 at the end.</returns>
    public int Read(scoped Span<string> fields)
    {
        if (_rest.IsEmpty)
            return -1;
        if (TryTakeLineEnd())
            return 0;
        int count = 0;
        while (true)
        {
            ReadOnlySpan<byte> field = TakeField();
            if (count < fields.Length)
                fields[count] = Encoding.UTF8.GetString(field);
            count++;
            if (_rest.IsEmpty || TryTakeLineEnd())
                return count;
            _rest = _rest[1..];
            if (_rest.IsEmpty || _rest[0] is (byte)'\n' or (byte)'\r')
            {
                if (count < fields.Length)
                    fields[count] = "";
                TryTakeLineEnd();
                return count + 1;
            }
        }
    }

    /// <summary>Takes one field; what is left starts with its comma or line end, or is empty.</summary>
    private ReadOnlySpan<byte> TakeField()
    {
        if (!_rest.IsEmpty && _rest[0] == (byte)'"')
            return TakeQuotedField();
        int end = _rest.IndexOfAny((byte)',', (byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> field = end < 0 ? _rest : _rest[..end];
        _rest = _rest[field.Length..];
        return field;
    }

    private ReadOnlySpan<byte> TakeQuotedField()
    {
        _unquoted = _unquoted is { } buffer && buffer.Length >= _rest.Length ? buffer : new byte[_rest.Length];
        int length = 0;
        _rest = _rest[1..];
        while (true)
        {
            int quote = _rest.IndexOf((byte)'"');
            ReadOnlySpan<byte> inside = quote < 0 ? _rest : _rest[..quote];
            inside.CopyTo(_unquoted.AsSpan(length));
            length += inside.Length;
            if (quote < 0)
            {
                _rest = default;
                return _unquoted.AsSpan(0, length);
            }
            _rest = _rest[(quote + 1)..];
            if (_rest.IsEmpty || _rest[0] != (byte)'"')
                break;
            _unquoted[length++] = (byte)'"';
            _rest = _rest[1..];
        }
        int end = _rest.IndexOfAny((byte)',', (byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> after = end < 0 ? _rest : _rest[..end];
        after.CopyTo(_unquoted.AsSpan(length));
        _rest = _rest[after.Length..];
        return _unquoted.AsSpan(0, length + after.Length);
    }

    private bool TryTakeLineEnd()
    {
        if (_rest.StartsWith("\r\n"u8))
            _rest = _rest[2..];
        else if (!_rest.IsEmpty && _rest[0] is (byte)'\n' or (byte)'\r')
            _rest = _rest[1..];
        else
            return false;
        return true;
    }
}
