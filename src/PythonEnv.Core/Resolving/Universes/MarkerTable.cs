using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Universes;

/// <summary>
/// Where markers hold: every marker text is evaluated once for each class, and once more for each extra it is asked with.
/// </summary>
internal sealed class MarkerTable(ImmutableArray<TargetClass> classes)
{
    private readonly Dictionary<string, MarkerTruth> _byText = new(StringComparer.Ordinal);

    /// <summary>All classes.</summary>
    public ClassSet All { get; } = ClassSet.First(classes.Length);

    /// <summary>Where the marker of a requirement holds if no extra is wanted.</summary>
    public ClassSet Of(Marker? marker) => marker is null ? All : TruthOf(marker).Plain;

    public MarkerTruth TruthOf(Marker marker)
    {
        string text = marker.ToString();
        if (!_byText.TryGetValue(text, out MarkerTruth? truth))
            _byText[text] = truth = new MarkerTruth(marker, text, this);
        return truth;
    }

    public ClassSet Where(Marker marker, string? extra)
    {
        ClassSet set = ClassSet.None;
        for (int i = 0; i < classes.Length; i++)
        {
            if (marker.Evaluate(classes[i].Environment, extra))
                set = set.With(i);
        }
        return set;
    }
}

/// <summary>Where one marker holds.</summary>
internal sealed class MarkerTruth
{
    private readonly Marker _marker;
    private readonly MarkerTable _table;
    private readonly Dictionary<string, ClassSet>? _byExtra;

    public MarkerTruth(Marker marker, string text, MarkerTable table)
    {
        _marker = marker;
        _table = table;
        Plain = table.Where(marker, null);
        bool mentionsExtra = text.Contains("extra", StringComparison.Ordinal);
        _byExtra = mentionsExtra ? new Dictionary<string, ClassSet>(StringComparer.Ordinal) : null;
    }

    /// <summary>Where it holds if no extra is wanted.</summary>
    public ClassSet Plain { get; }

    /// <summary>Where it holds only because an extra is wanted.</summary>
    public ClassSet OnlyWith(PackageName extra)
    {
        if (_byExtra is null)
            return ClassSet.None;
        if (!_byExtra.TryGetValue(extra.Value, out ClassSet set))
            _byExtra[extra.Value] = set = new ClassSet(_table.Where(_marker, extra.Value).Bits & ~Plain.Bits);
        return set;
    }
}
