using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Requirements;

/// <summary>Reads markers; the grammar is that of <see cref="Marker"/>. Stops at the first character that can't continue one.</summary>
internal ref struct MarkerParser
{
    /// <summary>Deeper than any marker of a person, and far from the end of the stack.</summary>
    private const int MaxDepth = 200;

    private readonly string _text;
    private int _position;
    private int _depth;
    private ParseError? _error;

    private MarkerParser(string text, int position)
    {
        _text = text;
        _position = position;
    }

    /// <summary>Reads the marker that begins at a position, with the blanks around it, and moves behind it.</summary>
    public static bool TryRead(
        string text, ref int position, [NotNullWhen(true)] out MarkerNode? root, [NotNullWhen(false)] out ParseError? error)
    {
        var parser = new MarkerParser(text, position);
        root = parser.ReadMarker();
        error = parser._error;
        position = parser._position;
        return error is null;
    }

    private MarkerNode ReadMarker()
    {
        MarkerNode first = ReadAtom();
        if (_error is not null || PeekWord() is not ("and" or "or"))
            return first;

        var parts = ImmutableArray.CreateBuilder<MarkerPart>();
        parts.Add(new MarkerPart(first, AfterOr: false));
        while (_error is null && PeekWord() is ("and" or "or") and var word)
        {
            _position += word.Length;
            parts.Add(new MarkerPart(ReadAtom(), word is "or"));
        }
        return new MarkerGroup(parts.ToImmutable());
    }

    private MarkerNode ReadAtom()
    {
        SkipBlanks();
        if (_position >= _text.Length || _text[_position] != '(')
            return ReadComparison();

        int open = _position++;
        if (++_depth > MaxDepth)
            return Fail(open, 1, $"more than {MaxDepth} nested parentheses");
        MarkerNode inner = ReadMarker();
        _depth--;
        if (_error is not null)
            return inner;
        if (_position >= _text.Length || _text[_position] != ')')
            return Fail(open, _position - open, "this parenthesis is not closed");
        _position++;
        SkipBlanks();
        return inner;
    }

    private MarkerComparison ReadComparison()
    {
        int start = _position;
        MarkerOperand left = ReadOperand();
        SkipBlanks();
        MarkerOperator @operator = ReadOperator();
        SkipBlanks();
        MarkerOperand right = ReadOperand();
        int length = _position - start;
        SkipBlanks();
        NormalizeNames(ref left, ref right);
        return new MarkerComparison(left, @operator, right, SpecifierOf(left, @operator, right), start, length);
    }

    private MarkerOperand ReadOperand()
    {
        if (_error is not null)
            return default;
        if (_position < _text.Length && _text[_position] is '\'' or '"')
            return new MarkerOperand(null, ReadQuoted());

        ReadOnlySpan<char> name = PeekVariable();
        if (MarkerVariables.Named(name) is { } variable)
        {
            _position += name.Length;
            return new MarkerOperand(variable, variable.Name());
        }
        Fail(_position, name.Length, name.IsEmpty
            ? "a variable such as python_version or a quoted text is expected here"
            : $"`{name}` is no marker variable; a text needs quotes");
        return default;
    }

    private string ReadQuoted()
    {
        int open = _position;
        int close = _text.IndexOf(_text[open], open + 1);
        if (close < 0)
        {
            Fail(open, _text.Length - open, "this quote is not closed");
            return "";
        }
        if (!PythonStringLiteral.TryDecode(_text.AsSpan(open + 1, close - open - 1), out string? value))
            Fail(open, close + 1 - open, "this is no Python string: a backslash or a line break is misplaced");
        _position = close + 1;
        return value ?? "";
    }

    private MarkerOperator ReadOperator()
    {
        if (_error is not null)
            return default;
        ReadOnlySpan<char> word = PeekWord();
        if (word is "in")
        {
            _position += word.Length;
            return MarkerOperator.In;
        }
        if (word is "not")
        {
            int start = _position;
            _position += word.Length;
            SkipBlanks();
            if (_position > start + word.Length && PeekWord() is "in")
            {
                _position += "in".Length;
                return MarkerOperator.NotIn;
            }
            Fail(start, word.Length, "`not` is followed by a blank and `in`");
            return default;
        }
        if (SpecifierOperators.At(_text, _position) is { } @operator)
        {
            _position += @operator.Symbol().Length;
            return new MarkerOperator(@operator);
        }
        Fail(_position, 0, "one of ==, !=, <=, >=, <, >, ~=, ===, in, not in is expected here");
        return default;
    }

    private readonly ReadOnlySpan<char> PeekWord()
    {
        int end = _position;
        while (end < _text.Length && IsWordCharacter(_text[end]))
            end++;
        return _text.AsSpan(_position, end - _position);
    }

    /// <summary>A word, or two with a dot between them where an old standard has such a name.</summary>
    private readonly ReadOnlySpan<char> PeekVariable()
    {
        ReadOnlySpan<char> word = PeekWord();
        int end = _position + word.Length;
        if (word is not ("os" or "sys" or "platform") || end >= _text.Length || _text[end] != '.')
            return word;
        end++;
        while (end < _text.Length && IsWordCharacter(_text[end]))
            end++;
        return _text.AsSpan(_position, end - _position);
    }

    private static bool IsWordCharacter(char c) => c == '_' || char.IsLetterOrDigit(c);

    private void SkipBlanks()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t')
            _position++;
    }

    private MarkerComparison Fail(int position, int length, string message)
    {
        _error ??= new ParseError(position, length, message);
        return new MarkerComparison(default, default, default, null, position, length);
    }

    private static void NormalizeNames(ref MarkerOperand left, ref MarkerOperand right)
    {
        if (left.Variable == MarkerVariable.Extra && right.Variable is null)
            right = Normalize(right);
        else if (left.Variable is null && (right.Variable == MarkerVariable.Extra || right.Variable?.IsSet() == true))
            left = Normalize(left);

        static MarkerOperand Normalize(MarkerOperand operand) => operand with { Text = PackageName.Normalize(operand.Text ?? "").Value };
    }

    private static Specifier? SpecifierOf(MarkerOperand left, MarkerOperator @operator, MarkerOperand right)
    {
        if (left.Variable?.IsVersion() != true || @operator.Version is not { } symbol)
            return null;
        return Specifier.TryParse(symbol.Symbol() + right.Text, out Specifier? specifier, out _) ? specifier : null;
    }
}
