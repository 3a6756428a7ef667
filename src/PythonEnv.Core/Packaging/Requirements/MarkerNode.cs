using System.Collections.Immutable;
using System.Text;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Requirements;

/// <summary>A parsed marker: a comparison, or a sequence of nodes joined by <c>and</c> and <c>or</c>.</summary>
internal abstract record MarkerNode
{
    /// <summary>The text, as part of a longer marker.</summary>
    public abstract override string ToString();
}

/// <summary>One side of a comparison.</summary>
/// <param name="Variable">Null for a quoted text.</param>
/// <param name="Text">The quoted text, or the variable's name.</param>
internal readonly record struct MarkerOperand(MarkerVariable? Variable, string Text)
{
    public override string ToString()
    {
        if (Variable is not null)
            return Text;
        if (!Text.Contains('"', StringComparison.Ordinal))
            return $"\"{Text}\"";
        return Text.Contains('\'', StringComparison.Ordinal)
            ? $"\"{Text.Replace("\"", "\\x22", StringComparison.Ordinal)}\""
            : $"'{Text}'";
    }
}

/// <summary>How a comparison compares.</summary>
/// <param name="Version">Null for <c>in</c> and <c>not in</c>.</param>
internal readonly record struct MarkerOperator(SpecifierOperator? Version, bool Negated = false)
{
    public static readonly MarkerOperator In = new(null);
    public static readonly MarkerOperator NotIn = new(null, Negated: true);

    public override string ToString() => Version?.Symbol() ?? (Negated ? "not in" : "in");
}

/// <summary><c>left operator right</c>.</summary>
/// <param name="Specifier">Operator and right side as a version specifier, where a version on the left is compared with one.</param>
/// <param name="Position">Where the comparison begins in the marker.</param>
/// <param name="Length">How long it is.</param>
internal sealed record MarkerComparison(
    MarkerOperand Left, MarkerOperator Operator, MarkerOperand Right, Specifier? Specifier, int Position, int Length) : MarkerNode
{
    public override string ToString() => $"{Left} {Operator} {Right}";
}

/// <summary>A part of a group.</summary>
/// <param name="AfterOr">Whether <c>or</c> joins it to the one before, else <c>and</c>, which binds closer; false for the first.</param>
internal sealed record MarkerPart(MarkerNode Node, bool AfterOr);

/// <summary>Parts joined by <c>and</c> and <c>or</c>, as written.</summary>
/// <param name="Parts">At least two.</param>
internal sealed record MarkerGroup(ImmutableArray<MarkerPart> Parts) : MarkerNode
{
    public override string ToString() => $"({Joined})";

    /// <summary>The text without the parentheses around it.</summary>
    public string Joined
    {
        get
        {
            var text = new StringBuilder();
            foreach (MarkerPart part in Parts)
                text.Append(text.Length == 0 ? "" : part.AfterOr ? " or " : " and ").Append(part.Node);
            return text.ToString();
        }
    }
}
