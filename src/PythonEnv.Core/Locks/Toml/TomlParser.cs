using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>Statements, keys and containers; scalars are <see cref="TomlScalars"/>.</summary>
internal sealed class TomlParser(TomlSource source)
{
    private readonly string _text = source.Text;
    private readonly TomlTableBuilder _root = new(source.Span(0, 0));
    private int _at;
    private int _section;

    public TomlTable ReadDocument()
    {
        if (_text.StartsWith('\uFEFF'))
            throw Error("the file starts with a byte-order mark, which TOML does not allow");
        TomlTableBuilder table = _root;
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
                return _root.Build();
            if (!TrySkipNewline())
                throw Error("expected the end of the line");
        }
    }

    private char Peek => _at < _text.Length ? _text[_at] : '\0';

    private TomlTableBuilder ReadHeader(out int depth)
    {
        int start = _at;
        bool appends = _text.AsSpan(_at).StartsWith("[[", StringComparison.Ordinal);
        _at += appends ? 2 : 1;
        SkipBlanks();
        List<KeyPart> key = ReadKey(0);
        depth = key.Count;
        Expect(appends ? "]]" : "]");
        SourceSpan span = source.Span(start, _at);
        _section++;

        TomlTableBuilder parent = _root;
        foreach (KeyPart part in key[..^1])
            parent = parent.Descend(part.Text, part.Span) ?? throw part.Error($"`{part.Text}` is not a table");
        KeyPart last = key[^1];
        if (appends)
            return parent.Append(last.Text, last.Span, span) ?? throw last.Error($"`{last.Text}` is not an array of tables");
        if (parent.HoldsTables(last.Text))
            throw last.Error($"`{last.Text}` is an array of tables already");
        TomlTableBuilder table = parent.Descend(last.Text, last.Span) ?? throw last.Error($"`{last.Text}` has a value already");
        return table.TryOpen(span) ? table : throw last.Error($"the table `{last.Text}` is defined twice");
    }

    private void ReadMember(TomlTableBuilder table, int depth)
    {
        (List<KeyPart> key, TomlNode value) = ReadKeyAndValue(depth);
        foreach (KeyPart part in key[..^1])
        {
            TomlTableBuilder? child = table.HoldsTables(part.Text) ? null : table.Descend(part.Text, part.Span);
            if (child is null || !child.TryExtend(_section))
                throw part.Error($"`{part.Text}` is defined elsewhere and cannot be added to here");
            table = child;
        }
        SetOnce(table, key[^1], value);
    }

    private (List<KeyPart> Key, TomlNode Value) ReadKeyAndValue(int depth)
    {
        List<KeyPart> key = ReadKey(depth);
        Expect("=");
        SkipBlanks();
        return (key, ReadValue(depth + key.Count));
    }

    private List<KeyPart> ReadKey(int depth)
    {
        var key = new List<KeyPart>();
        while (true)
        {
            int start = _at;
            string text = ReadKeyPart();
            key.Add(new KeyPart(text, start, source.Span(start, _at)));
            if (depth + key.Count > TomlDocument.MaxDepth)
                throw new TomlSyntaxException(start, TooDeep);
            SkipBlanks();
            if (Peek != '.')
                return key;
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
        return _at > start ? _text[start.._at] : throw Error("expected a key");
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
                string value = TomlScalars.ReadString(_text, ref _at);
                return new TomlString(value, source.Span(start, _at));
            default:
                _at = TomlScalars.EndOfWord(_text, start);
                return TomlScalars.ToNode(_text.AsSpan(start, _at - start), source.Span(start, _at))
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
        return new TomlArray([.. items], source.Span(start, _at));
    }

    private TomlTable ReadInlineTable(int depth)
    {
        int start = _at++;
        var members = new TomlTableBuilder(source.Span(start, start));
        SkipBlanks();
        if (Peek != '}')
        {
            while (true)
            {
                (List<KeyPart> key, TomlNode value) = ReadKeyAndValue(depth);
                TomlTableBuilder table = members;
                foreach (KeyPart part in key[..^1])
                    table = table.Descend(part.Text, part.Span) ?? throw part.Error($"`{part.Text}` has a value already");
                SetOnce(table, key[^1], value);
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
        return members.Build(source.Span(start, _at));
    }

    private static void SetOnce(TomlTableBuilder table, KeyPart key, TomlNode value)
    {
        if (!table.TrySet(key.Text, key.Span, value))
            throw key.Error($"`{key.Text}` is defined twice");
    }

    private void Expect(string token)
    {
        if (!_text.AsSpan(_at).StartsWith(token, StringComparison.Ordinal))
            throw Error($"expected `{token}`");
        _at += token.Length;
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
            if (TomlScalars.IsIllegal(_text[_at]))
                throw Error("a control character in a comment");
            _at++;
        }
    }

    private const string TooDeep = "nested too deeply";

    private TomlSyntaxException Error(string message) => new(_at, message);

    private readonly record struct KeyPart(string Text, int Start, SourceSpan Span)
    {
        public TomlSyntaxException Error(string message) => new(Start, message);
    }
}
