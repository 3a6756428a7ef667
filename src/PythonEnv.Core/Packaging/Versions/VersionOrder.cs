using System.Collections.Immutable;
using System.Numerics;

namespace PythonEnv.Packaging.Versions;

/// <summary>
/// The order of versions (PEP 440, "Summary of permitted suffixes and relative ordering"): by epoch, release (padded with zeros),
/// then <c>.devN &lt; aN &lt; bN &lt; rcN &lt; final &lt; .postN</c>, then the local label.
/// </summary>
internal static class VersionOrder
{
    private const int DevelopmentOnly = -1;
    private const int Final = (int)PreReleasePhase.Candidate + 1;

    public static int Compare(PythonVersion left, PythonVersion right)
    {
        int order = ComparePublic(left, right);
        return order != 0 ? order : CompareLocal(left.Local, right.Local);
    }

    /// <summary>The order of the versions without their local labels.</summary>
    public static int ComparePublic(PythonVersion left, PythonVersion right)
    {
        int order = left.Epoch.CompareTo(right.Epoch);
        if (order == 0)
            order = CompareRelease(left.Release, right.Release);
        return order != 0 ? order : CompareSuffix(left, right);
    }

    public static bool SharesRelease(PythonVersion left, PythonVersion right) =>
        left.Epoch == right.Epoch && CompareRelease(left.Release, right.Release) == 0;

    /// <summary>Whether the release, padded with zeros, begins with the first <paramref name="length"/> numbers of the prefix's.</summary>
    public static bool HasPrefix(PythonVersion version, PythonVersion prefix, int length)
    {
        if (version.Epoch != prefix.Epoch)
            return false;
        for (int i = 0; i < length; i++)
        {
            if (NumberAt(version.Release, i) != prefix.Release[i])
                return false;
        }
        return true;
    }

    /// <summary>How many numbers are left of a release without its trailing zeros; may be 0.</summary>
    public static int SignificantLength(ImmutableArray<BigInteger> release)
    {
        int length = release.Length;
        while (length > 0 && release[length - 1].IsZero)
            length--;
        return length;
    }

    private static BigInteger NumberAt(ImmutableArray<BigInteger> release, int index) =>
        index < release.Length ? release[index] : BigInteger.Zero;

    private static int CompareRelease(ImmutableArray<BigInteger> left, ImmutableArray<BigInteger> right)
    {
        int length = Math.Max(left.Length, right.Length);
        for (int i = 0; i < length; i++)
        {
            int order = NumberAt(left, i).CompareTo(NumberAt(right, i));
            if (order != 0)
                return order;
        }
        return 0;
    }

    private static int CompareSuffix(PythonVersion left, PythonVersion right)
    {
        int order = Phase(left).CompareTo(Phase(right));
        if (order == 0 && left.Pre is { } leftPre && right.Pre is { } rightPre)
            order = leftPre.Number.CompareTo(rightPre.Number);
        if (order == 0)
            order = ComparePost(left.Post, right.Post);
        if (order != 0)
            return order;
        // A development release precedes what it develops, so here absence is the greater.
        return (left.Dev, right.Dev) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            ({ } leftDev, { } rightDev) => leftDev.CompareTo(rightDev),
        };
    }

    private static int ComparePost(BigInteger? left, BigInteger? right) =>
        left is null || right is null ? (left is not null).CompareTo(right is not null) : left.Value.CompareTo(right.Value);

    private static int Phase(PythonVersion version) => version switch
    {
        { Pre: { } pre } => (int)pre.Phase,
        { Dev: not null, Post: null } => DevelopmentOnly,
        _ => Final,
    };

    private static int CompareLocal(string? left, string? right)
    {
        if (left is null || right is null)
            return (left is not null).CompareTo(right is not null);
        ReadOnlySpan<char> leftRest = left, rightRest = right;
        while (!leftRest.IsEmpty && !rightRest.IsEmpty)
        {
            int order = CompareLocalPart(TakePart(ref leftRest), TakePart(ref rightRest));
            if (order != 0)
                return order;
        }
        return leftRest.Length.CompareTo(rightRest.Length);
    }

    private static ReadOnlySpan<char> TakePart(ref ReadOnlySpan<char> rest)
    {
        int dot = rest.IndexOf('.');
        ReadOnlySpan<char> part = dot < 0 ? rest : rest[..dot];
        rest = dot < 0 ? [] : rest[(dot + 1)..];
        return part;
    }

    private static int CompareLocalPart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        bool leftIsNumber = IsNumber(left), rightIsNumber = IsNumber(right);
        if (leftIsNumber != rightIsNumber)
            return leftIsNumber.CompareTo(rightIsNumber);
        // Numbers are normalised, so the longer one is the greater.
        if (leftIsNumber && left.Length != right.Length)
            return left.Length.CompareTo(right.Length);
        return left.SequenceCompareTo(right);
    }

    private static bool IsNumber(ReadOnlySpan<char> part) => !part.ContainsAnyExceptInRange('0', '9');
}
