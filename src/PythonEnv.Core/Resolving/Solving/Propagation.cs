using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// Unit propagation: where all terms of an incompatibility but one hold, the variable of that one is narrowed. Each incompatibility is
/// looked
/// at only when one of two watched variables changes; a term that does not hold yet is watched wherever there is one.
/// </summary>
internal sealed class Propagation(Trail trail)
{
    private readonly Queue<Variable> _links = [];
    private readonly Queue<Incompatibility> _again = [];
    private readonly Stack<(Incompatibility Incompatibility, int Level)> _late = [];

    /// <summary>Versions that were settled, and versions of which an extra is wanted: their requirements count from now on.</summary>
    public Queue<Variable> Settled { get; } = [];

    /// <summary>Takes an incompatibility of several terms into account from now on.</summary>
    /// <returns>False if all of its terms hold: it is a conflict.</returns>
    public bool Add(Incompatibility incompatibility)
    {
        if (incompatibility.Variables.Length > 1)
        {
            // What holds last is let go first: a term that does not hold yet, if there is one, else the latest.
            for (int watched = 0; watched < 2; watched++)
            {
                for (int i = watched + 1; i < incompatibility.Variables.Length; i++)
                {
                    if (HeldSince(incompatibility, i) > HeldSince(incompatibility, watched))
                        incompatibility.Swap(watched, i);
                }
                incompatibility.Variables[watched].Watchers.Add(incompatibility);
            }
        }
        return Examine(incompatibility);
    }

    /// <summary>Narrows the variable of the only term that does not hold, if there is one.</summary>
    /// <returns>False if all terms hold: it is a conflict.</returns>
    public bool Examine(Incompatibility incompatibility)
    {
        int open = -1;
        for (int i = 0; i < incompatibility.Variables.Length; i++)
        {
            if (Holds(incompatibility, i))
                continue;
            if (open >= 0)
                return true;
            open = i;
        }
        if (open < 0)
            return false;
        Variable variable = incompatibility.Variables[open];
        VersionSet term = incompatibility.Terms[open];
        if (incompatibility.Variables.Length == 1)
        {
            trail.Establish(variable, term, incompatibility);
            return true;
        }
        if (trail.Level > 0)
            _late.Push((incompatibility, trail.Level));
        if (variable.Mask.Overlaps(term))
            trail.Derive(variable, term, incompatibility);
        return true;
    }

    /// <summary>Takes account of a release that one of the terms got in addition.</summary>
    /// <returns>False if all terms hold: it is a conflict.</returns>
    public bool Grown(Incompatibility incompatibility, int term)
    {
        if (term < 2 && incompatibility.Variables.Length > 2 && Holds(incompatibility, term))
        {
            incompatibility.Variables[term].Watchers.Remove(incompatibility);
            incompatibility.Swap(term, 1);
            if (!WatchAnother(incompatibility))
                incompatibility.Variables[1].Watchers.Add(incompatibility);
        }
        return Examine(incompatibility);
    }

    /// <summary>
    /// Takes back every decision above a level. What was found out later than it could have been known is looked at again.
    /// </summary>
    public void Backtrack(int level)
    {
        trail.Backtrack(level);
        while (_late.TryPeek(out (Incompatibility Incompatibility, int Level) top) && top.Level > level)
            _again.Enqueue(_late.Pop().Incompatibility);
    }

    /// <summary>Looks at an incompatibility again when propagation goes on.</summary>
    public void Reconsider(Incompatibility incompatibility) => _again.Enqueue(incompatibility);

    /// <summary>Goes on until nothing follows any more.</summary>
    /// <returns>An incompatibility all of whose terms hold, or null.</returns>
    public Incompatibility? Run()
    {
        while (true)
        {
            Incompatibility? conflict;
            if (_again.TryDequeue(out Incompatibility? late))
                conflict = Examine(late) ? null : late;
            else if (trail.TakeChanged() is { } changed)
                conflict = Follow(changed);
            else if (_links.TryDequeue(out Variable? linked))
                conflict = linked.IsHub ? FollowHub(linked) : FollowMember(linked, linked.Choice!.Decider);
            else
                return null;
            if (conflict is not null)
                return conflict;
        }
    }

