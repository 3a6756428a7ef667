using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Requirements;

/// <summary>One evaluation of a marker. Every comparison is made, so that a meaningless one is found wherever it stands.</summary>
/// <param name="environment">Null for any: a comparison with one of its values counts as true.</param>
/// <param name="selection">What is being installed.</param>
internal sealed class MarkerEvaluation(MarkerEnvironment? environment, MarkerSelection selection)
{
    /// <summary>The first comparison without meaning, or null.</summary>
    public ParseError? Error { get; private set; }

    public bool Evaluate(MarkerNode node)
    {
        if (node is not MarkerGroup group)
            return Evaluate((MarkerComparison)node);
        bool any = false, all = true;
        foreach (MarkerPart part in group.Parts)
        {
            if (part.AfterOr)
            {
                any |= all;
                all = true;
            }
            all &= Evaluate(part.Node);
        }
        return any | all;
    }

    /// <remarks>
    /// As pip has it, only one side is looked up: the left one if it is a variable, else the right one. A variable on the right of another
    /// stands for its own name; a text on the right of a text is taken for the name of a variable.
    /// </remarks>
    private bool Evaluate(MarkerComparison comparison)
    {
        if (comparison.Left.Variable is { } left)
        {
            if (left.IsSet())
                return Undefined(comparison, $"`{left.Name()}` may stand on the right of `in` and `not in` only");
            return IsLeftOpen(left)
                || TryLookUp(comparison, left, out string? value) && Compare(comparison, left, value, comparison.Right.Text);
        }

        if ((comparison.Right.Variable ?? MarkerVariables.NamedToday(comparison.Right.Text)) is not { } right)
            return Undefined(comparison, "neither side is a variable");
        if (right.IsSet())
            return CompareWithSet(comparison, right);
        return IsLeftOpen(right)
            || TryLookUp(comparison, right, out string? rightValue) && Compare(comparison, right, comparison.Left.Text, rightValue);
    }

    private bool IsLeftOpen(MarkerVariable variable) => environment is null && variable != MarkerVariable.Extra;

    private bool Compare(MarkerComparison comparison, MarkerVariable variable, string left, string right)
    {
        if (variable == MarkerVariable.Extra && selection.ActiveExtras is { } active)
            return CompareTexts(
                comparison, comparison.Operator.Version ?? SpecifierOperator.Equal,
                active.Contains(comparison.Left.Variable is null ? left : right));
        if (comparison.Operator.Version is not { } @operator)
            return right.Contains(left, StringComparison.Ordinal) != comparison.Operator.Negated;
        if (variable.IsVersion())
        {
            Specifier? specifier = comparison.Specifier;
            if (specifier is not null || Specifier.TryParse(@operator.Symbol() + right, out specifier, out _))
                return specifier.Contains(left);
        }
        return CompareTexts(comparison, @operator, string.Equals(left, right, StringComparison.Ordinal));
    }

    private bool CompareWithSet(MarkerComparison comparison, MarkerVariable variable)
    {
        if (selection.SetOf(variable) is not { } names)
            return Undefined(comparison, $"`{variable.Name()}` has no value here");
        if (comparison.Operator.Version is { } @operator)
            return CompareTexts(comparison, @operator, areEqual: false);
        return names.Contains(PackageName.Normalize(comparison.Left.Text).Value) != comparison.Operator.Negated;
    }

    /// <summary>Texts that are no versions have no order: neither is less than the other.</summary>
    private bool CompareTexts(MarkerComparison comparison, SpecifierOperator @operator, bool areEqual) => @operator switch
    {
        SpecifierOperator.Equal or SpecifierOperator.LessOrEqual or SpecifierOperator.GreaterOrEqual => areEqual,
        SpecifierOperator.NotEqual => !areEqual,
        SpecifierOperator.Less or SpecifierOperator.Greater => false,
        _ => Undefined(comparison, $"`{@operator.Symbol()}` compares versions, and these are none"),
    };

    private bool TryLookUp(MarkerComparison comparison, MarkerVariable variable, [NotNullWhen(true)] out string? value)
    {
        value = variable == MarkerVariable.Extra ? selection.Extra : environment!.ValueOf(variable);
        return value is not null || Undefined(comparison, $"`{variable.Name()}` has no value here");
    }

    private bool Undefined(MarkerComparison comparison, string problem)
    {
        Error ??= new ParseError(comparison.Position, comparison.Length, problem);
        return false;
    }
}
