using System.Diagnostics.CodeAnalysis;

namespace PythonEnv.Versions;

/// <summary>A project name, compared as PEP 503 compares it: lower case, runs of <c>-</c>, <c>_</c> and <c>.</c> as one <c>-</c>.</summary>
public readonly struct PackageName : IEquatable<PackageName>, IComparable<PackageName>
{
    private readonly string? _normalized;

    private PackageName(string normalized) => _normalized = normalized;

    /// <summary>The normalised spelling.</summary>
    public string Value => _normalized ?? "";

    /// <summary>Normalises any text, whether or not it may be a project name.</summary>
    public static PackageName Normalize(string name)
    {
        var text = new System.Text.StringBuilder(name.Length);
        bool separated = false;
        foreach (char c in name)
        {
            bool separator = c is '-' or '_' or '.';
            if (!separator)
                text.Append(char.ToLowerInvariant(c));
            else if (!separated)
                text.Append('-');
            separated = separator;
        }
        return new PackageName(text.ToString());
    }

    public bool Equals(PackageName other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PackageName other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    public int CompareTo(PackageName other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;

    public static bool operator ==(PackageName left, PackageName right) => left.Equals(right);

    public static bool operator !=(PackageName left, PackageName right) => !left.Equals(right);

    public static bool operator <(PackageName left, PackageName right) => left.CompareTo(right) < 0;

    public static bool operator >(PackageName left, PackageName right) => left.CompareTo(right) > 0;

    public static bool operator <=(PackageName left, PackageName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PackageName left, PackageName right) => left.CompareTo(right) >= 0;
}
