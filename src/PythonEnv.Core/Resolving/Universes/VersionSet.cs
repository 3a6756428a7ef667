using System.Numerics;

namespace PythonEnv.Resolving.Universes;

/// <summary>
/// A set over the universe of one package: bit 0 stands for "not selected", bit i for the i-th release in ascending order.
/// Operands of one operation belong to the same package. Immutable.
/// </summary>
internal readonly struct VersionSet : IEquatable<VersionSet>
{
    private const int WordSize = 64;

    /// <summary>The bit of "not selected".</summary>
    public const int Absent = 0;

    private readonly ulong _low;

    /// <summary>The words above the lowest; null where one word is enough.</summary>
    private readonly ulong[]? _high;

    private VersionSet(ulong low, ulong[]? high)
    {
        _low = low;
        _high = high;
    }

    /// <summary>The empty set of a package with so many bits.</summary>
    public static VersionSet None(int size) => new(0, size <= WordSize ? null : new ulong[(size - 1) / WordSize]);

    /// <summary>Every bit, that of "not selected" too.</summary>
    public static VersionSet Full(int size)
    {
        VersionSet set = None(size);
        if (set._high is not { } high)
            return new VersionSet(Ones(size), null);
        Array.Fill(high, ulong.MaxValue);
        high[^1] = Ones(size - WordSize * high.Length);
        return new VersionSet(ulong.MaxValue, high);
    }

    public static VersionSet Of(int size, int bit) => None(size).With(bit);

    /// <summary>The bits of a package that a condition holds for; "not selected" is not asked about and not in it.</summary>
    public static VersionSet Where(int size, Func<int, bool> holds)
    {
        VersionSet set = None(size);
        ulong low = 0;
        for (int bit = 1; bit < size; bit++)
        {
            if (!holds(bit))
                continue;
            if (bit < WordSize)
                low |= 1UL << bit;
            else
                set._high![bit / WordSize - 1] |= 1UL << bit;
        }
        return new VersionSet(low, set._high);
    }

    public bool IsEmpty => _low == 0 && (_high is null || _high.AsSpan().IndexOfAnyExcept(0UL) < 0);

    public bool Contains(int bit) => ((bit < WordSize ? _low : _high![bit / WordSize - 1]) >> bit & 1) != 0;

    /// <summary>Whether something has to be selected.</summary>
    public bool IsPositive => (_low & 1) == 0;

    /// <summary>How many bits are in the set.</summary>
    public int Count
    {
        get
        {
            int count = BitOperations.PopCount(_low);
            if (_high is not null)
            {
                foreach (ulong word in _high)
                    count += BitOperations.PopCount(word);
            }
            return count;
        }
    }

    /// <summary>The only bit of the set, or -1.</summary>
    public int Single => Count == 1 ? Highest : -1;

    /// <summary>The highest bit, or -1.</summary>
    public int Highest
    {
        get
        {
            for (int i = (_high?.Length ?? 0) - 1; i >= 0; i--)
            {
                if (_high![i] != 0)
                    return WordSize * (i + 2) - 1 - BitOperations.LeadingZeroCount(_high[i]);
            }
            return WordSize - 1 - BitOperations.LeadingZeroCount(_low);
        }
    }

    /// <summary>The lowest bit, or -1.</summary>
    public int Lowest => Next(0);

    /// <summary>The lowest bit that is not below a place, or -1.</summary>
    public int Next(int from)
    {
        for (int word = from / WordSize; word <= (_high?.Length ?? 0); word++)
        {
            ulong bits = word == 0 ? _low : _high![word - 1];
            if (word == from / WordSize)
                bits &= ulong.MaxValue << from;
            if (bits != 0)
                return WordSize * word + BitOperations.TrailingZeroCount(bits);
        }
        return -1;
    }

    public VersionSet With(int bit)
    {
        if (bit < WordSize)
            return new VersionSet(_low | 1UL << bit, _high);
        var high = (ulong[])_high!.Clone();
        high[bit / WordSize - 1] |= 1UL << bit;
        return new VersionSet(_low, high);
    }

    public static VersionSet operator &(VersionSet left, VersionSet right) =>
        new(left._low & right._low, left._high is null ? null : Combine(left._high, right._high!, (a, b) => a & b));

    public static VersionSet operator |(VersionSet left, VersionSet right) =>
        new(left._low | right._low, left._high is null ? null : Combine(left._high, right._high!, (a, b) => a | b));

    /// <summary>What is in the left set and not in the right one.</summary>
    public static VersionSet operator -(VersionSet left, VersionSet right) =>
        new(left._low & ~right._low, left._high is null ? null : Combine(left._high, right._high!, (a, b) => a & ~b));

    public bool IsSubsetOf(VersionSet other)
    {
        if ((_low & ~other._low) != 0)
            return false;
        for (int i = 0; i < (_high?.Length ?? 0); i++)
        {
            if ((_high![i] & ~other._high![i]) != 0)
                return false;
        }
        return true;
    }

    public bool Overlaps(VersionSet other)
    {
        if ((_low & other._low) != 0)
            return true;
        for (int i = 0; i < (_high?.Length ?? 0); i++)
        {
            if ((_high![i] & other._high![i]) != 0)
                return true;
        }
        return false;
    }

    public bool Equals(VersionSet other) => _low == other._low && (_high is null || _high.AsSpan().SequenceEqual(other._high));

    public override bool Equals(object? obj) => obj is VersionSet other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_low, _high?.Length);

    private static ulong Ones(int count) => count == WordSize ? ulong.MaxValue : (1UL << count) - 1;

    private static ulong[] Combine(ulong[] left, ulong[] right, Func<ulong, ulong, ulong> word)
    {
        var result = new ulong[left.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = word(left[i], right[i]);
        return result;
    }
}
