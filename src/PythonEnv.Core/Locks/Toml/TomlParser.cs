using System.Text;

namespace PythonEnv.Locks.Toml;

/// <summary>Statements, keys and containers; scalars are <see cref="TomlScalars"/>.</summary>
internal sealed class TomlParser(TomlSource source)
{
    private readonly byte[] _text = source.Utf8;
    private readonly string?[] _knownKeys = new string?[64];
    private readonly TomlTable _root = new(source.Place(0, 0));
    private int _at;
    private int _section;

    public TomlTable ReadDocument()
    {
        if (_text.AsSpan().StartsWith("\uFEFF"u8))
            throw Error("the file starts with a byte-order mark, which TOML does not allow");
        TomlTable table = _root;
        int depth = 0;
        while (true)
        {
            SkipBlanks();
            if (Peek == '[')
                table = ReadHeader(out depth);
            else if (Peek is not ('\0' or '\n' or '\r' or '#'))
                ReadMember(table, depth);
            SkipBlanks();
            SkipComment();
            if (_at == _text.Length)
                return _root;
            if (!TrySkipNewline())
                throw Error("expected the end of the line");
        }
    }

    // Of a character beyond ASCII one byte, which is none of those that TOML gives a meaning.
    private char Peek => _at < _text.Length ? (char)_text[_at] : '\0';

    private TomlTable ReadHeader(out int depth)
    {
        int start = _at;
        bool appends = _text.AsSpan(_at).StartsWith("[["u8);
        _at += appends ? 2 : 1;
        SkipBlanks();
        TomlMember last = ReadKey(0, out depth);
        Expect(']');
        if (appends)
            Expect(']');
        TomlPlace header = source.Place(start, _at);
        _section++;

        TomlTable parent = _root;
        for (; last.Next is { } next; last = next)
            parent = parent.Descend(last.Key, last.KeyPlace) ?? throw Error(last, $"`{last.Key}` is not a table");
        if (appends)
            return parent.Append(last.Key, last.KeyPlace, header) ?? throw Error(last, $"`{last.Key}` is not an array of tables");
        if (parent.HoldsTables(last.Key))
            throw Error(last, $"`{last.Key}` is an array of tables already");
        TomlTable table = parent.Descend(last.Key, last.KeyPlace) ?? throw Error(last, $"`{last.Key}` has a value already");
        return table.TryOpen(header) ? table : throw Error(last, $"the table `{last.Key}` is defined twice");
    }

    private void ReadMember(TomlTable table, int depth)
    {
        TomlMember part = ReadKeyAndValue(depth, out TomlNode value);
        for (; part.Next is { } next; part = next)
        {
            TomlTable? child = table.HoldsTables(part.Key) ? null : table.Descend(part.Key, part.KeyPlace);
            if (child is null || !child.TryExtend(_section))
                throw Error(part, $"`{part.Key}` is defined elsewhere and cannot be added to here");
            table = child;
        }
        SetOnce(table, part, value);
    }

    private TomlMember ReadKeyAndValue(int depth, out TomlNode value)
    {
        TomlMember key = ReadKey(depth, out int length);
        Expect('=');
        SkipBlanks();
        value = ReadValue(depth + length);
        return key;
    }

    /// <returns>The first part of the key.</returns>
    private TomlMember ReadKey(int depth, out int length)
    {
        TomlMember? first = null, last = null;
        for (length = 1; ; length++)
        {
            int start = _at;
            string text = ReadKeyPart();
            var part = new TomlMember(text, source.Place(start, _at));
            first ??= part;
            last?.Next = part;
            last = part;
            if (depth + length > TomlDocument.MaxDepth)
                throw new TomlSyntaxException(start, TooDeep);
            SkipBlanks();
            if (Peek != '.')
                return first;
            _at++;
            SkipBlanks();
        }
    }

