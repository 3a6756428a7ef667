using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Requirements;

/// <summary>Reads requirements; the grammar is that of <see cref="Requirement"/>.</summary>
internal ref struct RequirementParser
{
    private readonly string _text;
    private int _position;
    private ParseError? _error;

    private RequirementParser(string text) => _text = text;

    public static bool TryRead(
        string text, [NotNullWhen(true)] out Requirement? requirement, [NotNullWhen(false)] out ParseError? error)
    {
        var parser = new RequirementParser(text);
        requirement = parser.ReadRequirement();
        error = parser._error;
        if (error is not null)
            requirement = null;
        return requirement is not null;
    }

    private readonly char Current => _position < _text.Length ? _text[_position] : '\0';

    private readonly bool AtEnd => _position >= _text.Length;

    private Requirement? ReadRequirement()
    {
        SkipBlanks();
        if (ReadName("a project name is expected here") is not { } name)
            return null;
        SkipBlanks();
        ImmutableArray<string> extras = ReadExtras();
        SkipBlanks();

        string? url = null;
        SpecifierSet specifiers = SpecifierSet.Any;
        if (_error is null && Current == '@')
            url = ReadUrl();
        else if (_error is null)
            specifiers = ReadSpecifiers();

        Marker? marker = ReadMarker(hasUrl: url is not null, hasSpecifiers: !specifiers.Clauses.IsEmpty);
        return _error is null ? new Requirement(name, extras, specifiers, url, marker) : null;
    }

    private string? ReadName(string expectation)
    {
        int start = _position;
        if (!char.IsAsciiLetterOrDigit(Current))
        {
            Fail(start, AtEnd ? 0 : 1, expectation);
            return null;
        }
        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '-' or '_')
            _position++;
        string name = _text[start.._position];
        // A trailing underscore is no better, but pip takes it.
        if (name[^1] is '.' or '-')
        {
            Fail(_position - 1, 1, $"a name does not end with `{name[^1]}`");
            return null;
        }
        return name;
    }

    private ImmutableArray<string> ReadExtras()
    {
        if (Current != '[' || AtEnd)
            return [];
        int open = _position++;
        var extras = new SortedSet<string>(StringComparer.Ordinal);
        SkipBlanks();
        while (Current != ']' || extras.Count > 0)
        {
            if (ReadName("the name of an extra is expected here") is not { } extra)
                return [];
            extras.Add(extra);
            SkipBlanks();
            if (Current != ',')
                break;
            _position++;
            SkipBlanks();
        }
        if (Current != ']')
        {
            Fail(open, _position - open, char.IsAsciiLetterOrDigit(Current)
                ? "a comma is missing between the extras"
                : "this bracket is not closed");
            return [];
        }
        _position++;
        return [.. extras];
    }

    private string? ReadUrl()
    {
        _position++;
        SkipBlanks();
        int start = _position;
        while (!AtEnd && Current is not (' ' or '\t'))
            _position++;
        if (_position > start)
            return _text[start.._position];
        Fail(start, 0, "a URL is missing after `@`");
        return null;
    }

    private SpecifierSet ReadSpecifiers()
    {
        int open = Current == '(' ? _position++ : -1;
        SkipBlanks();
        var clauses = new List<Specifier>(1);
        while (_error is null && SpecifierOperators.At(_text, _position) is { } @operator)
        {
            if (@operator == SpecifierOperator.Arbitrary)
                ReadArbitrary(clauses);
            else if (Specifier.TryRead(_text, ref _position, out Specifier? clause, out ParseError? error))
                clauses.Add(clause);
            else
                _error = error;
            SkipBlanks();
            if (Current != ',')
                break;
            _position++;
            SkipBlanks();
        }
        if (_error is null && open >= 0)
        {
            if (Current == ')')
                _position++;
            else if (clauses.Count == 0 && char.IsAsciiDigit(Current))
                Fail(_position, 1, "a version needs an operator before it, such as `==`");
            else
                Fail(open, _position - open, "this parenthesis is not closed");
            SkipBlanks();
        }
        return SpecifierSet.Of(clauses);
    }

    /// <summary>A <c>===</c> takes everything up to white space, <c>;</c> or <c>)</c>; commas in it begin further clauses.</summary>
    private void ReadArbitrary(List<Specifier> clauses)
    {
        int start = _position;
        _position = PythonText.SkipSpace(_text, start + SpecifierOperator.Arbitrary.Symbol().Length);
        while (!AtEnd && !PythonText.IsSpace(Current) && Current is not (';' or ')'))
            _position++;
        _error = SpecifierSet.ReadClauses(_text, start, _position, clauses);
    }

    private Marker? ReadMarker(bool hasUrl, bool hasSpecifiers)
    {
        if (_error is not null)
            return null;
        SkipBlanks();
        if (AtEnd)
            return null;
        if (Current != ';')
        {
            FailAtRest(hasUrl, hasSpecifiers);
            return null;
        }
        _position++;
        if (!MarkerParser.TryRead(_text, ref _position, out MarkerNode? root, out _error))
            return null;
        if (!AtEnd)
            Fail(_position, _text.Length - _position, "`and`, `or` or the end of the marker is expected here");
        return new Marker(root);
    }

    private void FailAtRest(bool hasUrl, bool hasSpecifiers)
    {
        string rest = _text[_position..];
        if (hasUrl)
            Fail(_position, rest.Length, "only a marker, after ` ;`, may follow the URL");
        else if (Current == '=')
            Fail(_position, 1, "`=` is not an operator; `==` is");
        else if (hasSpecifiers)
            Fail(_position, rest.Length, $"a comma or `;` is expected before `{rest}`");
        else
            Fail(_position, rest.Length, $"a version specifier such as `==1.0`, `@` or `;` is expected before `{rest}`");
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            _position++;
    }

    private void Fail(int position, int length, string message) => _error ??= new ParseError(position, length, message);
}
