using System.Diagnostics.CodeAnalysis;
using System.Text;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Requirements;

/// <summary>
/// A project name or the name of an extra, compared as PEP 503 ("Normalized Names") compares it: lower case, runs of <c>-</c>,
/// <c>_</c> and <c>.</c> as one <c>-</c>.
/// </summary>
/// <remarks>A class: collections of it share their compiled code with those of every other class.</remarks>
internal sealed class PackageName : IEquatable<PackageName>, IComparable<PackageName>
{
    private PackageName(string normalized) => Value = normalized;

    public static IReadOnlySet<PackageName> NoNames { get; } = new HashSet<PackageName>();

    /// <summary>The normalised spelling.</summary>
    public string Value { get; }

    /// <summary>Normalises any text, whether or not it may be a project name.</summary>
    public static PackageName Normalize(string name)
    {
        if (IsNormalized(name))
            return new PackageName(name);
        var text = new StringBuilder(name.Length);
        foreach (char c in PythonText.Lower(name))
        {
            bool isSeparator = c is '-' or '_' or '.';
            if (!isSeparator)
                text.Append(c);
            else if (text.Length == 0 || text[^1] != '-')
                text.Append('-');
        }
        return new PackageName(text.ToString());
    }

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PackageName? name)
    {
        name = text is not null && IsValid(text) ? Normalize(text) : null;
        return name is not null;
    }

    /// <summary>Whether the text may be a project name: ASCII letters and digits, with <c>-</c>, <c>_</c> and <c>.</c> inside.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }
        return true;
    }

    /// <summary>Whether the text is a project name in its normalised spelling.</summary>
    public static bool IsNormalized(ReadOnlySpan<char> text)
    {
        char previous = '-';
        foreach (char c in text)
        {
            if (c == '-' ? previous == '-' : !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
            previous = c;
        }
        return previous != '-';
    }

    public bool Equals([NotNullWhen(true)] PackageName? other) => other is not null && Value == other.Value;

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as PackageName);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    public int CompareTo(PackageName? other) => string.CompareOrdinal(Value, other?.Value);

    public override string ToString() => Value;

    public static bool operator ==(PackageName? left, PackageName? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(PackageName? left, PackageName? right) => !(left == right);

    public static bool operator <(PackageName left, PackageName right) => left.CompareTo(right) < 0;

    public static bool operator >(PackageName left, PackageName right) => left.CompareTo(right) > 0;

    public static bool operator <=(PackageName left, PackageName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PackageName left, PackageName right) => left.CompareTo(right) >= 0;
}
