using System.Globalization;

namespace PythonEnv.Interpreters;

/// <summary>
/// What the name of a file or folder says of the interpreter in it, so that one that can't fit need not be started:
/// <c>python3.11</c>, <c>3.11.7</c>, <c>pypy3.10-7.3.12</c>, <c>cpython-3.13.0+freethreaded-linux-x86_64-gnu</c>, <c>python@3.11</c>,
/// <c>cp311-cp311</c>.
/// </summary>
/// <param name="Implementation">Null where the name leaves it open.</param>
internal sealed record InterpreterHint(string? Implementation, int Major, int? Minor, int? Micro)
{
    /// <summary>The hint in a name; null if it says nothing of the version.</summary>
    public static InterpreterHint? FromName(string name)
    {
        int letters = 0;
        while (letters < name.Length && char.IsAsciiLetter(name[letters]))
            letters++;
        string? implementation;
        switch (name[..letters].ToLowerInvariant())
        {
            case "" or "python" or "py":
                implementation = null;
                break;
            case "cp" or "cpython":
                implementation = "cpython";
                break;
            case "pp" or "pypy":
                implementation = "pypy";
                break;
            default:
                return null;
        }
        int position = letters;
        if (position < name.Length && letters > 0 && name[position] is '-' or '@' or '_')
            position++;
        return Numbers(name.AsSpan(position)) switch
        {
            [> 9 and var compact] when compact.ToString(CultureInfo.InvariantCulture) is ['2' or '3', ..] digits =>
                new(implementation, digits[0] - '0', int.Parse(digits.AsSpan(1), CultureInfo.InvariantCulture), null),
            // A larger one is the version of the implementation.
            [2 or 3, ..] numbers => new(implementation, numbers[0], At(numbers, 1), At(numbers, 2)),
            _ => null,
        };
    }

    /// <summary>A key in which no interpreter that the hint fits is greater.</summary>
    public Version UpperBound => new(Major, Minor ?? int.MaxValue, Micro ?? int.MaxValue);

    public override string ToString()
    {
        string version = string.Join('.', new[] { Major, Minor, Micro }.OfType<int>());
        return Implementation is null or "cpython" ? version : $"{Implementation} {version}";
    }

    private static int? At(int[] numbers, int index) => index < numbers.Length ? numbers[index] : null;

    private static int[] Numbers(ReadOnlySpan<char> text)
    {
        List<int> numbers = [];
        while (numbers.Count < 3)
        {
            int digits = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
                digits++;
            if (digits is 0 or > 4)
                break;
            numbers.Add(int.Parse(text[..digits], CultureInfo.InvariantCulture));
            if (digits == text.Length || text[digits] != '.')
                break;
            text = text[(digits + 1)..];
        }
        return [.. numbers];
    }
}
