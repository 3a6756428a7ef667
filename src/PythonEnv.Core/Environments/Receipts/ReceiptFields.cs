using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Environments.Receipts;

/// <summary>The fields of a receipt's line, taken one after the other; a taken field that is not there is empty.</summary>
internal ref struct ReceiptFields(ReadOnlySpan<char> line)
{
    private ReadOnlySpan<char> _rest = line;
    private int _open = 1;

    /// <summary>All fields were there and all were taken.</summary>
    public readonly bool IsWhole => _open == 0;

    /// <summary>The next field as it is written.</summary>
    public ReadOnlySpan<char> Next()
    {
        int end = _rest.IndexOf('\t');
        ReadOnlySpan<char> field = end < 0 ? _rest : _rest[..end];
        if (end < 0)
            _open--;
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return field;
    }

    public string Text()
    {
        ReadOnlySpan<char> field = Next();
        return field.Contains('\\') ? Unescape(field) : field.ToString();
    }

    public string? TextOrNull() => Text() is { Length: > 0 } text ? text : null;

    /// <summary>Four fields: file, line, column and length.</summary>
    public SourceSpan Span() => new(Text(), Number(), Number(), Number());

    public long Size() => long.TryParse(Next(), CultureInfo.InvariantCulture, out long bytes) ? bytes : 0;

    private int Number() => int.TryParse(Next(), CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static string Unescape(ReadOnlySpan<char> field)
    {
        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            bool escaped = field[i] == '\\' && i + 1 < field.Length;
            text.Append(!escaped ? field[i] : field[++i] switch { 't' => '\t', 'n' => '\n', char c => c });
        }
        return text.ToString();
    }
}
