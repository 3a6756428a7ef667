using PythonEnv.Resolving.Universes;

namespace PythonEnv.Resolving.Solving;

/// <summary>
/// Which of the open choices is decided next: in order of discovery, but for names that conflicts have promoted. A name whose releases are
/// refused again and again, because of a choice that was made before, is chosen first from then on; else the older and older releases of it
/// would be tried, down to one so old that it does not state its requirements.
/// </summary>
internal sealed class Priorities(Choices choices)
{
    /// <summary>So many refusals are patience enough.</summary>
    private const int Patience = 5;

    private readonly List<Choice> _promoted = [];

    /// <summary>The choice to decide; null if none is open.</summary>
    public Choice? Next()
    {
        foreach (Choice choice in _promoted)
        {
            if (choice.IsOpen)
                return choice;
        }
        foreach (Choice choice in choices.All)
        {
            if (choice.IsOpen)
                return choice;
        }
        return null;
    }

    /// <summary>Takes account of a release that was looked at. If it is refused once too often, its name is promoted.</summary>
    /// <param name="level">The level of the decision that has to be taken back so that it can come first.</param>
    public bool IsPromoted(Choice choice, int bit, out int level)
    {
        level = 0;
        if (choice.Decider.Mask.Contains(bit) || _promoted.Contains(choice))
            return false;
        level = LevelOfRefusal(choice.Decider, bit);
        if (level == 0 || ++choice.Refusals < Patience)
            return false;
        _promoted.Add(choice);
        return true;
    }

    /// <summary>The level at which everything but the release itself held that refuses it; 0 if no decision did.</summary>
    private static int LevelOfRefusal(Variable decider, int bit)
    {
        Assignment refusal = decider.Satisfier(decider.Full - VersionSet.Of(decider.Package.Size, bit));
        while (refusal.Cause is { Cause: Cause.Shared } shared && shared.IndexOf(refusal.Variable) is var own)
            refusal = shared.Variables[1 - own].Satisfier(shared.Terms[1 - own]);
        int level = 0;
        for (int i = 0; i < (refusal.Cause?.Variables.Length ?? 0); i++)
        {
            if (refusal.Cause!.Variables[i] != refusal.Variable)
                level = Math.Max(level, refusal.Cause.Variables[i].Satisfier(refusal.Cause.Terms[i]).Level);
        }
        return level;
    }
}
