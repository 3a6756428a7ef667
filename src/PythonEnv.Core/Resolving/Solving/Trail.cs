using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>The partial solution: every narrowing in order of time, and the decisions between them.</summary>
internal sealed class Trail
{
    private readonly List<Assignment> _assignments = [];
    private readonly Queue<Variable> _changed = [];
    private readonly Stack<(Variable Variable, int Level)> _established = [];

    /// <summary>How many decisions have been taken.</summary>
    public int Level { get; private set; }

    public void Decide(Variable variable, int bit)
    {
        Level++;
        VersionSet only = VersionSet.Of(variable.Package.Size, bit);
        Push(new Assignment(variable, only, only, Level, _assignments.Count, null));
    }

    /// <summary>Takes a set away from a variable, of which it has other values left.</summary>
    public void Derive(Variable variable, VersionSet excluded, Incompatibility cause)
    {
        VersionSet allowed = variable.Full - excluded;
        Push(new Assignment(variable, allowed, variable.Mask & allowed, Level, _assignments.Count, cause));
    }

    /// <summary>As <see cref="Derive"/>, for what holds whatever is decided.</summary>
    public void Establish(Variable variable, VersionSet excluded, Incompatibility cause)
    {
        variable.Establish(variable.Full - excluded, cause);
        Announce(variable);
    }

    /// <summary>Takes back every decision above a level, with what followed from it.</summary>
    public void Backtrack(int level)
    {
        for (int i = _assignments.Count - 1; i >= 0 && _assignments[i].Level > level; i--)
        {
            _assignments[i].Variable.Pop();
            _assignments.RemoveAt(i);
        }
        Level = level;
        // What followed from these was noted at a higher level and is gone.
        var again = new List<Variable>();
        while (_established.TryPeek(out (Variable Variable, int Level) top) && top.Level > level)
            again.Add(_established.Pop().Variable);
        again.ForEach(Announce);
    }

    /// <summary>The next variable that was narrowed and not looked at since; null if there is none.</summary>
    public Variable? TakeChanged() => _changed.TryDequeue(out Variable? variable) ? variable : null;

    private void Announce(Variable variable)
    {
        _changed.Enqueue(variable);
        if (Level > 0)
            _established.Push((variable, Level));
    }

    private void Push(Assignment assignment)
    {
        _assignments.Add(assignment);
        assignment.Variable.Push(assignment);
        _changed.Enqueue(assignment.Variable);
    }
}
