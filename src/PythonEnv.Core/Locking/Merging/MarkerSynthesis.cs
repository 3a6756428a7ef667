using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locking.Merging;

/// <summary>
/// Markers from membership: the shortest condition that holds in exactly some of the declared environments (PEP 508). It is made of what
/// tells these environments apart, and says nothing of any other one.
/// </summary>
internal sealed class MarkerSynthesis
{
    private static readonly MarkerVariable[] Variables =
    [
        MarkerVariable.SysPlatform, MarkerVariable.PythonVersion, MarkerVariable.PlatformMachine, MarkerVariable.ImplementationName,
        MarkerVariable.PythonFullVersion,
    ];

    private readonly IReadOnlyList<MarkerEnvironment> _environments;
    private readonly List<Condition> _atoms = [];
    private readonly List<Condition> _cubes = [];

    /// <param name="environments">Distinct environments.</param>
    public MarkerSynthesis(IReadOnlyList<MarkerEnvironment> environments)
    {
        _environments = environments;
        MarkerVariable[] telling =
        [
            .. Variables.Where(variable => environments.Select(one => one.ValueOf(variable)).Distinct().Count() > 1)
        ];
        // A full version tells apart what the short one does not, and is read by nobody with pleasure.
        if (telling.Contains(MarkerVariable.PythonFullVersion)
            && environments.DistinctBy(one => one with { PythonFullVersion = "", ImplementationVersion = "" })
                .Count() == environments.Count)
            telling = [.. telling.Where(variable => variable != MarkerVariable.PythonFullVersion)];
        foreach (MarkerVariable variable in telling)
        {
            string[] values = [.. environments.Select(one => one.ValueOf(variable)!).Distinct(StringComparer.Ordinal)];
            foreach (string comparison in variable.IsVersion() ? ["==", "!=", "<", ">="] : (string[])["==", "!="])
                _atoms.AddRange(values.Select(value => Read($"{variable.Name()} {comparison} \"{value}\"")));
        }
        foreach (MarkerEnvironment environment in environments)
            _cubes.Add(Read(string.Join(" and ", telling.Select(variable => $"{variable.Name()} == \"{environment.ValueOf(variable)}\""))));
    }

    /// <summary>A condition that tells one declared environment from all others, also from those that nobody declared.</summary>
    public static string Of(MarkerEnvironment environment) =>
        string.Join(" and ", Variables[..4].Select(variable => $"{variable.Name()} == \"{environment.ValueOf(variable)}\""));

    /// <summary>The condition that holds in exactly these environments.</summary>
    /// <param name="members">Per environment whether it has to hold there; in one at least.</param>
    /// <returns>Null where it has to hold in all of them.</returns>
    /// <exception cref="InvalidOperationException">Two environments that differ in membership differ in nothing that a marker can ask
    /// for.</exception>
    public Marker? Of(bool[] members)
    {
        if (Array.TrueForAll(members, member => member))
            return null;
        Condition? found = _atoms.Find(atom => atom.IsExactly(members))
            ?? Pairs().FirstOrDefault(pair => pair.IsExactly(members))
            ?? Read(string.Join(" or ", _cubes.Where((_, i) => members[i]).Select(cube => cube.Text)));
        return found.IsExactly(members) && Marker.TryParse(found.Text, out Marker? marker, out _)
            ? marker
            : throw new InvalidOperationException($"`{found.Text}` does not tell the environments apart");
    }

    private IEnumerable<Condition> Pairs()
    {
        foreach (string word in (string[])["and", "or"])
        {
            for (int first = 0; first < _atoms.Count; first++)
            {
                for (int second = first + 1; second < _atoms.Count; second++)
                    yield return _atoms[first].Join(word, _atoms[second]);
            }
        }
    }

    private Condition Read(string text) => text.Length > 0 && Marker.TryParse(text, out Marker? marker, out _)
        ? new Condition(text, [.. _environments.Select(environment => marker.Evaluate(environment))])
        : new Condition("", [.. _environments.Select(_ => true)]);

    private sealed record Condition(string Text, bool[] Holds)
    {
        public bool IsExactly(bool[] members) => Holds.AsSpan().SequenceEqual(members);

        public Condition Join(string word, Condition other) => new(
            $"{Text} {word} {other.Text}",
            [.. Holds.Select((holds, i) => word == "and" ? holds && other.Holds[i] : holds || other.Holds[i])]);
    }
}
