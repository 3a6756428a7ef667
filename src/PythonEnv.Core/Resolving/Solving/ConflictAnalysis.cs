using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// What is to be learnt from a conflict: it is resolved with the causes of its latest narrowings. That ends when one of its terms would be
/// the only open one if the decisions after a certain level were taken back.
/// </summary>
internal sealed class ConflictAnalysis
{
    private readonly List<Variable> _variables = [];
    private VersionSet[] _terms = [];
    private bool[] _isIn = [];

    /// <param name="count">How many variables there are.</param>
    public Lesson Analyse(Incompatibility conflict, int count)
    {
        if (_terms.Length < count)
        {
            _terms = new VersionSet[count * 2];
            _isIn = new bool[count * 2];
        }
        foreach (Variable variable in _variables)
            _isIn[variable.Id] = false;
        _variables.Clear();
        for (int i = 0; i < conflict.Variables.Length; i++)
            Put(conflict.Variables[i], conflict.Terms[i]);

        List<Incompatibility> from = [conflict];
        while (_variables.Count > 0)
        {
            (Assignment latest, int before) = LatestSatisfier();
            if (latest.Cause is not { } cause || before < latest.Level)
                return new Lesson(from.Count == 1 ? conflict : Learn(from), latest, before);
            from.Add(cause);
            Resolve(latest.Variable, cause);
        }
        return new Lesson(Learn(from), null, 0);
    }

    /// <summary>The narrowing that made the conflict complete, and the level at which all other terms held.</summary>
    private (Assignment Latest, int Before) LatestSatisfier()
    {
        Assignment? latest = null;
        int before = 0;
        foreach (Variable variable in _variables)
        {
            Assignment satisfier = variable.Satisfier(_terms[variable.Id]);
            if (latest is null || satisfier.Index > latest.Index)
            {
                before = Math.Max(before, latest?.Level ?? 0);
                latest = satisfier;
            }
            else
            {
                before = Math.Max(before, satisfier.Level);
            }
        }
        // Where it narrowed what was narrow already, that has to stay.
        VersionSet term = _terms[latest!.Variable.Id];
        if (!latest.Allowed.IsSubsetOf(term))
            before = Math.Max(before, latest.Variable.Satisfier(term | (latest.Variable.Full - latest.Allowed)).Level);
        return (latest, before);
    }

    private void Resolve(Variable on, Incompatibility cause)
    {
        for (int i = 0; i < cause.Variables.Length; i++)
        {
            Variable variable = cause.Variables[i];
            if (variable != on)
                Put(variable, _isIn[variable.Id] ? _terms[variable.Id] & cause.Terms[i] : cause.Terms[i]);
            else if ((_terms[variable.Id] | cause.Terms[i]).Equals(variable.Full))
                Remove(variable);
            else
                _terms[variable.Id] |= cause.Terms[i];
        }
    }

    private void Put(Variable variable, VersionSet term)
    {
        if (!_isIn[variable.Id])
            _variables.Add(variable);
        _isIn[variable.Id] = true;
        _terms[variable.Id] = term;
    }

    private void Remove(Variable variable)
    {
        _variables.Remove(variable);
        _isIn[variable.Id] = false;
    }

    private Incompatibility Learn(List<Incompatibility> from) =>
        new([.. _variables], [.. _variables.Select(variable => _terms[variable.Id])], new Cause.Learnt([.. from]));
}

/// <summary>What a conflict teaches.</summary>
/// <param name="Incompatibility">
/// The conflict itself, or what was learnt from it; without terms it is a proof that there is no solution.
/// </param>
/// <param name="Latest">The narrowing that has to be taken back; null for a proof.</param>
/// <param name="Level">The level at which all terms but that of its variable hold.</param>
internal sealed record Lesson(Incompatibility Incompatibility, Assignment? Latest, int Level);
