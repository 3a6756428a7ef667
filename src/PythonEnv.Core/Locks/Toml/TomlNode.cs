using System.Numerics;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>A value of a TOML document and the place where it is written.</summary>
internal abstract class TomlNode(TomlPlace place)
{
    /// <summary>From the first to the last character of the value; for a table that has a header, the header.</summary>
    public SourceSpan Span => Place.Span;

    internal TomlPlace Place { get; private protected set; } = place;

    /// <summary>The kind of value with its article, for messages: <c>a string</c>, <c>an array</c>, ….</summary>
    public abstract string Kind { get; }
}

/// <summary>Any of the four notations of a string, unescaped; a CRLF inside one reads as LF.</summary>
/// <remarks>
/// Most strings of a lock are URLs and digests that nobody asks for: a plain one is taken out of the document when somebody does.
/// </remarks>
internal sealed class TomlString : TomlNode
{
    private string? _value;

    public TomlString(string value, TomlPlace place) : base(place) => _value = value;

    /// <summary>A plain string: its value is what stands between its quotes.</summary>
    public TomlString(TomlPlace place) : base(place)
    {
    }

    public string Value => _value ??= Place.Source.TextOf(Place.Start + 1, Place.End - 1);

    public override string Kind => "a string";
}

/// <summary>An integer in any radix; of any size, because the implementations that locks are written for take any size.</summary>
internal sealed class TomlInteger : TomlNode
{
    private readonly BigInteger? _large;

    public TomlInteger(long value, TomlPlace place) : base(place) => Int64 = value;

    public TomlInteger(BigInteger value, TomlPlace place) : base(place)
    {
        _large = value;
        Int64 = value >= long.MinValue && value <= long.MaxValue ? (long)value : null;
    }

    public BigInteger Value => _large ?? Int64!.Value;

    /// <summary>Null if it is larger.</summary>
    public long? Int64 { get; }

    public override string Kind => "an integer";
}

/// <summary>An IEEE 754 binary64 number, <c>inf</c> or <c>nan</c>.</summary>
internal sealed class TomlFloat(double value, TomlPlace place) : TomlNode(place)
{
    public double Value { get; } = value;

    public override string Kind => "a float";
}

internal sealed class TomlBoolean(bool value, TomlPlace place) : TomlNode(place)
{
    public bool Value { get; } = value;

    public override string Kind => "a boolean";
}

/// <summary>An array of values, or of the tables under <c>[[headers]]</c>.</summary>
/// <param name="isOpen">Whether further <c>[[headers]]</c> add to it.</param>
internal sealed class TomlArray(List<TomlNode> items, TomlPlace place, bool isOpen = false) : TomlNode(place)
{
    public IReadOnlyList<TomlNode> Items => items;

    public override string Kind => "an array";

    internal bool IsOpen => isOpen;

    internal void Add(TomlTable table) => items.Add(table);
}