    private string ReadKeyPart()
    {
        if (Peek is '"' or '\'')
            return TomlScalars.ReadOneLineString(_text, ref _at);
        int start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '-' or '_')
            _at++;
        if (_at == start)
            throw Error("expected a key");
        // A lock has few keys and repeats each of them thousands of times.
        ReadOnlySpan<byte> key = _text.AsSpan(start, _at - start);
        ref string? known = ref _knownKeys[(key[0] + key[^1] * 7 + key.Length * 31) % _knownKeys.Length];
        return IsSame(known, key) ? known! : known = Encoding.ASCII.GetString(key);
    }

    // A loop of our own is compiled in advance, which the vectorised comparison is not.
    private static bool IsSame(string? known, ReadOnlySpan<byte> key)
    {
        if (known?.Length != key.Length)
            return false;
        for (int i = 0; i < key.Length; i++)
        {
            if (known[i] != key[i])
                return false;
        }
        return true;
    }

    private TomlNode ReadValue(int depth)
    {
        if (depth > TomlDocument.MaxDepth)
            throw Error(TooDeep);
        int start = _at;
        switch (Peek)
        {
            case '[':
                return ReadArray(depth);
            case '{':
                return ReadInlineTable(depth);
            case '"' or '\'':
                return TomlScalars.ReadString(_text, ref _at) is { } value
                    ? new TomlString(value, source.Place(start, _at))
                    : new TomlString(source.Place(start, _at));
            default:
                _at = TomlScalars.EndOfWord(_text, start);
                return TomlScalars.ToNode(_text.AsSpan(start, _at - start), source.Place(start, _at))
                    ?? throw new TomlSyntaxException(start, "expected a value");
        }
    }

    private TomlArray ReadArray(int depth)
    {
        int start = _at++;
        var items = new List<TomlNode>();
        SkipBlanksNewlinesAndComments();
        while (Peek != ']')
        {
            items.Add(ReadValue(depth + 1));
            SkipBlanksNewlinesAndComments();
            if (Peek == ']')
                break;
            if (Peek != ',')
                throw Error("expected `,` or `]` in an array");
            _at++;
            SkipBlanksNewlinesAndComments();
        }
        _at++;
        return new TomlArray(items, source.Place(start, _at));
    }

    private TomlTable ReadInlineTable(int depth)
    {
        int start = _at++;
        var members = new TomlTable(source.Place(start, start));
        SkipBlanks();
        if (Peek != '}')
        {
            while (true)
            {
                TomlMember part = ReadKeyAndValue(depth, out TomlNode value);
                TomlTable table = members;
                for (; part.Next is { } next; part = next)
                    table = table.Descend(part.Key, part.KeyPlace) ?? throw Error(part, $"`{part.Key}` has a value already");
                SetOnce(table, part, value);
                SkipBlanks();
                if (Peek == '}')
                    break;
                if (Peek != ',')
                    throw Error("expected `,` or `}` in an inline table");
                _at++;
                SkipBlanks();
            }
        }
        _at++;
        return members.Close(source.Place(start, _at));
    }

    private static void SetOnce(TomlTable table, TomlMember key, TomlNode value)
    {
        if (!table.TryAdd(key.With(value)))
            throw Error(key, $"`{key.Key}` is defined twice");
    }

    private void Expect(char token)
    {
        if (Peek != token)
            throw Error($"expected `{token}`");
        _at++;
    }

    private void SkipBlanks()
    {
        while (Peek is ' ' or '\t')
            _at++;
    }

    private bool TrySkipNewline()
    {
        int length = TomlScalars.NewlineAt(_text, _at);
        _at += length;
        return length > 0;
    }

    private void SkipBlanksNewlinesAndComments()
    {
        do
        {
            SkipBlanks();
            SkipComment();
        }
        while (TrySkipNewline());
    }

    private void SkipComment()
    {
        if (Peek != '#')
            return;
        while (_at < _text.Length && TomlScalars.NewlineAt(_text, _at) == 0)
        {
            if (TomlScalars.IsIllegal(Peek))
                throw Error("a control character in a comment");
            _at++;
        }
    }

    private const string TooDeep = "nested too deeply";

    private TomlSyntaxException Error(string message) => new(_at, message);

    private static TomlSyntaxException Error(TomlMember key, string message) => new(key.KeyPlace.Start, message);
}
