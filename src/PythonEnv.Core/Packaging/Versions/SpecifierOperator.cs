namespace PythonEnv.Packaging.Versions;

/// <summary>The comparison operators of version specifiers and markers.</summary>
internal enum SpecifierOperator
{
    /// <summary><c>==</c></summary>
    Equal,
    /// <summary><c>!=</c></summary>
    NotEqual,
    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,
    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
    /// <summary><c>&lt;</c></summary>
    Less,
    /// <summary><c>&gt;</c></summary>
    Greater,
    /// <summary><c>~=</c></summary>
    Compatible,
    /// <summary><c>===</c></summary>
    Arbitrary,
}

internal static class SpecifierOperators
{
    /// <summary>The operator as written.</summary>
    public static string Symbol(this SpecifierOperator @operator) => @operator switch
    {
        SpecifierOperator.Equal => "==",
        SpecifierOperator.NotEqual => "!=",
        SpecifierOperator.LessOrEqual => "<=",
        SpecifierOperator.GreaterOrEqual => ">=",
        SpecifierOperator.Less => "<",
        SpecifierOperator.Greater => ">",
        SpecifierOperator.Compatible => "~=",
        _ => "===",
    };

    /// <summary>The operator that begins at a position, the longest one where several do; null if none does.</summary>
    internal static SpecifierOperator? At(ReadOnlySpan<char> text, int position)
    {
        char first = position < text.Length ? text[position] : '\0';
        char second = position + 1 < text.Length ? text[position + 1] : '\0';
        char third = position + 2 < text.Length ? text[position + 2] : '\0';
        return (first, second) switch
        {
            ('=', '=') => third == '=' ? SpecifierOperator.Arbitrary : SpecifierOperator.Equal,
            ('!', '=') => SpecifierOperator.NotEqual,
            ('<', '=') => SpecifierOperator.LessOrEqual,
            ('>', '=') => SpecifierOperator.GreaterOrEqual,
            ('~', '=') => SpecifierOperator.Compatible,
            ('<', _) => SpecifierOperator.Less,
            ('>', _) => SpecifierOperator.Greater,
            _ => null,
        };
    }
}
