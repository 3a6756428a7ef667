using System.Numerics;

namespace PythonEnv.Packaging.Tags;

/// <summary>The optional build number of a wheel: a tie-breaker between wheels of one version (PEP 427).</summary>
/// <param name="Number">The leading digits.</param>
/// <param name="Suffix">What follows them.</param>
internal readonly record struct BuildTag(BigInteger Number, string Suffix) : IComparable<BuildTag>
{
    public int CompareTo(BuildTag other)
    {
        int byNumber = Number.CompareTo(other.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(Suffix, other.Suffix);
    }

    public override string ToString() => Number + Suffix;

    public static bool operator <(BuildTag left, BuildTag right) => left.CompareTo(right) < 0;

    public static bool operator >(BuildTag left, BuildTag right) => left.CompareTo(right) > 0;

    public static bool operator <=(BuildTag left, BuildTag right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BuildTag left, BuildTag right) => left.CompareTo(right) >= 0;
}
