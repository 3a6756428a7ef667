using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;

namespace PythonEnv.Packaging.Requirements;

/// <summary>
/// The condition under which a requirement counts (PEP 508, "Environment Markers"). Immutable.
/// <code>
/// marker     = atom *(("and" | "or") atom)          "and" binds closer
/// atom       = "(" marker ")" | operand operator operand
/// operand    = variable | quoted text               the text is a Python string literal
/// operator   = "==" | "!=" | "&lt;=" | "&gt;=" | "&lt;" | "&gt;" | "~=" | "===" | "in" | "not" blank "in"
/// </code>
/// Blanks (space and tab) may surround every part. Names compared with <c>extra</c> are normalised.
/// </summary>
internal sealed class Marker
{
    private readonly MarkerNode _root;

    internal Marker(MarkerNode root) => _root = root;

    /// <remarks>Error positions count from the beginning of the text.</remarks>
    public static bool TryParse(string text, [NotNullWhen(true)] out Marker? marker, [NotNullWhen(false)] out ParseError? error)
    {
        int position = 0;
        marker = null;
        if (!MarkerParser.TryRead(text, ref position, out MarkerNode? root, out error))
            return false;
        if (position < text.Length)
        {
            error = new ParseError(position, text.Length - position, "`and`, `or` or the end of the marker is expected here");
            return false;
        }
        marker = new Marker(root);
        return true;
    }

    /// <summary>The marker that holds where both do; null always holds. A condition that stands in both is in it once.</summary>
    public static Marker? Both(Marker? first, Marker? second)
    {
        if (first is null || second is null)
            return first ?? second;
        MarkerNode[] nodes = [.. first.Conditions.Concat(second.Conditions).DistinctBy(node => node.ToString())];
        return new Marker(nodes is [var only] ? only : new MarkerGroup([.. nodes.Select(node => new MarkerPart(node, AfterOr: false))]));
    }

    // What has to hold, all of it.
    private IEnumerable<MarkerNode> Conditions =>
        _root is MarkerGroup group && !group.Parts.Any(part => part.AfterOr) ? group.Parts.Select(part => part.Node) : [_root];

    /// <summary>Whether the marker holds for the metadata of a distribution, of which one extra or none is wanted.</summary>
    /// <remarks>An undefined comparison makes it false; <see cref="TryEvaluate"/> tells the two apart.</remarks>
    public bool Evaluate(MarkerEnvironment environment, string? extra = null)
    {
        MarkerSelection selection = string.IsNullOrEmpty(extra) ? MarkerSelection.NoExtra : MarkerSelection.ForExtra(extra);
        return TryEvaluate(environment, selection, out bool holds, out _) && holds;
    }

    /// <summary>Evaluates the marker.</summary>
    /// <param name="environment">Null: does it hold in any? Markers have no negation, so what can't hold anywhere is certain not
    /// to.</param>
    /// <param name="selection">What is being installed.</param>
    /// <param name="holds">The outcome; false beside an error.</param>
    /// <param name="error">The comparison that has no meaning for these values, such as <c>sys_platform ~= "linux"</c>.</param>
    /// <returns>False if a comparison, whether or not the outcome hangs on it, has no meaning.</returns>
    public bool TryEvaluate(
        MarkerEnvironment? environment, MarkerSelection selection, out bool holds, [NotNullWhen(false)] out ParseError? error)
    {
        var evaluation = new MarkerEvaluation(environment, selection);
        holds = evaluation.Evaluate(_root);
        error = evaluation.Error;
        holds &= error is null;
        return error is null;
    }

    /// <summary>The normalised text: single blanks, double quotes, no superfluous parentheses around single parts.</summary>
    public override string ToString() => _root is MarkerGroup group ? group.Joined : _root.ToString();
}