    private Incompatibility? Follow(Variable changed)
    {
        if (changed.Owner is { } owner)
        {
            if (changed.IsPositive && owner.Settled > 0)
                Settled.Enqueue(owner);
        }
        else
        {
            if (!changed.IsHub && changed.Settled > 0)
                Settled.Enqueue(changed);
            if (changed.Choice is { } choice && choice.Decider.IsHub)
                _links.Enqueue(changed);
        }
        return FollowWatchers(changed);
    }

    private Incompatibility? FollowWatchers(Variable changed)
    {
        List<Incompatibility> watchers = changed.Watchers;
        for (int i = 0; i < watchers.Count; i++)
        {
            Incompatibility incompatibility = watchers[i];
            if (incompatibility.Variables[0] == changed)
                incompatibility.Swap(0, 1);
            if (!Holds(incompatibility, 1))
                continue;
            Variable other = incompatibility.Variables[0];
            if (!other.Mask.Overlaps(incompatibility.Terms[0]))
                continue;
            if (WatchAnother(incompatibility))
            {
                watchers[i--] = watchers[^1];
                watchers.RemoveAt(watchers.Count - 1);
                continue;
            }
            if (Holds(incompatibility, 0))
                return incompatibility;
            trail.Derive(other, incompatibility.Terms[0], incompatibility);
        }
        return null;
    }

    /// <summary>Watches, in place of the second variable, another one whose term does not hold.</summary>
    private static bool WatchAnother(Incompatibility incompatibility)
    {
        for (int i = 2; i < incompatibility.Variables.Length; i++)
        {
            if (Holds(incompatibility, i))
                continue;
            incompatibility.Swap(1, i);
            incompatibility.Variables[1].Watchers.Add(incompatibility);
            return true;
        }
        return false;
    }

    /// <summary>
    /// The version of all classes changed: each class follows. The incompatibility is made only where something follows from it.
    /// </summary>
    private Incompatibility? FollowHub(Variable hub)
    {
        foreach (Variable? member in hub.Choice!.Members)
        {
            if (member is not null && Narrow(member, hub) is { } conflict)
                return conflict;
        }
        return null;
    }

    private Incompatibility? FollowMember(Variable member, Variable hub)
    {
        if (Narrow(member, hub) is { } conflict)
            return conflict;
        if (!member.IsPositive || hub.Mask.IsSubsetOf(member.Mask))
            return null;
        VersionSet others = hub.Full - member.Mask;
        Incompatibility shared = Shared(member, member.Mask, hub, others);
        if (hub.Mask.IsSubsetOf(others))
            return shared;
        trail.Derive(hub, others, shared);
        return null;
    }

    private Incompatibility? Narrow(Variable member, Variable hub)
    {
        VersionSet excluded = member.Package.Versions - hub.Mask;
        if (!member.Mask.Overlaps(excluded))
            return null;
        Incompatibility shared = Shared(member, excluded, hub, hub.Full - excluded);
        if (member.Mask.IsSubsetOf(excluded))
            return shared;
        trail.Derive(member, excluded, shared);
        return null;
    }

    private static Incompatibility Shared(Variable member, VersionSet versions, Variable hub, VersionSet others) =>
        new([member, hub], [versions, others], new Cause.Shared(member.Package));

    private static bool Holds(Incompatibility incompatibility, int i) =>
        incompatibility.Variables[i].Mask.IsSubsetOf(incompatibility.Terms[i]);

    private static int HeldSince(Incompatibility incompatibility, int i) =>
        Holds(incompatibility, i) ? incompatibility.Variables[i].Satisfier(incompatibility.Terms[i]).Index : int.MaxValue;
}
