namespace PythonEnv.Resolving.Solving;

/// <summary>What an incompatibility without terms follows from.</summary>
internal static class Proof
{
    /// <summary>The incompatibilities that were not learnt, each once, in an order in which what is needed first comes first.</summary>
    public static List<Incompatibility> FactsOf(Incompatibility proof)
    {
        var facts = new List<Incompatibility>();
        var seen = new HashSet<Incompatibility>();
        var stack = new Stack<Incompatibility>([proof]);
        while (stack.TryPop(out Incompatibility? next))
        {
            if (!seen.Add(next))
                continue;
            if (next.Cause is not Cause.Learnt learnt)
            {
                facts.Add(next);
                continue;
            }
            foreach (Incompatibility from in learnt.From)
                stack.Push(from);
        }
        facts.Reverse();
        return facts;
    }
}
