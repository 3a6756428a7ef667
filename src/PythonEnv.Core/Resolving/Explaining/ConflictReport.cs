using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Resolving.Explaining;

/// <summary>The words of a failure.</summary>
internal sealed class ConflictReport(ConflictStory story, ImmutableArray<RootRequirement> roots, ImmutableArray<RootSuggestion> suggestions)
{
    private readonly List<DeadEnd> _deadEnds = [.. story.DeadEnds()];

    public ResolveFailure ToFailure()
    {
        DeadEnd? deadEnd = roots.Length == 1 ? _deadEnds.Find(one => one.IsComplete) : null;
        DiagnosticRule rule = deadEnd?.Rule ?? DiagnosticCatalog.PinContradicted;
        ImmutableArray<RootRequirement> blamed = [.. roots, .. story.Overrides];
        return new ResolveFailure(rule, blamed, Problem(deadEnd), [.. Evidence()], Remedy(deadEnd));
    }

    private SourceSpan Here => roots[0].Where;

    private string Problem(DeadEnd? deadEnd)
    {
        if (roots.Length > 1)
            return $"no versions satisfy {Phrases.List([.. roots.Select(root => $"`{root.Display}`")])} together";
        return deadEnd is not null && deadEnd.Package.Name == roots[0].Name
            ? $"no version of `{roots[0].Display}` can be installed"
            : $"`{roots[0].Display}` can't be installed";
    }

    /// <summary>The first sentence begins with a word of ours: a name must not be taken for one.</summary>
    private IEnumerable<string> Evidence()
    {
        if (roots.Length > 1)
            yield return $"Declared: {string.Join(", ", roots.Select(root => Phrases.Declared(root, Here)))}";
        foreach (RootRequirement by in story.Overrides)
            yield return $"overridden by {Phrases.Declared(by, Here)}";
        string found = roots.Length > 1 || story.Overrides.Any() ? "found: " : "Found: ";
        foreach (string sentence in story.Steps().Concat(_deadEnds.SelectMany(one => one.Sentences())))
        {
            yield return found + sentence;
            found = "";
        }
    }

    private string Remedy(DeadEnd? deadEnd)
    {
        if (suggestions.IsEmpty)
        {
            string remedy = deadEnd?.Remedy is { Length: > 0 } known ? known : $"Remove {Phrases.Declared(roots[^1], Here)}";
            bool isPlatforms = story.OnlyOn is not null && deadEnd?.Rule != DiagnosticCatalog.NoFileFits;
            return isPlatforms ? $"{remedy}, or take {story.OnlyOn} out of the declared platforms" : remedy;
        }
        string text = string.Join(", or ", suggestions.Select(one => one.Replacement is { } replacement
            ? $"write `{replacement}` for {Phrases.Declared(one.Root, Here)}"
            : $"remove {Phrases.Declared(one.Root, Here)}"));
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}

/// <summary>A change of one declaration after which there is an answer.</summary>
/// <param name="Replacement">The requirement to write instead, without marker; null: remove the line.</param>
internal sealed record RootSuggestion(RootRequirement Root, string? Replacement);
